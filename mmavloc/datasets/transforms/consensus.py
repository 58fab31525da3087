"""Consensus maps as targets of supervised training."""

import numpy as np
from mmcv.transforms import BaseTransform

from mmavloc.evaluation.functional import consensus_map
from mmavloc.registry import TRANSFORMS


@TRANSFORMS.register_module()
class DrawConsensus(BaseTransform):
    """Draw the clip's consensus map G (Eq. 7) into ``consensus``.

    Use it after all transforms that change the annotation and before
    ``PackAVInputs``. It draws the clip's masks, or its boxes if it has no
    masks. The map is soft: a pixel that one of three annotators marked is
    1/3. If no box is left after cropping, G is 0 everywhere.

    Args:
        size: height and width of G; by default those of ``img``.
        annotator: ``'all'``, or a ``'random'`` one each time, whose map is 0
            or 1, as Senocak et al. train.

    Raises:
        ValueError: the clip has no annotation; names the clip. Another
            ``annotator``.
    """

    def __init__(
        self,
        *,
        size: tuple[int, int] | None = None,
        annotator: str = 'all',
    ):
        if annotator not in ('all', 'random'):
            raise ValueError(
                f"annotator={annotator!r}: expected 'all' or 'random'"
            )
        self.size = None if size is None else tuple(size)
        self.annotator = annotator

    def transform(self, results: dict) -> dict:
        """Add ``consensus``, h x w float32 in [0, 1]."""
        if 'boxes' not in results:
            raise ValueError(
                f'clip {results.get("sample_id")} has no boxes for a '
                'consensus map; it must be annotated (set annotated=True of '
                'the data set)'
            )
        boxes, masks = results['boxes'], results.get('masks')
        annotators, count = results['annotators'], results['num_annotators']
        if self.annotator == 'random':
            chosen = np.asarray(annotators) == np.random.randint(count)
            boxes, annotators, count = boxes[chosen], [0] * chosen.sum(), 1
            masks = None if masks is None else masks[chosen]
        results['consensus'] = consensus_map(
            boxes,
            annotators,
            num_annotators=count,
            size=self.size or results['img'].shape[:2],
            masks=masks,
        ).astype(np.float32)
        return results
