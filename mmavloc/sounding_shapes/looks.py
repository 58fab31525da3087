"""Appearance of each class: outline, pattern and colours.

A pattern is a function of ``x y`` in [0, 1] that mixes an object's two
colours.
"""

import colorsys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import shapes
from .shapes import Array, Shape

Pattern = Callable[[Array, Array], Array]


def stripes(count: float, angle: float) -> Callable[[float], Pattern]:
    """Make a pattern of stripes whose phase varies."""
    c, s = np.cos(angle), np.sin(angle)

    def with_phase(phase: float) -> Pattern:
        return lambda x, y: (
            np.sin(count * np.pi * (x * c + y * s) + phase) > 0.2
        ).astype(float)

    return with_phase


def rings(count: float) -> Callable[[float], Pattern]:
    """Make a pattern of rings whose phase varies."""
    return lambda phase: (
        lambda x, y: (
            np.sin(count * np.pi * np.hypot(x, y) + phase) > 0.3
        ).astype(float)
    )


def checks(count: float) -> Callable[[float], Pattern]:
    """Make a checkerboard whose phase varies."""
    return lambda phase: (
        lambda x, y: (
            np.sin(count * np.pi * x + phase) * np.sin(count * np.pi * y) > 0
        ).astype(float)
    )


def dots(count: float) -> Callable[[float], Pattern]:
    """Make a pattern of dots whose phase varies."""
    return lambda phase: (
        lambda x, y: (
            np.cos(count * np.pi * x + phase) + np.cos(count * np.pi * y) > 0.9
        ).astype(float)
    )


def shade(phase: float) -> Pattern:
    """Make a smooth gradient; the phase is its direction."""
    return lambda x, y: 0.5 + 0.35 * (x * np.cos(phase) + y * np.sin(phase))


@dataclass(frozen=True)
class Look:
    """A class's outline, pattern and two hues, which vary randomly."""

    shape: Shape
    pattern: Callable[[float], Pattern]
    hue: float
    second_hue: float
    saturation: float = 0.8

    def colours(self, rng: np.random.Generator) -> tuple[Array, Array]:
        """Draw the two colours (3) in 0..255."""
        first = self._colour(self.hue, rng)
        return first, self._colour(self.second_hue, rng) * 0.6

    def _colour(self, hue: float, rng: np.random.Generator) -> Array:
        hue = (hue + rng.uniform(-0.035, 0.035)) % 1
        value = rng.uniform(0.55, 1.0)
        saturation = self.saturation * rng.uniform(0.75, 1.0)
        return np.array(colorsys.hsv_to_rgb(hue, saturation, value)) * 255


# Able classes first, in the order of VOICES. There are more silent classes
# than able ones, and both have the same hues and kinds of pattern.
LOOKS = {
    'bell': Look(shapes.bell, stripes(6, 1.57), 0.13, 0.09),
    'fiddle': Look(shapes.fiddle, stripes(5, 0.0), 0.05, 0.08),
    'flute': Look(shapes.flute, stripes(4, 0.0), 0.5, 0.62),
    'engine': Look(shapes.engine, stripes(4, 1.57), 0.62, 0.98),
    'bird': Look(shapes.bird, rings(4), 0.3, 0.16),
    'siren': Look(shapes.siren, stripes(3, 0.8), 0.98, 0.6),
    'harp': Look(shapes.harp, stripes(7, 0.0), 0.8, 0.12),
    'rattle': Look(shapes.rattle, checks(3), 0.9, 0.45),
    'chair': Look(shapes.chair, shade, 0.07, 0.1, 0.6),
    'lamp': Look(shapes.lamp, shade, 0.17, 0.0, 0.9),
    'crate': Look(shapes.crate, checks(2), 0.1, 0.07, 0.7),
    'cross': Look(shapes.cross, rings(2), 0.4, 0.95, 0.9),
    'wheel': Look(shapes.wheel, shade, 0.6, 0.1, 0.15),
    'star': Look(shapes.star, dots(4), 0.55, 0.15, 0.9),
    'ladder': Look(shapes.ladder, shade, 0.02, 0.05, 0.5),
    'vase': Look(shapes.vase, dots(3), 0.72, 0.55, 0.7),
    'kite': Look(shapes.kite, checks(1), 0.34, 0.0, 0.9),
    'arch': Look(shapes.arch, dots(5), 0.04, 0.08, 0.35),
    'plant': Look(shapes.plant, shade, 0.28, 0.35, 0.8),
    'mug': Look(shapes.mug, shade, 0.0, 0.95, 0.75),
}
