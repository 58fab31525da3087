"""Small pictures for pages: a clip, or a map over it, as JPEG."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from .overlay import overlay, scale_of

TILE_PIXELS = 220  # side of a tile
BOX_COLOURS = ((255, 255, 255), (0, 255, 255))  # of one list of boxes each


@dataclass(frozen=True)
class Tile:
    """A picture with its caption.

    Attributes:
        caption: what it shows.
        picture: JPEG.
        scale: lowest and highest value of a map; empty for a picture.
    """

    caption: str
    picture: bytes
    scale: str = ''

    @property
    def embedded(self) -> str:
        """The picture as text, for ``<img src>``."""
        data = base64.b64encode(self.picture).decode()
        return f'data:image/jpeg;base64,{data}'


def draw_tile(
    caption: str,
    image: np.ndarray,
    heat: np.ndarray | None = None,
    boxes: Sequence[np.ndarray] = (),
) -> Tile:
    """Draw a picture with a map or boxes.

    Args:
        caption: what it shows.
        image: (H W 3) uint8, RGB.
        heat: (h w) map to lay over it, if any.
        boxes: lists of boxes (n 4), fractions, each in a colour of its own.
    """
    picture = cv2.resize(image, (TILE_PIXELS, TILE_PIXELS))
    if heat is not None:
        picture = overlay(picture, np.asarray(heat))
    for group, colour in zip(boxes, BOX_COLOURS, strict=False):
        corners = np.rint(TILE_PIXELS * np.reshape(group, (-1, 4))).astype(int)
        # black below them all, to be seen on any colour
        for shade, width in (((0, 0, 0), 4), (colour, 2)):
            for x1, y1, x2, y2 in corners.tolist():
                cv2.rectangle(picture, (x1, y1), (x2, y2), shade, width)
    out = io.BytesIO()
    Image.fromarray(picture).save(out, 'JPEG', quality=85)
    scale = '' if heat is None else scale_of(heat)
    return Tile(caption, out.getvalue(), scale)
