"""Products of commands that were typed by hand, in a job's folder.

The documented commands write to the folder that ``make demo`` uses. What they
leave there is used if it is what the job would make, and refused otherwise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mmengine.config import Config

from mmavloc.apis.checkpoint_config import parse_config
from mmavloc.apis.config import read_config
from mmavloc.apis.provenance import (
    flat,
    is_of_tests,
    settings_of_tests,
    sha256,
)
from mmavloc.engine.checkpoint import load_plain
from mmavloc.engine.hooks.data_version import named, trained_world
from mmavloc.evaluation.results.files import PROVENANCE
from mmavloc.formats.world import VERSION

# The settings of a training that change its weights.
SETTINGS = (
    *('model', 'train_dataloader', 'optim_wrapper', 'param_scheduler'),
    *('train_cfg', 'randomness'),
)
# Names of files, lists of other clips, and speed change nothing.
IGNORED = {
    *('checkpoint', 'disjoint_from', 'num_workers', 'persistent_workers'),
    *('prefetch_factor', 'pin_memory', 'timeout'),
}


@dataclass(frozen=True)
class Trained:
    """Whether a work directory holds a training of certain settings.

    Attributes:
        config: file of the training's config.
        data_root: folder of its data.
        options: key -> value, as ``--cfg-options``.
    """

    config: str
    data_root: str
    options: Mapping[str, object]

    def __call__(self, product: Path) -> bool:
        """Return whether the training is finished.

        Args:
            product: its last checkpoint; if it does not exist, the newest
                one of its folder.

        Raises:
            ValueError: the checkpoint is of a training with other settings
                or on another version of the data.
        """
        finished = product.exists()
        note = product.with_name('last_checkpoint')
        if not finished and note.is_file():
            product = product.with_name(Path(note.read_text().strip()).name)
        if not product.exists():
            return False
        if differs := self.difference(product):
            raise ValueError(
                f'{product} is of another training: {differs}; move its '
                'folder away, or choose another work directory'
            )
        return finished

    def difference(self, checkpoint: Path) -> str | None:
        """Name the first setting of a checkpoint that is not wanted."""
        content = load_plain(str(checkpoint), 'cpu')
        version = trained_world(content)
        if version not in (None, VERSION):
            return (
                f'on {named(version)} of SoundingShapes instead of {VERSION}'
            )
        text = (content.get('meta') or {}).get('cfg', '')
        found = settings(Config(parse_config(text, str(checkpoint))))
        wanted = settings(
            read_config(
                self.config,
                data_root=self.data_root,
                cfg_options=dict(self.options),
            )
        )
        for key in dict.fromkeys([*wanted, *found]):
            mine, other = wanted.get(key), found.get(key)
            if mine != other:
                return f'{key} is {other!r} instead of {mine!r}'
        return None


def settings(cfg: Config) -> dict[str, object]:
    """Return what decides a training's weights, as dotted key -> value."""
    every = flat({key: cfg.get(key) for key in SETTINGS})
    return {
        key: value
        for key, value in every
        if not (is_of_tests(key) or IGNORED.intersection(key.split('.')))
    }


@dataclass(frozen=True)
class Scored:
    """Whether results are those of a checkpoint, with a config's settings.

    Attributes:
        config: file of the tested config.
        checkpoint: the scored file.
        maps: file of the predicted maps.
    """

    config: str
    checkpoint: Path
    maps: Path

    def __call__(self, product: Path) -> bool:
        """Return whether results (and maps) of this checkpoint exist."""
        if not (product.is_file() and self.maps.is_file()):
            return False
        about = json.loads(product.read_text(encoding='utf-8'))
        about = about.get(PROVENANCE, {})
        wanted = settings_of_tests(read_config(self.config))
        return (
            self.checkpoint.is_file()
            and about.get('checkpoint_sha256') == sha256(self.checkpoint)
            and about.get('test_settings') == wanted
        )
