"""Reading pictures."""

from pathlib import Path

import numpy as np
from mmcv.transforms import BaseTransform
from PIL import Image, ImageOps, UnidentifiedImageError

from mmavloc.datasets.errors import UnreadableMediaError
from mmavloc.registry import TRANSFORMS


def read_rgb(path: str | Path) -> Image.Image:
    """Read a picture as RGB, turned as its EXIF data say.

    Raises:
        UnreadableMediaError: see :class:`LoadImage`.
    """
    path = Path(path)
    try:
        with Image.open(path) as image:
            return ImageOps.exif_transpose(image).convert('RGB')
    except UnidentifiedImageError:
        size = path.stat().st_size
        raise UnreadableMediaError(
            f'{path}: {size} bytes that are no picture; want a JPEG or '
            'PNG: fetch or convert the file again'
        ) from None
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableMediaError(
            f'{path}: cannot be read as a picture ({error}); want a '
            'whole JPEG or PNG: fetch or convert the file again'
        ) from None


@TRANSFORMS.register_module()
class LoadImage(BaseTransform):
    """Read ``img_path`` into ``img``: H x W x 3 uint8, RGB.

    Grey, CMYK, palette and transparent pictures become RGB; a rotation that
    the camera noted in EXIF is applied, as annotators saw it.

    Raises:
        UnreadableMediaError: the file is missing, empty, truncated or not a
            picture.
    """

    def transform(self, results: dict) -> dict:
        """Add ``img``, ``img_shape`` and ``ori_shape`` (height, width)."""
        results['img'] = np.asarray(read_rgb(results['img_path']))
        results['img_shape'] = results['ori_shape'] = results['img'].shape[:2]
        return results


@TRANSFORMS.register_module()
class LoadSideBySide(BaseTransform):
    """Read two pictures, join them, and squeeze them to the size of one.

    Reads ``img_path`` (left) and ``right_img_path`` into ``img``; see
    :class:`mmavloc.datasets.ConcatAndLocalize`, which squeezes the boxes.

    Args:
        size: width and height of the result. Each picture is brought to it
            before they are joined, whatever its own, and the pair is squeezed
            back with antialiasing.

    Raises:
        UnreadableMediaError: see :class:`LoadImage`.
    """

    def __init__(self, *, size: tuple[int, int] = (256, 256)):
        self.size = tuple(size)

    def transform(self, results: dict) -> dict:
        """Add ``img``, ``img_shape`` and ``ori_shape`` (height, width)."""
        width, height = self.size
        pair = Image.new('RGB', (2 * width, height))
        for place, key in enumerate(('img_path', 'right_img_path')):
            half = read_rgb(results[key]).resize(
                self.size, Image.Resampling.BILINEAR
            )
            pair.paste(half, (place * width, 0))
        squeezed = pair.resize(self.size, Image.Resampling.BILINEAR)
        results['img'] = np.asarray(squeezed)
        results['img_shape'] = results['ori_shape'] = (height, width)
        return results
