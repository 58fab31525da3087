"""Segmentation masks: PNG pictures, or arrays in an .npz."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from .pictures import BROKEN


def read_mask(path: str | Path) -> np.ndarray:
    """Read a mask (h w) bool from a picture; any colour but black is inside.

    A palette picture is read by its indices, 0 being outside.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no picture.
    """
    path = Path(path)
    try:
        with Image.open(path) as image:
            pixels = np.asarray(image)
    except FileNotFoundError:
        raise FileNotFoundError(
            f'{path}: no such mask; want a picture that is not 0 where the '
            'object is'
        ) from None
    except BROKEN as error:
        raise ValueError(
            f'{path}: not a mask ({error}); want a picture that is not 0 '
            'where the object is'
        ) from error
    if pixels.ndim == 3:
        # an alpha channel says nothing about the object
        pixels = pixels[..., : 3 if pixels.shape[2] >= 3 else 1].any(axis=2)
    return pixels != 0


def read_masks(
    folder: str | Path, sample_id: str, given: str | Sequence[str]
) -> np.ndarray:
    """Read the masks of one clip.

    Args:
        folder: that relative paths start from.
        sample_id: of the clip.
        given: paths of pictures, one a mask; or the path of an .npz that holds
            the clip's masks under its id, n x h x w or one h x w.

    Returns:
        n x h x w bool.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: it holds no masks, or masks of different sizes.
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
