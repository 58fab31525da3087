"""Frames as people look at them: the map, its scale, and when it is silent."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from mmavloc.visualization.overlay import (
    scale_of,
    share_of_colours,
    without_map,
)

from .result import View, overlay_in_view

TEXT = 1 / 28  # height of a line of text, of the frame's
FLAT = 0.5  # share of the colours below which a caption says so
SMALLEST = 96  # px, of frames that text is written on
Maps = dict[str, np.ndarray]


def draw_frame(
    image: np.ndarray,
    maps: Maps,
    names: Sequence[str],
    view: View,
    plain: bool = False,
) -> np.ndarray:
    """Draw a panel a map, side by side, each with its name and scale.

    Args:
        image: (H W 3) uint8 RGB.
        maps: name -> (h w); a name without a map is drawn as silent.
        names: of the panels.
        view: part of the image that the maps cover.
        plain: whether the image without a map is the first panel.

    Returns:
        (H n*W 3) uint8 RGB.
    """
    panels = [image] if plain else []
    for name in names:
        heat = maps.get(name)
        if heat is None:
            panel, caption = without_map(image), f'{name}: silent'
        else:
            panel = overlay_in_view(image, heat, view)
            caption = f'{name} {scale_of(heat)}'
            if (share := share_of_colours(heat)) < FLAT:
                caption += f', flat: {share:.0%} of the colours'
        write_caption(panel, caption)
        panels.append(panel)
    return panels[0] if len(panels) == 1 else np.hstack(panels)


def write_caption(image: np.ndarray, text: str) -> None:
    """Write a line at the lower left, in place, legible on any colour."""
    height, width = image.shape[:2]
    if min(height, width) < SMALLEST:
        return
    size = max(10, round(height * TEXT))
    strip = Image.fromarray(image[-2 * size :])
    ImageDraw.Draw(strip).text(
        (size // 2, size // 3),
        text,
        fill='white',
        font=_font(size),
        stroke_width=max(1, size // 10),
        stroke_fill='black',
    )
    image[-2 * size :] = np.asarray(strip)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font, in pixels."""
    return ImageFont.load_default(size)
