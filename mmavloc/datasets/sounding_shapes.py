"""SoundingShapes, the synthetic benchmark of this project."""

from pathlib import Path

from mmavloc.formats.world import VERSION, check_world, read_truth
from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class SoundingShapes(ListedClips):
    """Clips with exact ground truth; see ``tools/make_sounding_shapes.py``.

    The list ``train.txt`` has no annotations; ``val.txt``, ``test.txt``,
    ``wild.txt``, ``type_a.txt`` and ``type_b.txt`` have. Records of annotated
    clips contain the ``visible`` and the ``heard`` classes, and their
    ``objects``: class, box, whether it can sound and whether it does.
    Takes the arguments of :class:`ListedClips`.

    Raises:
        FileNotFoundError: the data set was not generated yet, or files or
            lists of it are missing.
        ValueError: the data set has another version.
    """

    METAINFO = {'world': VERSION}  # results carry it

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip, with its visible and heard classes."""
        records = super().load_data_list()
        if self.annotated:
            truth = read_truth(self.data_root)
            for record in records:
                objects = truth[record['sample_id']]['objects']
                record['objects'] = objects
                record['visible'] = sorted({o['class'] for o in objects})
                record['heard'] = sorted(
                    {o['class'] for o in objects if o['sounds']}
                )
        return records

    def check_made(self) -> None:
        """Refuse a root without a complete data set of this version."""
        check_world(self.data_root)

    def lists_kept_out(self) -> list[Path]:
        """Return all lists of ``disjoint_from``; they are part of the data."""
        return [Path(self.data_root, name) for name in self.disjoint_from]
