"""A map over its image: arrays in, an array out, no axes."""

import cv2
import matplotlib
import numpy as np

COLOURS = 'inferno'  # perceptually uniform, safe for colour-blind readers
DIM = 0.75  # brightness of the grey image, so that yellow stands out on white
OPACITY = (0.15, 0.85)  # of the lowest and of the highest value


def overlay(
    image: np.ndarray,
    heat: np.ndarray,
    *,
    limits: tuple[float, float] | None = None,
    threshold: float | None = None,
) -> np.ndarray:
    """Lay a map over its image.

    The image turns grey and a little darker; the map's colour covers it the
    more, the higher the value. Between the centres of the map's cells values
    are interpolated bilinearly.

    Args:
        image: (H W 3) uint8, RGB.
        heat: (h w) finite numbers.
        limits: values of the lowest and of the highest colour; by default the
            map's own minimum and maximum. The same limits make two maps
            comparable.
        threshold: value whose contour is drawn, if any.

    Returns:
        (H W 3) uint8, RGB.

    Raises:
        ValueError: an array of another shape or type, or limits that are not
            in order.
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
    # a map of one value shows the lowest colour everywhere
    share = np.clip((grown - low) / ((high - low) or 1.0), 0, 1)
    colour = 255 * matplotlib.colormaps[COLOURS](share)[..., :3]
    grey = DIM * cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None]
    opacity = (OPACITY[0] + (OPACITY[1] - OPACITY[0]) * share)[..., None]
    blended = np.rint((1 - opacity) * grey + opacity * colour)
    drawn = np.ascontiguousarray(blended.astype(np.uint8))
    if threshold is not None:
        above = (grown > threshold).astype(np.uint8)
        edges, _ = cv2.findContours(
            above, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE
        )
        line = max(1, round(min(height, width) / 200))
        # white on black, to be seen on any colour
        cv2.drawContours(drawn, edges, -1, (0, 0, 0), line + 2)
        cv2.drawContours(drawn, edges, -1, (255, 255, 255), line)
    return drawn


def scale_of(heat: np.ndarray) -> str:
    """Return the lowest and the highest value of a map, as a caption."""
    heat = np.asarray(heat)
    return f'{heat.min():.2g} to {heat.max():.2g}'
