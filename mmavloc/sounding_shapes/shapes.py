"""Outlines of objects as signed distance functions.

Coordinates ``x y`` are in about -1..1, with y downwards. A distance is
negative inside a shape.
"""

from collections.abc import Callable

import numpy as np

Array = np.ndarray
Shape = Callable[[Array, Array], Array]


def disc(x: Array, y: Array, cx: float, cy: float, r: float) -> Array:
    """Distance to a disc."""
    return np.hypot(x - cx, y - cy) - r


def box(x: Array, y: Array, cx: float, cy: float, w: float, h: float) -> Array:
    """Distance to a box with half sides w and h."""
    return np.maximum(np.abs(x - cx) - w, np.abs(y - cy) - h)


def wedge(x: Array, y: Array, top: float, bottom: float) -> Array:
    """Distance to a trapezium, y = -0.9..0.9, with these half widths."""
    t = (y + 0.9) / 1.8
    width = top + (bottom - top) * t
    return np.maximum(np.abs(x) - width, np.abs(y) - 0.9)


def union(*distances: Array) -> Array:
    """Distance to the union of shapes."""
    return np.minimum.reduce(distances)


def bell(x: Array, y: Array) -> Array:
    """Outline of a bell with its clapper."""
    return union(
        wedge(x, y * 1.25 + 0.1, 0.3, 0.85),
        disc(x, y, 0, -0.55, 0.35),
        disc(x, y, 0, 0.75, 0.2),
    )


def fiddle(x: Array, y: Array) -> Array:
    """Outline of a violin."""
    return union(
        disc(x, y, 0, 0.42, 0.52),
        disc(x, y, 0, -0.15, 0.4),
        box(x, y, 0, -0.6, 0.12, 0.38),
    )


def flute(x: Array, y: Array) -> Array:
    """Outline of a short flute with its mouthpiece."""
    return union(box(x, y, 0, 0, 0.92, 0.34), disc(x, y, -0.5, 0, 0.46))


def engine(x: Array, y: Array) -> Array:
    """Outline of an engine: a block with two chimneys."""
    return union(
        box(x, y, 0, 0.05, 0.85, 0.55),
        box(x, y, -0.45, -0.7, 0.18, 0.25),
        box(x, y, 0.45, -0.7, 0.18, 0.25),
    )


def bird(x: Array, y: Array) -> Array:
    """Outline of a bird: body, head and beak."""
    beak = np.maximum(np.abs(y + 0.4) * 1.5 + x - 1.0, 0.5 - x)
    body, head = disc(x, y, -0.15, 0.2, 0.62), disc(x, y, 0.4, -0.4, 0.4)
    return union(body, head, beak)


def siren(x: Array, y: Array) -> Array:
    """Outline of a siren: a dome on a base."""
    dome = np.maximum(disc(x, y, 0, 0.2, 0.75), y - 0.3)
    return union(dome, box(x, y, 0, 0.6, 0.9, 0.3))


def harp(x: Array, y: Array) -> Array:
    """Outline of a harp, a trapezium on its narrow side."""
    return wedge(x, y, 0.85, 0.12)


def rattle(x: Array, y: Array) -> Array:
    """Outline of a rattle: a disc on a handle."""
    return union(disc(x, y, 0, -0.3, 0.6), box(x, y, 0, 0.6, 0.14, 0.35))


def chair(x: Array, y: Array) -> Array:
    """Outline of a chair from the side."""
    return union(
        box(x, y, -0.5, -0.35, 0.13, 0.6),
        box(x, y, 0, 0.2, 0.62, 0.13),
        box(x, y, -0.5, 0.6, 0.12, 0.35),
        box(x, y, 0.5, 0.6, 0.12, 0.35),
    )


def lamp(x: Array, y: Array) -> Array:
    """Outline of a lamp: shade, rod and base."""
    return union(
        wedge(x, y * 1.9 + 0.75, 0.35, 0.8),
        box(x, y, 0, 0.35, 0.08, 0.5),
        box(x, y, 0, 0.83, 0.5, 0.1),
    )


def crate(x: Array, y: Array) -> Array:
    """Outline of a crate, a square."""
    return box(x, y, 0, 0, 0.82, 0.82)


def cross(x: Array, y: Array) -> Array:
    """Outline of a cross, a plus sign."""
    return union(box(x, y, 0, 0, 0.88, 0.28), box(x, y, 0, 0, 0.28, 0.88))


def wheel(x: Array, y: Array) -> Array:
    """Outline of a wheel: a ring with a hub and two spokes."""
    ring = np.abs(np.hypot(x, y) - 0.72) - 0.16
    return union(
        ring,
        disc(x, y, 0, 0, 0.2),
        box(x, y, 0, 0, 0.75, 0.06),
        box(x, y, 0, 0, 0.06, 0.75),
    )


def star(x: Array, y: Array) -> Array:
    """Outline of a star with five points."""
    radius, angle = np.hypot(x, y), np.arctan2(x, -y)
    return radius - (0.62 + 0.28 * np.cos(5 * angle))


def ladder(x: Array, y: Array) -> Array:
    """Outline of a ladder with four rungs."""
    rails = np.abs(np.abs(x) - 0.42) - 0.1
    rungs = np.abs((y * 2.2 + 0.5) % 1 - 0.5) / 2.2 - 0.07
    inside = np.maximum(np.abs(x) - 0.45, rungs)
    return np.maximum(union(rails, inside), np.abs(y) - 0.92)


def vase(x: Array, y: Array) -> Array:
    """Outline of a vase: body, neck and base."""
    return union(
        disc(x, y, 0, 0.25, 0.55),
        box(x, y, 0, -0.45, 0.2, 0.35),
        box(x, y, 0, -0.78, 0.36, 0.1),
        box(x, y, 0, 0.82, 0.36, 0.1),
    )


def kite(x: Array, y: Array) -> Array:
    """Outline of a kite, a diamond."""
    return np.abs(x) * 1.3 + np.abs(y) - 0.92


def arch(x: Array, y: Array) -> Array:
    """Outline of an arch: a gate with a round opening."""
    gate = box(x, y, 0, 0, 0.85, 0.85)
    opening = union(disc(x, y, 0, 0.1, 0.45), box(x, y, 0, 0.6, 0.45, 0.5))
    return np.maximum(gate, -opening)


def plant(x: Array, y: Array) -> Array:
    """Outline of a plant: three leaves over a pot."""
    return union(
        np.abs(x) * 2.6 + np.abs(y + 0.4) * 1.1 - 0.6,
        np.abs(x + 0.45) * 1.6 + np.abs(y + 0.15) * 1.6 - 0.6,
        np.abs(x - 0.45) * 1.6 + np.abs(y + 0.15) * 1.6 - 0.6,
        box(x, y, 0, 0.55, 0.42, 0.35),
    )


def mug(x: Array, y: Array) -> Array:
    """Outline of a mug with its handle."""
    handle = np.abs(np.hypot(x - 0.5, y) - 0.36) - 0.1
    return union(box(x, y, -0.15, 0, 0.6, 0.75), handle)
