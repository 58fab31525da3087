"""Scenes: a picture, a sound, and the truth of both."""

from dataclasses import dataclass

import numpy as np

from .casts import (
    CLASSES,
    SILENT,
    SILENT_SIZE,
    SQUEEZE,
    cast,
    place_able,
    place_curated,
    place_one,
    shaped,
)
from .drawing import Pose, draw_background
from .synthesis import VOICES, mix

SPLITS = ('train', 'val', 'test', 'wild', 'type_a', 'type_b', 'supervised')
ANNOTATORS = 3


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


def paste(
    image: np.ndarray, pose: Pose, box: np.ndarray
) -> tuple[float, float, float, float] | None:
    """Draw a thing into an image (H W 3), so that it fills a box.

    Args:
        image: changed in place, in 0..255.
        pose: of the thing.
        box: x1 y1 x2 y2 in fractions; what lies outside is not drawn.

    Returns:
        The tight box of what was drawn, in fractions; None for nothing.
    """
    height, width = image.shape[:2]
    left, top, right, bottom = np.round(
        np.array(box) * [width, height, width, height]
    ).astype(int)
    colour, cover = pose.draw(max(right - left, 2), max(bottom - top, 2))
    x, y = max(-left, 0), max(-top, 0)
    colour, cover = (
        part[y : max(height - top, 0), x : max(width - left, 0)]
        for part in (colour, cover)
    )
    rows = np.flatnonzero((cover > 0.5).any(1)) + top + y
    columns = np.flatnonzero((cover > 0.5).any(0)) + left + x
    if not len(rows):
        return None
    patch = image[
        top + y : top + y + len(cover), left + x : left + x + cover.shape[1]
    ]
    patch += cover[..., None] * (colour - patch)
    return (
        float(columns[0] / width),
        float(rows[0] / height),
        float((columns[-1] + 1) / width),
        float((rows[-1] + 1) / height),
    )


def annotate(
    things: list[Thing], rng: np.random.Generator
) -> list[list[tuple[int, int, int, int]]]:
    """Let three annotators box what sounds, each side about 5 % off.

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

    Two to four silent things stand around and behind the able ones.

    Args:
        split: one of :data:`SPLITS`.
        size: side of the picture in pixels.
        samples: length of the sound at 22 050 Hz.
        rng: the chance; the same gives the same clip.
    """
    chosen = cast(split, rng)
    poses = [Pose(name, rng) for name in chosen.able]
    aspects = [_squeezed(pose, rng) for pose in poses]
    if split == 'test':
        boxes = place_curated(aspects, rng)
    else:
        boxes = place_able(chosen.roots, aspects, rng)
    image = draw_background(size, rng)
    things, taken = [], list(boxes)
    for name in rng.choice(SILENT, rng.integers(2, 5)):
        pose = Pose(str(name), rng)
        area = np.exp(2 * rng.uniform(*np.log(SILENT_SIZE)))
        sides = shaped(area, _squeezed(pose, rng))
        box, covered = place_one(sides, taken, rng, outside=0.3)
        if covered > 0.5:
            continue  # hardly to be seen behind the others
        taken.append(box)
        if found := paste(image, pose, box):
            things.append(Thing(str(name), found, sounds=False))
    able = [
        Thing(name, paste(image, pose, box), sounds=index < chosen.sounding)
        for index, (name, pose, box) in enumerate(
            zip(chosen.able, poses, boxes, strict=True)
        )
    ]
    things = able + things
    audio = mix([t.name for t in things if t.sounds], samples, rng)
    return Scene(
        image.round().astype(np.uint8), audio, things, annotate(things, rng)
    )


def make_class_image(
    label: int, size: int, scene_size: int, rng: np.random.Generator
) -> np.ndarray:
    """Make a picture (size size 3) uint8 of one thing, as large as in scenes.

    A large thing is seen in part, its centre in the picture.

    Args:
        label: index into :data:`CLASSES`.
        size: side of the picture in pixels.
        scene_size: side of the scenes, whose things this one resembles.
        rng: the chance.
    """
    image = draw_background(size, rng)
    pose = Pose(CLASSES[label], rng)
    root = np.exp(rng.uniform(np.log(0.2), np.log(0.8))) * scene_size / size
    sides = np.array(shaped(root**2, _squeezed(pose, rng), limit=2.0))
    margin = np.minimum(sides / 2, 0.3)
    centre = rng.uniform(margin, 1 - margin)
    paste(
        image, pose, np.concatenate([centre - sides / 2, centre + sides / 2])
    )
    return image.round().astype(np.uint8)


def _squeezed(pose: Pose, rng: np.random.Generator) -> float:
    """Draw an aspect around a pose's own, evenly in its logarithm."""
    return pose.aspect * float(np.exp(rng.uniform(*np.log(SQUEEZE))))
