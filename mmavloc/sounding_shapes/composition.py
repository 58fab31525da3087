"""Composition of scenes: classes, sizes and positions for each split.

Boxes are ``x1 y1 x2 y2`` and sizes are width and height, all in fractions of
the image. Able objects are those of a class that can sound.
"""

from dataclasses import dataclass

import numpy as np

from .looks import LOOKS
from .synthesis import VOICES

CLASSES = tuple(LOOKS)
ABLE = tuple(VOICES)
SILENT = tuple(name for name in CLASSES if name not in VOICES)

# Range of the square root of an able object's area, by the number of such
# objects in the scene.
SIZES = {
    'wild': {1: (0.18, 0.85), 2: (0.18, 0.52), 3: (0.17, 0.42)},
    'type': {1: (0.4, 0.7), 2: (0.3, 0.5), 3: (0.28, 0.42)},
}
SILENT_SIZE = (0.14, 0.45)  # square root of the area, log-uniform
# Factor on an object's aspect ratio; concat-and-localize halves the ratio.
SQUEEZE = (0.5, 1.5)

# Area of a box and distance of its centre from the image centre: quantiles of
# the 249 public test images of Flickr-SoundNet. They are used for a single
# large object; the pairs of `test` add small boxes away from the centre.
QUANTILES = (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)
AREAS = (0.12, 0.22, 0.38, 0.46, 0.545, 0.69, 0.8)
DISTANCES = (0, 0.025, 0.065, 0.1, 0.14, 0.22, 0.3)
PAIR_AREA = (0.09, 0.32)


@dataclass(frozen=True)
class Composition:
    """The able objects of a scene.

    Attributes:
        able: classes; those that sound come first.
        sounding: number of objects that sound.
        roots: square roots of the areas.
    """

    able: list[str]
    sounding: int
    roots: list[float]


def compose(split: str, rng: np.random.Generator) -> Composition:
    """Choose the able objects of a scene and how many of them sound.

    In ``type_a`` and ``test`` all able objects sound. In ``type_b`` one of
    several does. In other splits one or two sound, and silent able objects
    are common, as in real recordings.
    """
    sizes = SIZES['type' if split.startswith('type') else 'wild']
    if split == 'type_a':
        count = rng.choice([1, 2], p=[0.6, 0.4])
        sounding = count
    elif split == 'type_b':
        count, sounding = rng.choice([2, 3], p=[0.6, 0.4]), 1
    elif split == 'test':
        count = rng.choice([1, 2], p=[0.83, 0.17])
        sounding = count
    else:
        count = rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15])
        sounding = 1 if rng.random() < 0.65 else min(2, count)
    able = [str(name) for name in rng.choice(ABLE, count, replace=False)]
    low, high = sizes[int(count)]
    # Log-uniform: small objects are more common than large ones.
    span = np.log(low), np.log(high)
    roots = [float(np.exp(rng.uniform(*span))) for _ in able]
    return Composition(able, int(sounding), roots)


def fit_box(
    area: float, aspect: float, limit: float = 0.97
) -> tuple[float, float]:
    """Compute width and height of a box with this area that fits the image.

    The aspect ratio is changed if the box does not fit otherwise.
    """
    width, height = np.sqrt(area * aspect), np.sqrt(area / aspect)
    if width > limit:
        width, height = limit, area / limit
    elif height > limit:
        width, height = area / limit, limit
    return min(float(width), limit), min(float(height), limit)


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Return the area of the intersection of two boxes."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    return float(np.prod(np.maximum(sides, 0)))


def place_one(
    size: tuple[float, float],
    taken: list[np.ndarray],
    rng: np.random.Generator,
    outside: float = 0.0,
    tries: int = 12,
) -> tuple[np.ndarray, float]:
    """Draw several positions; return the one with the least overlap.

    Args:
        size: width and height.
        taken: boxes of other objects.
        rng: random generator.
        outside: share of each side that may lie outside the image.
        tries: maximum number of positions.

    Returns:
        The box and the share of it that other boxes cover.
    """
    size = np.array(size)
    low, high = -outside * size, 1 - (1 - outside) * size
    best, least = None, np.inf
    for _ in range(tries):
        corner = rng.uniform(low, np.maximum(high, low))
        found = np.concatenate([corner, corner + size])
        covered = sum(overlap(found, other) for other in taken) / size.prod()
        if covered < least:
            best, least = found, covered
        if covered == 0:
            break
    return best, least


def place_able(
    roots: list[float], aspects: list[float], rng: np.random.Generator
) -> list[np.ndarray]:
    """Find boxes with little overlap; make them smaller if necessary."""
    shrink = 1.0
    while True:
        boxes: list[np.ndarray] = []
        for root, aspect in zip(roots, aspects, strict=True):
            size = fit_box((root * shrink) ** 2, aspect)
            found, covered = place_one(size, boxes, rng, tries=30)
            if covered > 0.12:
                break
            boxes.append(found)
        if len(boxes) == len(roots):
            return boxes
        shrink *= 0.96


def place_curated(
    aspects: list[float], rng: np.random.Generator
) -> list[np.ndarray]:
    """Place one large object near the centre, as in benchmarks, or two."""
    if len(aspects) > 1:
        roots = [float(np.sqrt(rng.uniform(*PAIR_AREA))) for _ in aspects]
        return place_able(roots, aspects, rng)
    while True:
        # Large objects are nearer to the centre: the ranks are correlated.
        a, b = rng.normal(size=2)
        b = -0.3 * a + np.sqrt(1 - 0.3**2) * b
        area, distance = (
            float(np.interp(_normal_cdf(z), QUANTILES, values))
            for z, values in ((a, AREAS), (b, DISTANCES))
        )
        size = np.array(fit_box(area, aspects[0]))
        for _ in range(8):
            angle = rng.uniform(0, 2 * np.pi)
            centre = 0.5 + distance * np.array([np.cos(angle), np.sin(angle)])
            corner = centre - size / 2
            if (corner >= 0).all() and (corner + size <= 1).all():
                return [np.concatenate([corner, corner + size])]


def _normal_cdf(z: float) -> float:
    # the logistic approximation is accurate enough for a table of quantiles
    return float(1 / (1 + np.exp(-1.702 * z)))
