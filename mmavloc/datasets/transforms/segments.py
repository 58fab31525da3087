"""Segments of a picture, which move with it."""

import numpy as np
from mmcv.transforms import BaseTransform

from mmavloc.registry import TRANSFORMS

METHODS = 'felzenszwalb', 'grid'


@TRANSFORMS.register_module()
class MakeSegments(BaseTransform):
    """Divide ``img`` into ``segments`` (H W) uint8, labels from 0 on.

    Of more than 256 segments, which take a large picture, the last are one.
    Use it before the geometric transforms, which change the segments too.

    Args:
        method: ``'felzenszwalb'`` by similar colours, which needs
            scikit-image (``pip install scikit-image``), or a ``'grid'``.
        cells: of each side of the grid.
        scale, sigma, min_size: of Felzenszwalb's method; SACL's values.
        interpolation: how labels are resized. ``'bicubic'``, as released,
            invents labels between the segments; ``'nearest'`` does not.

    Raises:
        ValueError: another method or interpolation.
        ImportError: scikit-image is missing.
    """

    def __init__(
        self,
        *,
        method: str = 'felzenszwalb',
        cells: int = 4,
        scale: float = 1000.0,
        sigma: float = 0.5,
        min_size: int = 1000,
        interpolation: str = 'bicubic',
    ):
        if method not in METHODS or interpolation not in (
            'bicubic',
            'nearest',
        ):
            raise ValueError(
                f'method={method!r}, interpolation={interpolation!r}: '
                f"expected one of {', '.join(METHODS)}, and 'bicubic' or "
                "'nearest'"
            )
        self.cells, self.interpolation = cells, interpolation
        self.settings = dict(scale=scale, sigma=sigma, min_size=min_size)
        self.felzenszwalb = _felzenszwalb() if method != 'grid' else None

    def transform(self, results: dict) -> dict:
        """Add ``segments``, and name them in ``along``."""
        image = results['img']
        if self.felzenszwalb is not None:
            labels = self.felzenszwalb(image, **self.settings)
        else:
            rows, columns = (
                np.arange(n) * self.cells // n for n in image.shape[:2]
            )
            labels = rows[:, None] * self.cells + columns
        results['segments'] = labels.clip(0, 255).astype(np.uint8)
        results['along'] = (*results.get('along', ()), 'segments')
        rules = results.get('along_interpolation', {})
        results['along_interpolation'] = {
            **rules,
            'segments': self.interpolation,
        }
        return results


def _felzenszwalb():
    try:
        from skimage.segmentation import felzenszwalb
    except ImportError as error:
        raise ImportError(
            f'MakeSegments needs scikit-image, which cannot be imported '
            f"({error}); pip install scikit-image, or use method='grid'"
        ) from None
    return felzenszwalb
