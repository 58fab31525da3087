"""SoundingShapes, the benchmark that the project makes for itself."""

from pathlib import Path

from mmengine.dataset import BaseDataset

from mmavloc.registry import DATASETS

from .layout import check_disjoint, clip_records, read_id_list
from .lists import warn_annotated


@DATASETS.register_module()
class SoundingShapes(BaseDataset):
    """Clips whose truth is known; see ``tools/make_sounding_shapes.py``.

    Laid out as Flickr-SoundNet and read by the same functions. Lists:
    ``train.txt`` without, ``val.txt``, ``test.txt``, ``type_a.txt`` and
    ``type_b.txt`` with annotations.

    Args:
        ann_file: id list.
        annotated: whether every clip must have an annotation; by default in
            ``test_mode`` only.
        split: name that the clips are scored under; by default the list's.
        disjoint_from: id lists that must share no id with this one.
        data_root, indices, pipeline, test_mode, ...: MMEngine's.

    Raises:
        FileNotFoundError: the world was not made yet, or files are missing.
    """

    def __init__(
        self,
        *,
        ann_file: str,
        data_root: str = '',
        annotated: bool | None = None,
        split: str | None = None,
        disjoint_from: list[str] | tuple[str, ...] = (),
        test_mode: bool = False,
        **kwargs,
    ):
        self.annotated = test_mode if annotated is None else annotated
        self.split = split or Path(ann_file).stem
        self.disjoint_from = disjoint_from
        super().__init__(
            ann_file=ann_file,
            data_root=data_root,
            data_prefix=dict(
                img_path='image', audio_path='audio', ann_path='annotation'
            ),
            test_mode=test_mode,
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip: ids, paths and, if annotated, boxes."""
        if not Path(self.data_root, 'world.json').is_file():
            raise FileNotFoundError(
                f'{self.data_root}: no finished SoundingShapes there; make '
                f'it with: python tools/make_sounding_shapes.py '
                f'{self.data_root}'
            )
        ids = read_id_list(self.ann_file)
        others = [Path(self.data_root, name) for name in self.disjoint_from]
        check_disjoint(ids, self.ann_file, others)
        if not (self.annotated or self.test_mode):
            warn_annotated(ids, self.ann_file, self.data_prefix['ann_path'])
        return clip_records(ids, self.data_prefix, self.split, self.annotated)
