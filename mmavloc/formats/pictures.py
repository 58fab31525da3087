"""Picture files as people see them: upright, RGB, eight bits."""

import numpy as np
from PIL import Image, ImageOps

# What Pillow raises for a picture that is broken, or of an impossible size.
PILLOW_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
)
FULL_SCALES = (1, 255, 65535)  # that pixels of no stated depth may have
SIXTEEN_BITS = ('PNG', 'PPM')  # formats whose mode I has 16 bits


def upright_rgb(image: Image.Image) -> Image.Image:
    """Return a picture as RGB of eight bits, turned as its EXIF data say.

    Grey pictures of 16 bits are scaled by 65 535. Grey pictures of 32 bits,
    whole or floating, have no stated full scale: it is the first of 1 (of
    floats alone), 255 and 65 535 that no pixel exceeds, and else the range of
    the pixels.

    Args:
        image: as Pillow opens it; any mode.

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
            raise ValueError('it holds pixels that are not finite numbers')
        low, high = float(pixels.min()), float(pixels.max())
        scales = FULL_SCALES[mode == 'I' :]
        if low >= 0 and high <= scales[-1]:
            low, high = 0.0, min(s for s in scales if s >= high)
        turned = _scaled(turned, low, high)
    return turned.convert('RGB')


def _scaled(image: Image.Image, low: float, high: float) -> Image.Image:
    """Bring grey pixels between two values to eight bits."""
    pixels = np.asarray(image).astype(np.float64)
    pixels = (pixels - low) * (255 / max(high - low, np.finfo(float).tiny))
    return Image.fromarray(np.rint(pixels.clip(0, 255)).astype(np.uint8))
