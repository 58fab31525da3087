"""How things look: shapes as signed distances, filled with patterns.

Coordinates ``x y`` run from -1 to 1 over a square patch, y downwards. A
distance is negative inside a shape; patterns are values in [0, 1] that mix a
thing's two colours.
"""

import colorsys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

Array = np.ndarray
Field = Callable[[Array, Array], Array]


def disc(x: Array, y: Array, cx: float, cy: float, r: float) -> Array:
    """Distance to a disc."""
    return np.hypot(x - cx, y - cy) - r


def box(x: Array, y: Array, cx: float, cy: float, w: float, h: float) -> Array:
    """Distance to a box of half sides w and h."""
    dx, dy = np.abs(x - cx) - w, np.abs(y - cy) - h
    return np.maximum(dx, dy)


def wedge(x: Array, y: Array, top: float, bottom: float) -> Array:
    """Distance to a trapezium from y = -0.9 to 0.9 of these half widths."""
    t = (y + 0.9) / 1.8
    width = top + (bottom - top) * t
    return np.maximum(np.abs(x) - width, np.abs(y) - 0.9)


def _bell(x, y):
    body = np.minimum(
        wedge(x, y * 1.25 + 0.1, 0.3, 0.85), disc(x, y, 0, -0.55, 0.35)
    )
    return np.minimum(body, disc(x, y, 0, 0.75, 0.2))


def _fiddle(x, y):
    body = np.minimum(disc(x, y, 0, 0.42, 0.52), disc(x, y, 0, -0.15, 0.4))
    return np.minimum(body, box(x, y, 0, -0.6, 0.12, 0.38))


def _flute(x, y):
    return np.minimum(box(x, y, 0, 0, 0.92, 0.32), disc(x, y, -0.5, 0, 0.46))


def _engine(x, y):
    block = box(x, y, 0, 0.05, 0.85, 0.55)
    stack = np.minimum(
        box(x, y, -0.45, -0.7, 0.18, 0.25), box(x, y, 0.45, -0.7, 0.18, 0.25)
    )
    return np.minimum(block, stack)


def _bird(x, y):
    body = np.minimum(disc(x, y, -0.15, 0.2, 0.62), disc(x, y, 0.4, -0.4, 0.4))
    beak = np.maximum(np.abs(y + 0.4) * 1.5 + x - 1.0, 0.5 - x)
    return np.minimum(body, beak)


def _siren(x, y):
    dome = np.maximum(disc(x, y, 0, 0.2, 0.75), y - 0.3)
    return np.minimum(dome, box(x, y, 0, 0.6, 0.9, 0.3))


def _harp(x, y):
    return wedge(x, y, 0.85, 0.12)


def _rattle(x, y):
    return np.minimum(disc(x, y, 0, -0.3, 0.6), box(x, y, 0, 0.6, 0.14, 0.35))


def _chair(x, y):
    back = box(x, y, -0.5, -0.35, 0.13, 0.6)
    seat = box(x, y, 0, 0.2, 0.62, 0.13)
    legs = np.minimum(
        box(x, y, -0.5, 0.6, 0.12, 0.35), box(x, y, 0.5, 0.6, 0.12, 0.35)
    )
    return np.minimum(np.minimum(back, seat), legs)


def _lamp(x, y):
    shade = wedge(x, y * 1.9 + 0.75, 0.35, 0.8)
    foot = np.minimum(
        box(x, y, 0, 0.35, 0.08, 0.5), box(x, y, 0, 0.83, 0.5, 0.1)
    )
    return np.minimum(shade, foot)


def _crate(x, y):
    return box(x, y, 0, 0, 0.82, 0.82)


def _cross(x, y):
    return np.minimum(box(x, y, 0, 0, 0.88, 0.28), box(x, y, 0, 0, 0.28, 0.88))


def stripes(count: float, angle: float) -> Callable[[float], Field]:
    """Make a pattern of stripes whose phase varies."""
    c, s = np.cos(angle), np.sin(angle)

    def with_phase(phase: float) -> Field:
        return lambda x, y: (
            np.sin(count * np.pi * (x * c + y * s) + phase) > 0.2
        ).astype(float)

    return with_phase


