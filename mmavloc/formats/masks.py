"""Segmentation masks on disk: PNG pictures beside the clips.

::

    mask/<id>.png             one mask
    mask/<id>/<object>.png    a mask for each of several objects

A pixel is inside if it is not 0 (in a palette PNG: not of the first colour).
"""

from pathlib import Path

import numpy as np
from PIL import Image

from .pictures import BROKEN


def find_masks(folder: str | Path, sample_id: str) -> Path | None:
    """Return the mask file of a clip, or the folder of its mask files."""
    folder = Path(folder)
    for path in (folder / f'{sample_id}.png', folder / sample_id):
        if path.exists():
            return path
    return None


def read_masks(path: str | Path) -> np.ndarray:
    """Read the masks of a clip; masks without any pixel are left out.

    Args:
        path: a file, or a folder of files, which are read by name.

    Returns:
        n x h x w bool.

    Raises:
        ValueError: a file is no picture, masks differ in size, or none has a
            pixel; names the file.
    """
    path = Path(path)
    files = sorted(path.glob('*.png')) if path.is_dir() else [path]
    masks: list[np.ndarray] = []
    for file in files:
        try:
            with Image.open(file) as image:
                pixels = np.asarray(image)
        except BROKEN as error:
            raise ValueError(
                f'{file}: cannot be read as a mask ({error}); want a PNG '
                'whose pixels are 0 outside of the object'
            ) from None
        mask = pixels != 0
        if mask.ndim == 3:  # colours; an alpha channel does not count
            mask = mask[..., : 1 if mask.shape[2] == 2 else 3].any(axis=2)
        if masks and masks[0].shape != mask.shape:
            raise ValueError(
                f'{file}: {mask.shape[0]} x {mask.shape[1]} px, another mask '
                f'of this clip has {masks[0].shape[0]} x '
                f'{masks[0].shape[1]}; want one size'
            )
        masks.append(mask)
    masks = [mask for mask in masks if mask.any()]
    if not masks:
        raise ValueError(
            f'{path}: no mask with a pixel inside in {len(files)} files; want '
            'one, or take the id off the list'
        )
    return np.stack(masks)


def boxes_around(masks: np.ndarray) -> np.ndarray:
    """Return the smallest box around each mask.

    Args:
        masks: n x h x w bool, each with a pixel.

    Returns:
        n x 4 float64, x1 y1 x2 y2 as fractions of the picture.
    """
    boxes = []
    for mask in masks:
        rows, columns = (np.flatnonzero(mask.any(axis=a)) for a in (1, 0))
        box = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        boxes.append(box)
    height, width = masks.shape[1:]
    return np.array(boxes) / [width, height, width, height]


def beside_nothing(masks: np.ndarray, half: str) -> np.ndarray:
    """Put masks (n h w) into the left or right half of a double frame.

    Returns:
        n x h x 2w bool: the masks of two pictures side by side, of which only
        one is annotated.
    """
    empty = np.zeros_like(masks)
    pair = (masks, empty) if half == 'left' else (empty, masks)
    return np.concatenate(pair, axis=2)
