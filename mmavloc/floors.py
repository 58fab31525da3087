"""Floors: maps that use no input, and the scores to compare a model with.

To add a floor, add one entry to :data:`FLOORS`. Then
``ConsensusIoU(floors=[...])`` scores it, ``FloorLocalizer`` predicts it, and
audits, reports and reproduced tables show it with its caption and colour.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

GREY = '#8a9099'


@dataclass(frozen=True, kw_only=True)
class Floor:
    """A map that uses neither image nor audio, and how reports show it.

    Attributes:
        draw: returns a map (h w) for a clip's id, a height and a width.
        caption: caption of its row in tables.
        short: label in plots.
        colour: colour in plots.
    """

    draw: Callable[[str, int, int], np.ndarray]
    caption: str
    short: str
    colour: str = GREY

    def __call__(self, sample_id: str, h: int, w: int) -> np.ndarray:
        """Return the map (h w) of a clip."""
        return self.draw(sample_id, h, w)


def random_map(sample_id: str, h: int, w: int) -> np.ndarray:
    """Draw uniform noise (h w), which depends on the clip's id only."""
    rng = np.random.default_rng(zlib.crc32(sample_id.encode()))
    return rng.random((h, w))


def centre_map(h: int, w: int, sigma: float = 0.25) -> np.ndarray:
    """Make a Gaussian blob (h w) in the centre; sigma is a fraction of it."""
    y = (np.arange(h) + 0.5) / h - 0.5
    x = (np.arange(w) + 0.5) / w - 0.5
    return np.exp(-(y[:, None] ** 2 + x**2) / (2 * sigma**2))


def ones_map(h: int, w: int) -> np.ndarray:
    """Make a map (h w) of ones.

    A protocol that normalises each map to 0..1 turns every constant map into
    zeros, so that this map scores 0.
    """
    return np.ones((h, w))


# The keys are names that users type.
FLOORS = {
    'random': Floor(draw=random_map, caption='random noise', short='random'),
    'ones': Floor(
        draw=lambda sample_id, h, w: ones_map(h, w),
        caption='all ones',
        short='all ones',
    ),
    'centre': Floor(
        draw=lambda sample_id, h, w: centre_map(h, w),
        caption='a blob in the centre',
        short='centre',
    ),
}
