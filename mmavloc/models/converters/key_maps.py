"""How the checkpoints of other code bases name their parameters."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class KeyMap:
    """One kind of checkpoint.

    Attributes:
        container: key under which the file keeps its state dict; ``''`` if it
            is one itself.
        prefix: in front of the names that are wanted; others are left out.
        renames: regular expression and replacement, applied in order to the
            names after the prefix.
        ignorable: regular expression of parameters of the network that a file
            may lack; all others must be there.
    """

    container: str = ''
    prefix: str = ''
    renames: tuple[tuple[str, str], ...] = ()
    # Counters of batch norm are absent from older files; they have no effect.
    ignorable: str = r'(^|\.)num_batches_tracked$'

    def rename(self, name: str) -> str | None:
        """Return our name of a parameter of the file; None if left out."""
        if not name.startswith(self.prefix):
            return None
        name = name[len(self.prefix) :]
        for pattern, replacement in self.renames:
            name = re.sub(pattern, replacement, name)
        return name


KEY_MAPS = {
    # VGG11, ResNet18, UNet's encoder, TorchvisionBackbone and TIMMBackbone
    # keep the names of torchvision and timm, whose files are state dicts.
    # A file may hold more: a backbone is part of a larger network.
    'plain': KeyMap(),
    'mmengine': KeyMap(container='state_dict'),
    # what configs/demo_classifier.py trains
    'classifier': KeyMap(container='state_dict', prefix='backbone.'),
}
