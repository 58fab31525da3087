"""Reading pictures."""

from pathlib import Path

import numpy as np
from mmcv.transforms import BaseTransform
from PIL import Image, ImageOps, UnidentifiedImageError

from mmavloc.datasets.errors import UnreadableMediaError
from mmavloc.registry import TRANSFORMS


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
        path = Path(results['img_path'])
        try:
            with Image.open(path) as image:
                image = ImageOps.exif_transpose(image).convert('RGB')
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
        results['img'] = np.asarray(image)
        results['img_shape'] = results['ori_shape'] = results['img'].shape[:2]
        return results
