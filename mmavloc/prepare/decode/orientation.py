"""Frames as a player shows them: turned and mirrored as the video asks."""

import math
import struct

import av
from av.sidedata.sidedata import Type
from PIL import Image

Transpose = Image.Transpose
TURN = 1.0  # degrees from the axes that are more than rounding


def upright(
    frame: av.VideoFrame, image: Image.Image
) -> tuple[Image.Image, str]:
    """Apply a frame's display matrix (ISO 14496-12, 6.2.2) to its picture.

    The matrix takes a pixel at (p, q) to (a p + c q, b p + d q). Turns by
    right angles and mirrors are applied; any other turn is rounded to one.

    Returns:
        The picture, and what could not be applied; '' if all was.
    """
    data = frame.side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return image, ''
    a, b, _, c, d, *_ = struct.unpack('=9i', bytes(data))
    if abs(b) + abs(c) > abs(a) + abs(d):
        image = image.transpose(Transpose.TRANSPOSE)
        across, down, off = c, b, a
    else:
        across, down, off = a, d, b
    if across < 0:
        image = image.transpose(Transpose.FLIP_LEFT_RIGHT)
    if down < 0:
        image = image.transpose(Transpose.FLIP_TOP_BOTTOM)
    angle = math.degrees(math.atan2(abs(off), abs(across) or 1))
    if angle > TURN:
        return image, (
            f'a rotation by {angle:.0f} degrees beside right angles is not '
            'applied'
        )
    return image, ''
