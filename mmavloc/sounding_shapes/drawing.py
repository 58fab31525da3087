"""Draw objects and backgrounds."""

import colorsys

import numpy as np
from PIL import Image

from .looks import LOOKS
from .shapes import Array

COARSE = 48  # grid points per side for finding the extent of an outline


class Pose:
    """An object of a class with random rotation, mirroring and colours.

    Args:
        name: name of the class.
        rng: random generator.
    """

    def __init__(self, name: str, rng: np.random.Generator):
        self.look = LOOKS[name]
        angle = rng.uniform(-0.35, 0.35)
        self.turn = np.cos(angle), np.sin(angle)
        self.mirrored = rng.random() < 0.5
        self.pattern = self.look.pattern(rng.uniform(0, 2 * np.pi))
        self.colours = self.look.colours(rng)
        axis = np.linspace(-1.4, 1.4, COARSE)
        inside = self.look.shape(*self._turned(axis[None], axis[:, None])) < 0
        half = 1.4 / (COARSE - 1)
        rows, columns = inside.any(1).nonzero()[0], inside.any(0).nonzero()[0]
        # left, top, right, bottom of the outline
        self.extent = (
            axis[columns[0]] - half,
            axis[rows[0]] - half,
            axis[columns[-1]] + half,
            axis[rows[-1]] + half,
        )

    @property
    def aspect(self) -> float:
        """Width over height of the rotated outline."""
        left, top, right, bottom = self.extent
        return (right - left) / (bottom - top)

    def draw(self, width: int, height: int) -> tuple[Array, Array]:
        """Draw the object so that its outline fills a patch.

        Returns:
            Colour (height width 3) in 0..255 and opacity (height width) in
            0..1.
        """
        left, top, right, bottom = self.extent
        x0 = (np.arange(width) + 0.5) / width
        y0 = (np.arange(height) + 0.5) / height
        x, y = self._turned(
            left + x0[None] * (right - left),
            top + y0[:, None] * (bottom - top),
        )
        distance = self.look.shape(x, y)
        # pixels per unit; the mean of both axes if they are scaled differently
        scale = (width / (right - left) + height / (bottom - top)) / 2
        cover = np.clip(0.5 - distance * scale, 0, 1)
        pattern = self.pattern(x, y)[..., None]
        first, second = self.colours
        colour = first * (1 - pattern) + second * pattern
        light = 1.05 - 0.25 * (x0[None] + y0[:, None] - 1)  # from one side
        rim = np.clip(1 + distance * 10, 0, 1)
        colour *= (light * (1 - 0.5 * rim))[..., None]
        return np.clip(colour, 0, 255), cover

    def _turned(self, x: Array, y: Array) -> tuple[Array, Array]:
        c, s = self.turn
        turned = c * x + s * y, c * y - s * x
        return (-turned[0] if self.mirrored else turned[0]), turned[1]


def draw_background(size: int, rng: np.random.Generator) -> Array:
    """Draw a cluttered background (size size 3) in 0..255.

    It has a floor and a few rectangles and ellipses of muted colours, under
    noise at several scales.
    """
    out = np.empty((size, size, 3), np.float32)
    out[:] = rng.uniform(60, 190) + rng.uniform(-25, 25, 3)
    out[int(rng.uniform(0.5, 1.1) * size) :] *= rng.uniform(0.6, 1.3)  # floor
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size
    for _ in range(rng.integers(2, 7)):
        x, y = rng.uniform(0, 1, 2)
        w, h = np.exp(rng.uniform(np.log(0.03), np.log(0.4), 2))
        ends = np.clip((x - w, x + w, y - h, y + h), 0, 1) * size
        left, right, top, bottom = ends.astype(int)
        rows, columns = slice(top, bottom), slice(left, right)
        share = np.float32(rng.uniform(0.3, 0.8))
        if rng.random() < 0.3:
            far = ((axis[columns] - x) / w) ** 2
            far = far + ((axis[rows, None] - y) / h) ** 2
            share = (share * (far < 1)).astype(np.float32)[..., None]
        hue, saturation, value = rng.uniform((0, 0, 0.2), (1, 0.4, 0.85))
        colour = colorsys.hsv_to_rgb(hue, saturation, value)
        panel = out[rows, columns]
        panel += share * (np.float32(255) * np.array(colour, 'f4') - panel)
    tints = np.zeros((size, size, 3), np.float32)
    for cells, strength in ((4, 22), (12, 14), (size // 4, 9)):
        grain = rng.normal(0, strength, (cells, cells)).astype(np.float32)
        grain = Image.fromarray(grain).resize(
            (size, size), Image.Resampling.BILINEAR
        )
        tint = rng.uniform(0.7, 1.3, 3).astype(np.float32)
        tints += np.asarray(grain)[..., None] * tint
    return np.clip(out + tints, 0, 255)
