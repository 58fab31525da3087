"""Maps that need no input: what a score is worth without any model."""

import zlib

import numpy as np


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

    A protocol that stretches each map to 0..1 makes zeros of it, as of every
    constant map, and scores 0.
    """
    return np.ones((h, w))


# By the names that users type; each takes a clip's id, height and width.
FLOORS = {
    'random': random_map,
    'centre': lambda sample_id, h, w: centre_map(h, w),
    'ones': lambda sample_id, h, w: ones_map(h, w),
}
