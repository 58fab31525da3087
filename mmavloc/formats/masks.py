"""Segmentation masks on disk: PNG files in a folder, or an .npz file.

::

    mask/<id>.png             one mask
    mask/<id>/<object>.png    one mask for each of several objects

A pixel is inside if its value is not 0 (in a palette PNG: its index).
"""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from .pictures import PILLOW_ERRORS


def find_masks(folder: str | Path, sample_id: str) -> Path | None:
    """Return the mask file of a clip, or the folder of its mask files."""
    folder = Path(folder)
    for path in (folder / f'{sample_id}.png', folder / sample_id):
        if path.exists():
            return path
    return None


def read_mask(file: str | Path) -> np.ndarray:
    """Read one mask, h x w bool.

    Raises:
        ValueError: the file is missing or not an image.
    """
    try:
        with Image.open(file) as image:
            pixels = np.asarray(image)
    except PILLOW_ERRORS as error:
        raise ValueError(
            f'{file}: cannot be read as a mask ({error}); want a PNG '
            'whose pixels are 0 outside the object'
        ) from None
    mask = pixels != 0
    if mask.ndim == 3:  # colour channels, without an alpha channel
        mask = mask[..., : 1 if mask.shape[2] == 2 else 3].any(axis=2)
    return mask


def read_masks(path: str | Path) -> np.ndarray:
    """Read the masks of a clip; empty masks are left out.

    Args:
        path: a file, or a folder of files, read in the order of their names.

    Returns:
        n x h x w bool.

    Raises:
        ValueError: a file is not an image, masks differ in size, or all are
            empty.
    """
    path = Path(path)
    files = sorted(path.glob('*.png')) if path.is_dir() else [path]
    masks: list[np.ndarray] = []
    for file in files:
        mask = read_mask(file)
        if masks and masks[0].shape != mask.shape:
            raise ValueError(
                f'{file}: has {mask.shape[0]} x {mask.shape[1]} pixels, and '
                f'another mask of this clip {masks[0].shape[0]} x '
                f'{masks[0].shape[1]}; want masks of one size'
            )
        masks.append(mask)
    masks = [mask for mask in masks if mask.any()]
    if not masks:
        raise ValueError(
            f'{path}: {len(files)} files and every mask is empty; want at '
            'least one pixel that is not 0, or remove the id from the list'
        )
    return np.stack(masks)


def read_named_masks(
    folder: str | Path, sample_id: str, given: str | Sequence[str]
) -> np.ndarray:
    """Read the mask files that an annotation names.

    Args:
        folder: folder that relative paths start from.
        sample_id: id of the clip.
        given: paths of images, one per mask; or the path of an .npz file that
            holds the clip's masks under its id, as n x h x w or h x w.

    Returns:
        n x h x w bool.

    Raises:
        FileNotFoundError: the .npz file does not exist.
        ValueError: a file holds no mask, or masks differ in size.
    """
    folder = Path(folder)
    if isinstance(given, str):
        return _read_npz(folder / given, sample_id)
    masks = [read_mask(folder / path) for path in given]
    if len({mask.shape for mask in masks}) > 1:
        sizes = ', '.join('x'.join(map(str, mask.shape)) for mask in masks)
        raise ValueError(
            f'clip {sample_id} has masks of {sizes} pixels; want masks of '
            'one size'
        )
    return np.stack(masks)


def _read_npz(path: Path, sample_id: str) -> np.ndarray:
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such file; want an .npz with masks by clip id, as '
            'numpy.savez writes it'
        )
    try:
        with np.load(path, allow_pickle=False) as file:
            masks = file[sample_id]
    except KeyError:
        raise ValueError(
            f'{path}: holds no masks of clip {sample_id}; want an array '
            'n x h x w under its id'
        ) from None
    except (
        *(ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error),
    ) as error:
        raise ValueError(
            f'{path}: the masks of clip {sample_id} cannot be read ({error}); '
            'want an .npz with arrays by id, as numpy.savez writes it'
        ) from error
    masks = masks[None] if masks.ndim == 2 else masks
    if masks.ndim != 3 or not masks.size or masks.dtype.kind not in 'biuf':
        raise ValueError(
            f'{path}: the masks of clip {sample_id} have shape {masks.shape} '
            f'and type {masks.dtype}; want n x h x w numbers'
        )
    return masks != 0


def boxes_around(masks: np.ndarray) -> np.ndarray:
    """Return the smallest box around each mask.

    Args:
        masks: n x h x w bool, none of them empty.

    Returns:
        n x 4 float64, x1 y1 x2 y2 as fractions of the image.
    """
    boxes = []
    for mask in masks:
        rows, columns = (np.flatnonzero(mask.any(axis=a)) for a in (1, 0))
        box = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        boxes.append(box)
    height, width = masks.shape[1:]
    return np.array(boxes) / [width, height, width, height]


def pad_to_pair(masks: np.ndarray, half: str) -> np.ndarray:
    """Pad masks (n h w) to two images side by side.

    Args:
        masks: masks of one of the images.
        half: ``'left'`` or ``'right'``: where this image is.

    Returns:
        n x h x 2w bool; the other half is empty.
    """
    empty = np.zeros_like(masks)
    pair = (masks, empty) if half == 'left' else (empty, masks)
    return np.concatenate(pair, axis=2)
