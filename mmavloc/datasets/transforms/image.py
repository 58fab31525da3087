"""Load images."""

import io
import struct
from pathlib import Path

import numpy as np
import simplejpeg
from mmcv.transforms import BaseTransform
from PIL import Image, UnidentifiedImageError

from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.datasets.loading.media import read_media
from mmavloc.formats.pictures import PILLOW_ERRORS, upright_rgb
from mmavloc.registry import TRANSFORMS

MANY = 1 << 26  # pixels; larger images are checked by Pillow


def read_rgb(path: str | Path) -> np.ndarray:
    """Read an image as RGB (H W 3) uint8, in its EXIF orientation.

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
            f'{path}: {len(data)} bytes that are not an image; expected a '
            'JPEG or PNG: download or convert the file again'
        ) from None
    except PILLOW_ERRORS as error:
        raise UnreadableMediaError(
            f'{path}: cannot be read as an image ({error}); expected a '
            'complete JPEG or PNG: download or convert the file again'
        ) from None


def decode_plain_jpeg(data: bytes) -> np.ndarray | None:
    """Decode a three-channel JPEG without EXIF data; None for others.

    TurboJPEG returns the same pixels as Pillow in half the time. If it warns,
    Pillow decodes the file instead and reports the error.
    """
    if not _is_plain_jpeg(data):
        return None
    try:
        return simplejpeg.decode_jpeg(data, 'RGB')
    except ValueError:
        return None


def _is_plain_jpeg(data: bytes) -> bool:
    """Read the markers up to the frame's: size, three channels, no EXIF."""
    if data[:2] != b'\xff\xd8':
        return False
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack_from('>HH', data, at + 5)
            return data[at + 9] == 3 and height * width < MANY
        if marker in (0xE1, 0xFF):  # EXIF, which may rotate it; padding
            return False
        at += 2 + int.from_bytes(data[at + 2 : at + 4], 'big')
    return False


@TRANSFORMS.register_module()
class LoadImage(BaseTransform):
    """Read ``img_path`` into ``img``: H x W x 3 uint8, RGB.

    Grey, CMYK, palette and transparent images become RGB; more than eight
    bits are scaled down; the EXIF orientation is applied, as annotators saw
    the image.

    Raises:
        UnreadableMediaError: the file is missing, empty, truncated or not
            an image.
    """

    def transform(self, results: dict) -> dict:
        """Add ``img``, ``img_shape`` and ``ori_shape`` (height, width)."""
        results['img'] = read_rgb(results['img_path'])
        results['img_shape'] = results['ori_shape'] = results['img'].shape[:2]
        return results


@TRANSFORMS.register_module()
class LoadSideBySide(BaseTransform):
    """Read two images side by side, and squeeze them to the size of one.

    Reads ``img_path`` (left) and ``right_img_path`` into ``img``; see
    :class:`mmavloc.datasets.ConcatAndLocalize`, which squeezes the boxes. A
    clip without ``right_img_path``, of :class:`mmavloc.datasets.JoinedClips`,
    is read as by :class:`LoadImage`.

    Args:
        size: width and height of the result. Each image is resized to it
            before they are joined, and the pair is then squeezed with
            antialiasing.

    Raises:
        UnreadableMediaError: see :class:`LoadImage`.
    """

    def __init__(self, *, size: tuple[int, int] = (256, 256)):
        self.size = tuple(size)

    def transform(self, results: dict) -> dict:
        """Add ``img``, ``img_shape`` and ``ori_shape`` (height, width)."""
        if 'right_img_path' not in results:
            return LoadImage().transform(results)
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