def rings(count: float) -> Callable[[float], Field]:
    """Make a pattern of rings whose phase varies."""
    return lambda phase: (
        lambda x, y: (
            np.sin(count * np.pi * np.hypot(x, y) + phase) > 0.3
        ).astype(float)
    )


def checks(count: float) -> Callable[[float], Field]:
    """Make a checkerboard whose phase varies."""
    return lambda phase: (
        lambda x, y: (
            np.sin(count * np.pi * x + phase) * np.sin(count * np.pi * y) > 0
        ).astype(float)
    )


def shade(phase: float) -> Field:
    """Make a smooth gradient; the phase turns it."""
    return lambda x, y: 0.5 + 0.35 * (x * np.cos(phase) + y * np.sin(phase))


@dataclass(frozen=True)
class Look:
    """A class's shape, pattern and colours (hue and spread of the first)."""

    shape: Field
    pattern: Callable[[float], Field]
    hue: float
    second_hue: float
    saturation: float = 0.8


LOOKS = {
    'bell': Look(_bell, shade, 0.13, 0.09),
    'fiddle': Look(_fiddle, stripes(5, 0.0), 0.05, 0.08),
    'flute': Look(_flute, stripes(4, 0.0), 0.5, 0.62),
    'engine': Look(_engine, stripes(4, 1.57), 0.62, 0.98),
    'bird': Look(_bird, rings(3), 0.3, 0.16),
    'siren': Look(_siren, stripes(3, 0.8), 0.98, 0.6),
    'harp': Look(_harp, stripes(7, 0.0), 0.8, 0.12),
    'rattle': Look(_rattle, checks(3), 0.9, 0.45),
    'chair': Look(_chair, shade, 0.07, 0.1, 0.6),
    'lamp': Look(_lamp, shade, 0.17, 0.0, 0.9),
    'crate': Look(_crate, checks(2), 0.1, 0.07, 0.7),
    'cross': Look(_cross, rings(2), 0.4, 0.95, 0.9),
}


def _colour(rng: np.random.Generator, hue: float, look: Look) -> Array:
    hue = (hue + rng.uniform(-0.035, 0.035)) % 1
    value = rng.uniform(0.55, 1.0)
    saturation = look.saturation * rng.uniform(0.75, 1.0)
    return np.array(colorsys.hsv_to_rgb(hue, saturation, value)) * 255


def draw_thing(
    name: str, size: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Draw one thing, turned, mirrored and coloured by chance.

    Args:
        name: of its class.
        size: of its patch in pixels.
        rng: the chance.

    Returns:
        Colour (size size 3) in 0..255 and cover (size size) in 0..1.
    """
    look = LOOKS[name]
    axis = (np.arange(size) + 0.5) / size * 2 - 1
    x0, y0 = np.meshgrid(axis, axis)
    angle = rng.uniform(-0.35, 0.35)
    c, s = np.cos(angle) * 1.08, np.sin(angle) * 1.08
    x, y = c * x0 + s * y0, c * y0 - s * x0
    if rng.random() < 0.5:
        x = -x
    distance = look.shape(x, y)
    cover = np.clip(0.5 - distance * size / 2, 0, 1)
    pattern = look.pattern(rng.uniform(0, 2 * np.pi))(x, y)[..., None]
    first = _colour(rng, look.hue, look)
    second = _colour(rng, look.second_hue, look) * 0.6
    colour = first * (1 - pattern) + second * pattern
    colour *= (1.05 - 0.25 * (x0 + y0) / 2)[..., None]  # light from one side
    rim = np.clip(1 + distance * size / 5, 0, 1)[..., None]
    return np.clip(colour * (1 - 0.5 * rim), 0, 255), cover


def draw_background(size: int, rng: np.random.Generator) -> Array:
    """Draw a muted texture (size size 3) in 0..255: blotches and grain."""
    base = rng.uniform(60, 190) + rng.uniform(-25, 25, 3)
    out = np.broadcast_to(base, (size, size, 3)).copy()
    for cells, strength in ((4, 28), (12, 16), (size // 4, 9)):
        grain = rng.normal(0, strength, (cells, cells)).astype(np.float32)
        grain = Image.fromarray(grain).resize(
            (size, size), Image.Resampling.BICUBIC
        )
        out += np.asarray(grain)[..., None] * rng.uniform(0.7, 1.3, 3)
    return np.clip(out, 0, 255)
