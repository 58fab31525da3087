"""SoundingShapes, the synthetic benchmark of this project."""

import json
from pathlib import Path

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class SoundingShapes(ListedClips):
    """Clips with exact ground truth; see ``tools/make_sounding_shapes.py``.

    Lists: ``train.txt`` without, ``val.txt``, ``test.txt``, ``type_a.txt``
    and ``type_b.txt`` with annotations. Annotated clips name the object
    classes that are ``visible`` and those that are ``heard``. Takes the
    arguments of :class:`ListedClips`.

    Raises:
        FileNotFoundError: the data set was not generated, or its media or
            lists are missing.
    """

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip, with its visible and heard classes."""
        records = super().load_data_list()
        if self.annotated:
            truth = json.loads(Path(self.data_root, 'truth.json').read_text())
            for record in records:
                things = truth[record['sample_id']]['objects']
                record['visible'] = sorted({t['class'] for t in things})
                record['heard'] = sorted(
                    {t['class'] for t in things if t['sounds']}
                )
        return records

    def check_made(self) -> None:
        """Check that the data set was generated completely."""
        if not Path(self.data_root, 'world.json').is_file():
            raise FileNotFoundError(
                f'{self.data_root}: no finished SoundingShapes there; make '
                f'it with: python tools/make_sounding_shapes.py '
                f'{self.data_root}'
            )

    def lists_kept_out(self) -> list[Path]:
        """Return all lists of ``disjoint_from``; they are part of the data."""
        return [Path(self.data_root, name) for name in self.disjoint_from]
