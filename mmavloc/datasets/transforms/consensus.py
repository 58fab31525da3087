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

    Raises:
        ValueError: the clip has no annotation; names the clip.
    """

    def __init__(self, *, size: tuple[int, int] | None = None):
        self.size = None if size is None else tuple(size)

    def transform(self, results: dict) -> dict:
        """Add ``consensus``, h x w float32 in [0, 1]."""
        if 'boxes' not in results:
            raise ValueError(
                f'clip {results.get("sample_id")} has no boxes for a '
                'consensus map; it must be annotated (set annotated=True of '
                'the data set)'
            )
        results['consensus'] = consensus_map(
            results['boxes'],
            results['annotators'],
            num_annotators=results['num_annotators'],
            size=self.size or results['img'].shape[:2],
            masks=results.get('masks'),
        ).astype(np.float32)
        return results
