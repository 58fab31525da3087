"""Reading pictures."""

import io
import struct
from pathlib import Path

import numpy as np
import simplejpeg
from mmcv.transforms import BaseTransform
from PIL import Image, UnidentifiedImageError

from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.datasets.loading.media import read_media
from mmavloc.formats.pictures import BROKEN, upright_rgb
from mmavloc.registry import TRANSFORMS

MANY = 1 << 26  # pixels; of more, Pillow says whether that can be


def read_rgb(path: str | Path) -> np.ndarray:
    """Read a picture as RGB (H W 3) uint8, turned as its EXIF data say.

    Raises:
        UnreadableMediaError: see :class:`LoadImage`.
    """
    data = read_media(path)
    pixels = decode_plain_jpeg(data)
    if pixels is not None:
        return pixels
    try:
        with Image.open(io.BytesIO(data)) as image:
            return np.array(upright_rgb(image))
    except UnidentifiedImageError:
        raise UnreadableMediaError(
            f'{path}: {len(data)} bytes that are no picture; want a JPEG or '
            'PNG: fetch or convert the file again'
        ) from None
    except BROKEN as error:
        raise UnreadableMediaError(
            f'{path}: cannot be read as a picture ({error}); want a '
            'whole JPEG or PNG: fetch or convert the file again'
        ) from None


def decode_plain_jpeg(data: bytes) -> np.ndarray | None:
    """Decode a three-channel JPEG without EXIF data; None for all else.

    TurboJPEG gives Pillow's pixels in half the time. What it does not decode
    without a warning is left to Pillow, which says what is wrong.
    """
    if not _is_plain_jpeg(data):
        return None
    try:
        return simplejpeg.decode_jpeg(data, 'RGB')
    except ValueError:
        return None


def _is_plain_jpeg(data: bytes) -> bool:
    """Walk the markers up to the frame's: size, three channels, no EXIF."""
    if data[:2] != b'\xff\xd8':
        return False
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack_from('>HH', data, at + 5)
            return data[at + 9] == 3 and height * width < MANY
        if marker in (0xE1, 0xFF):  # EXIF, which may turn it; padding
            return False
        at += 2 + int.from_bytes(data[at + 2 : at + 4], 'big')
    return False


@TRANSFORMS.register_module()
class LoadImage(BaseTransform):
    """Read ``img_path`` into ``img``: H x W x 3 uint8, RGB.

    Grey, CMYK, palette and transparent pictures become RGB, those of more
    than eight bits are scaled; the orientation that the camera noted in EXIF
    is applied, as annotators saw it.

    Raises:
        UnreadableMediaError: the file is missing, empty, truncated or not a
            picture.
    """

    def transform(self, results: dict) -> dict:
        """Add ``img``, ``img_shape`` and ``ori_shape`` (height, width)."""
        results['img'] = read_rgb(results['img_path'])
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
            half = Image.fromarray(read_rgb(results[key])).resize(
                self.size, Image.Resampling.BILINEAR
            )
            pair.paste(half, (place * width, 0))
        squeezed = pair.resize(self.size, Image.Resampling.BILINEAR)
        results['img'] = np.array(squeezed)
        results['img_shape'] = results['ori_shape'] = (height, width)
        return results
