"""Conversion of image files to upright, 8-bit RGB."""

import numpy as np
from PIL import Image, ImageOps

# Errors that Pillow raises for damaged image files or impossible sizes.
PILLOW_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
)
FULL_SCALES = (1, 255, 65535)  # candidates if a format states no bit depth
SIXTEEN_BITS = ('PNG', 'PPM')  # formats whose mode I has 16 bits


def upright_rgb(image: Image.Image) -> Image.Image:
    """Return an image as 8-bit RGB, rotated as its EXIF data state.

    16-bit greyscale is divided by its full scale, 65 535. 32-bit greyscale,
    integer or float, states no full scale. The smallest of 1 (float only),
    255 and 65 535 that no pixel exceeds is used; if there is none, or a pixel
    is negative, the range of the pixels is.

    Args:
        image: an image as Pillow opens it; any mode.

    Raises:
        ValueError: pixels are not finite numbers.
    """
    mode, kind = image.mode, image.format
    turned = ImageOps.exif_transpose(image)
    if mode.startswith('I;16') or (mode == 'I' and kind in SIXTEEN_BITS):
        turned = _scaled(turned, 0.0, 65535.0)
    elif mode in ('I', 'F'):
        pixels = np.asarray(turned)
        if not np.isfinite(pixels).all():
            raise ValueError('some pixels are not finite numbers')
        low, high = float(pixels.min()), float(pixels.max())
        scales = FULL_SCALES[mode == 'I' :]
        if low >= 0 and high <= scales[-1]:
            low, high = 0.0, min(s for s in scales if s >= high)
        turned = _scaled(turned, low, high)
    return turned.convert('RGB')


def _scaled(image: Image.Image, low: float, high: float) -> Image.Image:
    """Scale grey pixels between two values to 8 bits."""
    pixels = np.asarray(image).astype(np.float64)
    pixels = (pixels - low) * (255 / max(high - low, np.finfo(float).tiny))
    return Image.fromarray(np.rint(pixels.clip(0, 255)).astype(np.uint8))
