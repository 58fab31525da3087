"""Overlay of a map on its image, as an array."""

from functools import lru_cache

import cv2
import matplotlib
import numpy as np
from torch import Tensor

COLOURS = 'inferno'  # perceptually uniform, safe for colour-blind readers
DIM = 0.75  # brightness of the grey image, so that yellow is visible on white
OPACITY = (0.15, 0.85)  # opacity of the lowest and of the highest value
SHADES = 256  # levels of the colour map and of the grey image


def overlay(
    image: np.ndarray,
    heat: np.ndarray,
    *,
    limits: tuple[float, float] | None = None,
    threshold: float | None = None,
) -> np.ndarray:
    """Draw a map over its image.

    The image is converted to grey and darkened. Higher values of the map have
    a higher opacity. Values are interpolated bilinearly between the centres
    of the map's cells.

    Args:
        image: (H W 3) uint8, RGB.
        heat: (h w) finite numbers.
        limits: values of the lowest and of the highest colour; by default the
            minimum and maximum of the map. Use the same limits to compare
            maps.
        threshold: level of a contour to draw, if any.

    Returns:
        (H W 3) uint8, RGB.

    Raises:
        ValueError: an array has another shape or type, or the limits are not
            in ascending order.
    """
    image, heat = np.asarray(image), np.asarray(heat, np.float32)
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(
            f'the image has shape {image.shape} and type {image.dtype}; want '
            'H x W x 3 uint8'
        )
    if heat.ndim != 2 or not heat.size or not np.isfinite(heat).all():
        raise ValueError(
            f'the map has shape {heat.shape} or values that are not finite; '
            'want h x w finite numbers'
        )
    low, high = limits or (float(heat.min()), float(heat.max()))
    if high < low:
        raise ValueError(f'limits {low:g}, {high:g}: want low <= high')
    height, width = image.shape[:2]
    grown = cv2.resize(heat, (width, height), interpolation=cv2.INTER_LINEAR)
    # a constant map has the lowest colour everywhere
    scale = (SHADES - 1) / ((high - low) or 1.0)
    shade = np.clip((grown - low) * scale + 0.5, 0, SHADES - 1)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    place = (shade.astype(np.uint16) << 8) | grey
    blended = _blends().take(place).view(np.uint8)
    drawn = cv2.cvtColor(blended.reshape(height, width, 4), cv2.COLOR_RGBA2RGB)
    if threshold is not None:
        above = (grown > threshold).astype(np.uint8)
        edges, _ = cv2.findContours(
            above, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE
        )
        line = max(1, round(min(height, width) / 200))
        # white on black, which is visible on any colour
        cv2.drawContours(drawn, edges, -1, (0, 0, 0), line + 2)
        cv2.drawContours(drawn, edges, -1, (255, 255, 255), line)
    return drawn


def without_map(image: np.ndarray) -> np.ndarray:
    """Return an image (H W 3) as :func:`overlay` shows it, without a map."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return cv2.cvtColor(
        cv2.convertScaleAbs(grey, alpha=DIM), cv2.COLOR_GRAY2RGB
    )


@lru_cache(maxsize=1)
def _blends() -> np.ndarray:
    """Colours of every shade over every grey, four bytes each: (65536).

    A look-up is several times as fast as blending each pixel, and equal to it
    within the rounding of the shade.
    """
    share = np.linspace(0, 1, SHADES)
    colour = 255 * matplotlib.colormaps[COLOURS](share)[:, None, :]
    opacity = (OPACITY[0] + (OPACITY[1] - OPACITY[0]) * share)[:, None, None]
    grey = DIM * np.arange(SHADES)[None, :, None]
    blends = np.rint((1 - opacity) * grey + opacity * colour)
    return blends.astype(np.uint8).view(np.uint32).ravel()


def scale_of(heat: np.ndarray) -> str:
    """Return a caption with the lowest and the highest value of a map."""
    heat = np.asarray(heat)
    return f'{heat.min():.2g} to {heat.max():.2g}'


def honest_limits(heat: np.ndarray) -> tuple[float, float]:
    """Return limits by which a flat map looks flat.

    The colours span as much as the map's highest value is away from 0, or
    the map's range if that is more. A map that falls to 0 anywhere uses all
    colours; one that varies by a tenth of its highest value uses the lowest
    tenth of them, and is faint. No other map or frame is needed for this.
    """
    low, high = float(np.min(heat)), float(np.max(heat))
    return low, low + max(high - low, abs(high))


def share_of_colours(heat: np.ndarray) -> float:
    """Return the share of the colours that a map uses by these limits."""
    low, high = honest_limits(heat)
    return float(np.max(heat) - low) / (high - low) if high > low else 0.0


def picture_of(image: Tensor) -> np.ndarray:
    """Turn a model's input image into a picture.

    Args:
        image: (3 H W) in 0..255, before the normalisation. Resizing as floats
            can leave values outside, which are clipped.

    Returns:
        (H W 3) uint8.
    """
    if image.is_floating_point():
        image = image.round().clamp(0, 255)
    return image.byte().permute(1, 2, 0).cpu().numpy()
