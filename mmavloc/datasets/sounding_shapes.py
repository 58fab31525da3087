"""SoundingShapes, the synthetic benchmark of this project."""

from pathlib import Path

from mmavloc.formats.world import VERSION, check_world, read_truth
from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class SoundingShapes(ListedClips):
    """Clips with exact ground truth; see ``tools/make_sounding_shapes.py``.

    Lists: ``train.txt`` without, ``val.txt``, ``test.txt``, ``wild.txt``,
    ``type_a.txt`` and ``type_b.txt`` with annotations. Annotated clips say
    which classes are ``visible`` and which are ``heard``, and list their
    ``objects``: class, box, whether it is able to sound and whether it does.
    Takes the arguments of :class:`ListedClips`.

    Raises:
        FileNotFoundError: the world was not made yet, or files are missing,
            lists that it is made with included.
        ValueError: the world is of another version.
    """

    METAINFO = {'world': VERSION}  # results carry it

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip, with its visible and heard classes."""
        records = super().load_data_list()
        if self.annotated:
            truth = read_truth(self.data_root)
            for record in records:
                things = truth[record['sample_id']]['objects']
                record['objects'] = things
                record['visible'] = sorted({t['class'] for t in things})
                record['heard'] = sorted(
                    {t['class'] for t in things if t['sounds']}
                )
        return records

    def check_made(self) -> None:
        """Refuse a root without a finished world of this version."""
        check_world(self.data_root)

    def lists_kept_out(self) -> list[Path]:
        """Return all lists of ``disjoint_from``; they are part of the data."""
        return [Path(self.data_root, name) for name in self.disjoint_from]
