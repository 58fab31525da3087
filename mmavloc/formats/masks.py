"""Segmentation masks on disk: PNG pictures beside the clips, or an .npz.

::

    mask/<id>.png             one mask
    mask/<id>/<object>.png    a mask for each of several objects

A pixel is inside if it is not 0 (in a palette PNG: not of the first colour).
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
        ValueError: the file is missing or no picture; names it.
    """
    try:
        with Image.open(file) as image:
            pixels = np.asarray(image)
    except PILLOW_ERRORS as error:
        raise ValueError(
            f'{file}: cannot be read as a mask ({error}); want a PNG '
            'whose pixels are 0 outside of the object'
        ) from None
    mask = pixels != 0
    if mask.ndim == 3:  # colours; an alpha channel does not count
        mask = mask[..., : 1 if mask.shape[2] == 2 else 3].any(axis=2)
    return mask


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
        mask = read_mask(file)
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


def read_named_masks(
    folder: str | Path, sample_id: str, given: str | Sequence[str]
) -> np.ndarray:
    """Read the masks that an annotation names.

    Args:
        folder: that relative paths start from.
        sample_id: of the clip.
        given: paths of pictures, one a mask; or the path of an .npz that holds
            the clip's masks under its id, n x h x w or one h x w.

    Returns:
        n x h x w bool.

    Raises:
        FileNotFoundError: there is no such .npz.
        ValueError: a file holds no mask, or masks differ in size.
    """
    folder = Path(folder)
    if isinstance(given, str):
        return _read_npz(folder / given, sample_id)
    masks = [read_mask(folder / path) for path in given]
    if len({mask.shape for mask in masks}) > 1:
        sizes = ', '.join('x'.join(map(str, mask.shape)) for mask in masks)
        raise ValueError(
            f'clip {sample_id} has masks of {sizes} pixels; want one size'
        )
    return np.stack(masks)


def _read_npz(path: Path, sample_id: str) -> np.ndarray:
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such file; want masks by clip id, as numpy.savez '
            'writes them'
        )
    try:
        with np.load(path, allow_pickle=False) as file:
            masks = file[sample_id]
    except KeyError:
        raise ValueError(
            f'{path}: no masks of clip {sample_id}; want an array n x h x w '
            'under its id'
        ) from None
    except (
        *(ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error),
    ) as error:
        raise ValueError(
            f'{path}: the masks of clip {sample_id} cannot be read ({error}); '
            'want arrays by id as numpy.savez writes them'
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
