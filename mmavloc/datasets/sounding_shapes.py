"""SoundingShapes, the benchmark that the project makes for itself."""

import json
from pathlib import Path

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class SoundingShapes(ListedClips):
    """Clips whose truth is known; see ``tools/make_sounding_shapes.py``.

    Lists: ``train.txt`` without, ``val.txt``, ``test.txt``, ``type_a.txt``
    and ``type_b.txt`` with annotations. Annotated clips say which classes
    of things are ``visible`` and which are ``heard``. Takes the arguments of
    :class:`ListedClips`.

    Raises:
        FileNotFoundError: the world was not made yet, or files are missing,
            lists that it is made with included.
    """

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip, with what is seen and heard in it."""
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
        """Refuse a root without a finished world, and say how to make it."""
        if not Path(self.data_root, 'world.json').is_file():
            raise FileNotFoundError(
                f'{self.data_root}: no finished SoundingShapes there; make '
                f'it with: python tools/make_sounding_shapes.py '
                f'{self.data_root}'
            )

    def lists_kept_out(self) -> list[Path]:
        """Return all lists of ``disjoint_from``: the world came with them."""
        return [Path(self.data_root, name) for name in self.disjoint_from]
