"""What stands in a scene, what of it sounds, and who saw it where."""

from dataclasses import dataclass

import numpy as np

from .drawing import LOOKS, draw_background, draw_thing
from .synthesis import VOICES, mix

CLASSES = tuple(LOOKS)
ABLE = tuple(VOICES)
FURNITURE = tuple(name for name in CLASSES if name not in VOICES)
SPLITS = ('train', 'val', 'test', 'type_a', 'type_b', 'supervised')
ANNOTATORS = 3
# Side of a thing as a share of the scene's, by how many things stand there.
SIZES = {1: (0.42, 0.6), 2: (0.4, 0.52), 3: (0.34, 0.44), 4: (0.31, 0.38)}


@dataclass(frozen=True)
class Thing:
    """One thing in a scene; ``box`` is x1 y1 x2 y2 in fractions."""

    name: str
    box: tuple[float, float, float, float]
    sounds: bool

    @property
    def able(self) -> bool:
        """Whether things of this class can sound at all."""
        return self.name in VOICES


@dataclass(frozen=True)
class Scene:
    """A picture (H W 3) uint8, a sound (n) int16, and the truth of both."""

    image: np.ndarray
    audio: np.ndarray
    things: list[Thing]
    annotations: list[list[tuple[int, int, int, int]]]


def cast(split: str, rng: np.random.Generator) -> tuple[list[str], int]:
    """Choose the classes of a scene and how many of them sound.

    Returns:
        Classes, able ones first, and the number of those that sound. In
        ``type_a`` all able things sound; in ``type_b`` one of several does;
        elsewhere any number from one, most often one: able but silent things
        are as common as they are in the world.
    """
    if split == 'type_a':
        able = rng.choice([1, 2], p=[0.5, 0.5])
        sounding = able
    elif split == 'type_b':
        able, sounding = rng.choice([2, 3], p=[0.6, 0.4]), 1
    else:
        able = rng.choice([1, 2, 3], p=[0.2, 0.5, 0.3])
        sounding = rng.choice([1, 2], p=[0.75, 0.25]) if able > 1 else 1
    names = list(rng.choice(ABLE, able, replace=False))
    furniture = rng.choice([0, 1], p=[0.4, 0.6])
    names += list(rng.choice(FURNITURE, furniture, replace=False))
    return [str(name) for name in names], int(sounding)


def places(
    count: int, size: int, rng: np.random.Generator
) -> list[tuple[int, int, int]]:
    """Find left, top and side in pixels for things that hardly overlap."""
    low, high = SIZES[count]
    shrink = 1.0
    while True:
        found: list[tuple[int, int, int]] = []
        for _ in range(60):
            side = int(rng.uniform(low, high) * shrink * size)
            left, top = rng.integers(0, size - side + 1, 2)
            gap = 0.9 * side
            if all(
                max(
                    abs(left - a + (side - c) / 2),
                    abs(top - b + (side - c) / 2),
                )
                >= (gap + 0.9 * c) / 2
                for a, b, c in found
            ):
                found.append((int(left), int(top), side))
            if len(found) == count:
                return found
        shrink *= 0.95


def paste(
    image: np.ndarray, name: str, left: int, top: int, side: int, rng
) -> tuple[float, float, float, float]:
    """Draw a thing into an image (H W 3) and return its tight box."""
    colour, cover = draw_thing(name, side, rng)
    patch = image[top : top + side, left : left + side]
    patch += cover[..., None] * (colour - patch)
    rows = np.flatnonzero((cover > 0.5).any(1))
    columns = np.flatnonzero((cover > 0.5).any(0))
    height, width = image.shape[:2]
    return (
        float((left + columns[0]) / width),
        float((top + rows[0]) / height),
        float((left + columns[-1] + 1) / width),
        float((top + rows[-1] + 1) / height),
    )


def annotate(
    things: list[Thing], rng: np.random.Generator
) -> list[list[tuple[int, int, int, int]]]:
    """Let three annotators box what sounds, each a few per cent off.

    Returns:
        Per annotator, boxes in whole pixels of a 256 x 256 frame.
    """
    drawn = []
    for _ in range(ANNOTATORS):
        boxes = []
        for thing in things:
            if not thing.sounds:
                continue
            x1, y1, x2, y2 = thing.box
            off = rng.normal(0, 0.05, 4) * ([x2 - x1, y2 - y1] * 2)
            a, b, c, d = np.clip(np.add(thing.box, off), 0, 1) * 256
            a, b = int(a), int(b)
            boxes.append((a, b, max(int(c), a + 4), max(int(d), b + 4)))
        drawn.append(boxes)
    return drawn


def make_scene(
    split: str, size: int, samples: int, rng: np.random.Generator
) -> Scene:
    """Make one clip of a split.

    Args:
        split: one of :data:`SPLITS`.
        size: side of the picture in pixels.
        samples: length of the sound at 22 050 Hz.
        rng: the chance; the same gives the same clip.
    """
    names, sounding = cast(split, rng)
    image = draw_background(size, rng)
    things = []
    for index, (name, place) in enumerate(
        zip(names, places(len(names), size, rng), strict=True)
    ):
        box = paste(image, name, *place, rng)
        things.append(Thing(name, box, sounds=index < sounding))
    audio = mix([t.name for t in things if t.sounds], samples, rng)
    return Scene(
        image.round().astype(np.uint8), audio, things, annotate(things, rng)
    )


def make_class_image(
    label: int, size: int, scene_size: int, rng: np.random.Generator
) -> np.ndarray:
    """Make a picture (size size 3) uint8 of one thing, as large as in scenes.

    Args:
        label: index into :data:`CLASSES`.
        size: side of the picture in pixels.
        scene_size: side of the scenes, whose things this one resembles.
        rng: the chance.
    """
    image = draw_background(size, rng)
    side = min(int(rng.uniform(0.31, 0.5) * scene_size), size)
    left, top = rng.integers(0, size - side + 1, 2)
    paste(image, CLASSES[label], int(left), int(top), side, rng)
    return image.round().astype(np.uint8)
