"""Parameter names in the checkpoints of other code bases."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class KeyMap:
    """One kind of checkpoint.

    Attributes:
        container: key of the state dict in the file; ``''`` if the file is a
            state dict.
        prefix: prefix of the names to load, removed from them; names without
            it are ignored.
        renames: regular expressions and replacements, applied in order to the
            names without the prefix.
        ignorable: regular expression of parameters of the network that may be
            missing in the file; all others must be present.
    """

    container: str = ''
    prefix: str = ''
    renames: tuple[tuple[str, str], ...] = ()
    # Old files lack the counters of batch norm, which have no effect.
    ignorable: str = r'(^|\.)num_batches_tracked$'

    def rename(self, name: str) -> str | None:
        """Return our name of a parameter of the file; None if ignored."""
        if not name.startswith(self.prefix):
            return None
        name = name[len(self.prefix) :]
        for pattern, replacement in self.renames:
            name = re.sub(pattern, replacement, name)
        return name


KEY_MAPS = {
    # VGG11, ResNet18, UNet's encoder, TorchvisionBackbone and TIMMBackbone
    # keep the names of torchvision and timm, whose files are state dicts.
    # A file may contain more: a backbone is part of a larger network.
    'plain': KeyMap(),
    'mmengine': KeyMap(container='state_dict'),
    # the classifier that configs/demo_classifier.py trains
    'classifier': KeyMap(container='state_dict', prefix='backbone.'),
}
