"""Type A and Type B: all or some of the visible objects sound."""

from mmengine.dataset import BaseDataset

from mmavloc.datasets.clip_layout import with_masks
from mmavloc.datasets.lists.type_lists import TYPE_SPLITS, read_types
from mmavloc.formats.findings import find_absent, raise_first_error
from mmavloc.registry import DATASETS


@DATASETS.register_module()
class TypeAB(BaseDataset):
    """Annotated clips of two types, scored apart (Sec. 4.3, Table 4).

    In a clip of type A every object that can sound does; in a clip of type B
    only some of them do. Wraps any annotated data set; the list selects its
    clips and gives the type of each. In the paper one annotator drew the
    boxes, so that the score of a clip is a plain IoU. Of several annotators
    only one is used here.

    Args:
        dataset: config of the annotated data set, or of several joined by
            ``ConcatDataset``; its own pipeline is not used.
        ann_file: type list: a line ``<id> A`` or ``<id> B`` per clip.
        annotator: annotator whose boxes are used; None for all, scored by
            their consensus.
        data_root, indices, pipeline, test_mode, ...: as in MMEngine's
            ``BaseDataset``.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: an invalid line, an id that is repeated or not in the
            data set, or a clip without a box of that annotator.
    """

    def __init__(
        self,
        *,
        dataset: dict,
        ann_file: str,
        annotator: int | None = 0,
        test_mode: bool = True,
        **kwargs,
    ):
        self.dataset = DATASETS.build(dataset)
        self.annotator = annotator
        super().__init__(
            ann_file=ann_file,
            metainfo=self.dataset.metainfo,
            test_mode=test_mode,
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """List the data set's flat dict per clip, with its type."""
        types = read_types(self.ann_file)
        self.dataset.full_init()
        clips = {}
        for index in range(len(self.dataset)):
            clip = self.dataset.get_data_info(index)
            clip.pop('masks', None)  # read again on access
            clips[clip['sample_id']] = clip
        raise_first_error(find_absent(types, self.ann_file, clips))
        return [
            self._sample(clips[name], letter) for name, letter in types.items()
        ]

    def get_data_info(self, idx: int) -> dict:
        """Return a clip's record; masks are read here, on access."""
        return with_masks(super().get_data_info(idx))

    def _sample(self, clip: dict, letter: str) -> dict:
        sample = {**clip, 'split': TYPE_SPLITS[letter]}
        if self.annotator is not None and 'annotators' in clip:
            mine = clip['annotators'] == self.annotator
            sample['boxes'] = clip['boxes'][mine]
            sample['annotators'] = clip['annotators'][mine] * 0
            sample['num_annotators'] = 1
        if len(sample.get('boxes', ())) == 0:
            who = '' if self.annotator is None else f' of {self.annotator}'
            raise ValueError(
                f'clip {clip["sample_id"]} has no boxes{who}; every clip '
                'must be annotated by that annotator (annotated=True)'
            )
        return sample
