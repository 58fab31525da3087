"""Optical flow that stands beside the picture."""

from pathlib import Path

import numpy as np
from mmcv.transforms import BaseTransform
from PIL import Image

from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.registry import TRANSFORMS

MISSING = 'error', 'zero'


@TRANSFORMS.register_module()
class LoadFlow(BaseTransform):
    """Read two grey pictures into ``flow`` (H W 2) uint8, beside ``img``.

    Use it behind ``LoadImage``: from then on the geometric transforms change
    the flow too. Hear the Flow stores rightward and downward motion in pixels,
    negative motion as 0.

    Args:
        names: of the two files, with the clip's ``id``, relative to the
            folder above the picture's.
        missing: what a clip without such files is: an ``'error'``, or one in
            which nothing moves, ``'zero'``.

    Raises:
        ValueError: another ``missing``.
        UnreadableMediaError: a file is missing, or of another size.
    """

    def __init__(
        self,
        *,
        names: tuple[str, str] = ('flow_x/{id}.jpg', 'flow_y/{id}.jpg'),
        missing: str = 'error',
    ):
        if missing not in MISSING:
            raise ValueError(
                f'missing={missing!r}: expected one of {", ".join(MISSING)}'
            )
        self.names = tuple(names)
        self.missing = missing

    def transform(self, results: dict) -> dict:
        """Add ``flow``, and name it in ``along``."""
        size = results['img'].shape[:2]
        root = Path(results['img_path']).parent.parent
        clip = Path(results['img_path']).stem
        paths = [root / name.format(id=clip) for name in self.names]
        there = all(path.is_file() for path in paths)
        if not there and self.missing == 'error':
            raise UnreadableMediaError(
                f'{paths[0]} or {paths[1].name}: no such file; expected the '
                "optical flow of each clip, or set LoadFlow(missing='zero')"
            )
        if there:
            flow = np.stack([_read(path, size) for path in paths], axis=2)
        else:
            flow = np.zeros((*size, 2), dtype=np.uint8)
        results['flow'] = flow
        results['along'] = (*results.get('along', ()), 'flow')
        return results


def _read(path: Path, size: tuple[int, int]) -> np.ndarray:
    try:
        with Image.open(path) as image:
            pixels = np.asarray(image.convert('L'))
    except OSError as error:
        raise UnreadableMediaError(
            f'{path}: cannot be read as an image ({error}); make it again'
        ) from None
    if pixels.shape != size:
        raise UnreadableMediaError(
            f'{path}: {pixels.shape[0]} x {pixels.shape[1]} px beside a '
            f'picture of {size[0]} x {size[1]}; expected the same size'
        )
    return pixels
