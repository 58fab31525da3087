"""Arrays that move with the picture: flow, segments.

``results['along']`` names arrays (H W) or (H W c), uint8, of the picture's
size. The geometric transforms change them as they change ``img``.
"""

import numpy as np
from PIL import Image

KINDS = {
    'nearest': Image.Resampling.NEAREST,
    'bilinear': Image.Resampling.BILINEAR,
    'bicubic': Image.Resampling.BICUBIC,
}


def crop_along(results: dict, top: int, left: int, size: int) -> None:
    """Take the square that was taken from ``img``."""
    for name in results.get('along', ()):
        x = results[name]
        results[name] = x[top : top + size, left : left + size]


def flip_along(results: dict) -> None:
    """Mirror left to right."""
    for name in results.get('along', ()):
        results[name] = results[name][:, ::-1]


def resize_along(
    results: dict, scale: tuple[int, int], interpolation: str
) -> None:
    """Resize to (width, height), each channel by Pillow.

    An array may have a rule of its own under ``along_interpolation``.
    """
    for name in results.get('along', ()):
        rule = results.get('along_interpolation', {}).get(name, interpolation)
        x = results[name]
        channels = x[..., None] if x.ndim == 2 else x
        resized = [
            np.asarray(
                Image.fromarray(np.ascontiguousarray(channels[..., c])).resize(
                    scale, KINDS[rule]
                )
            )
            for c in range(channels.shape[2])
        ]
        new = np.stack(resized, axis=2)
        results[name] = new[..., 0] if x.ndim == 2 else new
