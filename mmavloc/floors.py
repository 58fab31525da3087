"""Maps that need no input: what a score is worth without any model.

To add a floor, add one entry to :data:`FLOORS`: it is then scored by
``ConsensusIoU(floors=[...])``, predicted by ``FloorLocalizer``, and shown in
audits, reports and reproduced tables by its own caption and colour.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

GREY = '#8a9099'


@dataclass(frozen=True, kw_only=True)
class Floor:
    """A map that sees and hears nothing, and how reports show it.

    Attributes:
        draw: from a clip's id, height and width to a map (h w).
        caption: of a table's row.
        short: label in a plot.
        colour: in a plot.
    """

    draw: Callable[[str, int, int], np.ndarray]
    caption: str
    short: str
    colour: str = GREY

    def __call__(self, sample_id: str, h: int, w: int) -> np.ndarray:
        """Draw the map (h w) of a clip."""
        return self.draw(sample_id, h, w)


def random_map(sample_id: str, h: int, w: int) -> np.ndarray:
    """Draw uniform noise (h w), always the same for a clip's id."""
    rng = np.random.default_rng(zlib.crc32(sample_id.encode()))
    return rng.random((h, w))


def centre_map(h: int, w: int, sigma: float = 0.25) -> np.ndarray:
    """Make a Gaussian blob (h w) in the centre, sigma in frame sides."""
    y = (np.arange(h) + 0.5) / h - 0.5
    x = (np.arange(w) + 0.5) / w - 0.5
    return np.exp(-(y[:, None] ** 2 + x**2) / (2 * sigma**2))


def ones_map(h: int, w: int) -> np.ndarray:
    """Make a map (h w) that points everywhere.

    A protocol that normalises each map to 0..1 makes zeros of it, as of every
    constant map, and scores 0.
    """
    return np.ones((h, w))


# By the names that users type.
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
