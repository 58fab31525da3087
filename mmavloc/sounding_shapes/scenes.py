"""Scenes: an image, its audio, and the ground truth."""

from dataclasses import dataclass

import numpy as np

from .composition import (
    CLASSES,
    SILENT,
    SILENT_SIZE,
    SQUEEZE,
    compose,
    fit_box,
    place_able,
    place_curated,
    place_one,
)
from .drawing import Pose, draw_background
from .synthesis import VOICES, mix

SPLITS = ('train', 'val', 'test', 'wild', 'type_a', 'type_b', 'supervised')
ANNOTATORS = 3


@dataclass(frozen=True)
class SceneObject:
    """An object of class ``name``; ``box`` is x1 y1 x2 y2 in fractions."""

    name: str
    box: tuple[float, float, float, float]
    sounds: bool

    @property
    def able(self) -> bool:
        """Whether objects of this class can sound."""
        return self.name in VOICES


@dataclass(frozen=True)
class Scene:
    """An image (H W 3) uint8, audio (n) int16, and the ground truth."""

    image: np.ndarray
    audio: np.ndarray
    objects: list[SceneObject]
    annotations: list[list[tuple[int, int, int, int]]]


def paste(
    image: np.ndarray, pose: Pose, box: np.ndarray
) -> tuple[float, float, float, float] | None:
    """Draw an object into an image (H W 3), so that it fills a box.

    Args:
        image: changed in place, in 0..255.
        pose: the object.
        box: x1 y1 x2 y2 in fractions; parts outside the image are not drawn.

    Returns:
        The tight box around the drawn pixels, in fractions; None if no pixel
        was drawn.
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
    objects: list[SceneObject], rng: np.random.Generator
) -> list[list[tuple[int, int, int, int]]]:
    """Simulate the boxes of three annotators around the sounding objects.

    The error of each side has a standard deviation of 5 % of the box's side.

    Returns:
        Per annotator, boxes in integer pixels of a 256 x 256 image.
    """
    drawn = []
    for _ in range(ANNOTATORS):
        boxes = []
        for item in objects:
            if not item.sounds:
                continue
            x1, y1, x2, y2 = item.box
            error = rng.normal(0, 0.05, 4) * ([x2 - x1, y2 - y1] * 2)
            a, b, c, d = np.clip(np.add(item.box, error), 0, 1) * 256
            a, b = int(a), int(b)
            boxes.append((a, b, max(int(c), a + 4), max(int(d), b + 4)))
        drawn.append(boxes)
    return drawn


def make_scene(
    split: str, size: int, samples: int, rng: np.random.Generator
) -> Scene:
    """Make one clip of a split.

    Two to four objects of silent classes are drawn around and behind the able
    objects.

    Args:
        split: one of :data:`SPLITS`.
        size: side of the image in pixels.
        samples: number of audio samples at 22 050 Hz.
        rng: random generator; the same state gives the same clip.
    """
    chosen = compose(split, rng)
    poses = [Pose(name, rng) for name in chosen.able]
    aspects = [_squeezed(pose, rng) for pose in poses]
    if split == 'test':
        boxes = place_curated(aspects, rng)
    else:
        boxes = place_able(chosen.roots, aspects, rng)
    image = draw_background(size, rng)
    silent, taken = [], list(boxes)
    for name in rng.choice(SILENT, rng.integers(2, 5)):
        pose = Pose(str(name), rng)
        area = np.exp(2 * rng.uniform(*np.log(SILENT_SIZE)))
        sides = fit_box(area, _squeezed(pose, rng))
        box, covered = place_one(sides, taken, rng, outside=0.3)
        if covered > 0.5:
            continue  # almost hidden behind other objects
        taken.append(box)
        if found := paste(image, pose, box):
            silent.append(SceneObject(str(name), found, sounds=False))
    able = [
        SceneObject(
            name, paste(image, pose, box), sounds=index < chosen.sounding
        )
        for index, (name, pose, box) in enumerate(
            zip(chosen.able, poses, boxes, strict=True)
        )
    ]
    objects = able + silent
    audio = mix([o.name for o in objects if o.sounds], samples, rng)
    return Scene(
        image.round().astype(np.uint8), audio, objects, annotate(objects, rng)
    )


def make_class_image(
    label: int, size: int, scene_size: int, rng: np.random.Generator
) -> np.ndarray:
    """Make an image (size size 3) uint8 of one object, as large as in scenes.

    A large object is only partly visible; its centre is inside the image.

    Args:
        label: index into :data:`CLASSES`.
        size: side of the image in pixels.
        scene_size: side of the scenes in pixels, which sets the object size.
        rng: random generator.
    """
    image = draw_background(size, rng)
    pose = Pose(CLASSES[label], rng)
    root = np.exp(rng.uniform(np.log(0.2), np.log(0.8))) * scene_size / size
    sides = np.array(fit_box(root**2, _squeezed(pose, rng), limit=2.0))
    margin = np.minimum(sides / 2, 0.3)
    centre = rng.uniform(margin, 1 - margin)
    paste(
        image, pose, np.concatenate([centre - sides / 2, centre + sides / 2])
    )
    return image.round().astype(np.uint8)


def _squeezed(pose: Pose, rng: np.random.Generator) -> float:
    """Draw an aspect ratio around that of a pose, log-uniformly."""
    return pose.aspect * float(np.exp(rng.uniform(*np.log(SQUEEZE))))
