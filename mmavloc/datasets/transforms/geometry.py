"""Geometric transforms of the image, its boxes and its masks.

Boxes are fractions of the image, and masks cover it at a resolution of their
own, so that resizing changes neither.
"""

import cv2
import mmcv
import mmcv.transforms
import numpy as np
from mmcv.transforms import BaseTransform

from mmavloc.evaluation.functional import resize_masks
from mmavloc.registry import TRANSFORMS

from .along import crop_along, flip_along, resize_along


@TRANSFORMS.register_module()
class Resize(mmcv.transforms.Resize):
    """MMCV's ``Resize``, skipped if the image already has the size.

    Prepared images have it, and the three copies that Pillow makes take a
    third of the time to decode the image.
    """

    def _resize_img(self, results: dict) -> None:
        scale = tuple(results['scale'])
        resize_along(results, scale, self.interpolation)
        if results['img'].shape[1::-1] != scale:
            super()._resize_img(results)
            return
        results['img_shape'] = results['img'].shape[:2]
        results['scale_factor'] = (1.0, 1.0)
        results['keep_ratio'] = self.keep_ratio


@TRANSFORMS.register_module()
class RandomCrop(BaseTransform):
    """Crop a square from ``img`` at random, with its boxes and masks.

    Args:
        size: side of the square in pixels.

    Raises:
        ValueError: the image is smaller.
    """

    def __init__(self, *, size: int):
        self.size = size

    def transform(self, results: dict) -> dict:
        """Change ``img``, ``img_shape``, and the annotation, if present.

        Boxes are clipped at the border; boxes and masks outside are removed.
        ``num_annotators`` is unchanged: it includes annotators without a
        remaining box.
        """
        height, width = results['img'].shape[:2]
        if min(height, width) < self.size:
            raise ValueError(
                f'{results.get("img_path", "image")}: {height} x {width} px '
                f'is too small to crop {self.size} px from; resize it first'
            )
        top = np.random.randint(0, height - self.size + 1)
        left = np.random.randint(0, width - self.size + 1)
        return _crop(results, top, left, self.size)


@TRANSFORMS.register_module()
class FlipImage(BaseTransform):
    """Flip ``img`` horizontally at random, with its boxes and masks.

    Args:
        prob: probability, 0..1.
    """

    def __init__(self, *, prob: float = 0.5):
        self.prob = prob

    def transform(self, results: dict) -> dict:
        """Change ``img``, ``boxes`` and ``masks``."""
        if np.random.random() < self.prob:
            # np.flip is thirty times slower
            results['img'] = cv2.flip(results['img'], 1)
            flip_along(results)
            if 'boxes' in results:
                x1, y1, x2, y2 = results['boxes'].T
                results['boxes'] = np.stack([1 - x2, y1, 1 - x1, y2], axis=1)
            if 'masks' in results:
                results['masks'] = results['masks'][:, :, ::-1]
        return results


@TRANSFORMS.register_module()
class ResizeShorterSide(BaseTransform):
    """Resize ``img`` so that its shorter side has a given length.

    The longer side is rounded down, as in torchvision. Boxes are fractions
    and unchanged. Pillow resizes, so that downsampling is antialiased.

    Args:
        size: length of the shorter side in pixels.
        interpolation: ``'bilinear'`` or ``'bicubic'``.
    """

    def __init__(self, *, size: int, interpolation: str = 'bicubic'):
        self.size = size
        self.interpolation = interpolation

    def transform(self, results: dict) -> dict:
        """Change ``img`` and ``img_shape``."""
        height, width = results['img'].shape[:2]
        short = min(height, width)
        scale = tuple(
            int(self.size * side / short) for side in (width, height)
        )
        if scale != (width, height):
            resize_along(results, scale, self.interpolation)
            results['img'] = mmcv.imresize(
                results['img'],
                scale,
                interpolation=self.interpolation,
                backend='pillow',
            )
        results['img_shape'] = results['img'].shape[:2]
        return results


@TRANSFORMS.register_module()
class CenterCrop(BaseTransform):
    """Crop the square in the middle of ``img``, with its boxes and masks.

    Args:
        size: side of the square in pixels.
        boxes: ``'crop'`` the annotation too, or ``'keep'`` it unchanged, as
            the test scripts of LVS and SSL-TIE do: correct for square
            images only.

    Raises:
        ValueError: the image is smaller, or ``boxes`` is unknown.
    """

    def __init__(self, *, size: int, boxes: str = 'crop'):
        if boxes not in ('crop', 'keep'):
            raise ValueError(f"boxes={boxes!r}: expected 'crop' or 'keep'")
        self.size = size
        self.boxes = boxes

    def transform(self, results: dict) -> dict:
        """Change ``img``, ``img_shape``, ``boxes`` and ``annotators``."""
        height, width = results['img'].shape[:2]
        if min(height, width) < self.size:
            raise ValueError(
                f'{results.get("img_path", "image")}: {height} x {width} px '
                f'is too small to crop {self.size} px from; resize it first'
            )
        top, left = (round((n - self.size) / 2) for n in (height, width))
        kept = {}
        if self.boxes == 'keep':
            names = ('boxes', 'masks', 'annotators')
            kept = {name: results[name] for name in names if name in results}
        return _crop(results, top, left, self.size) | kept


def _crop(results: dict, top: int, left: int, size: int) -> dict:
    """Crop a square from ``img`` and from its annotation."""
    height, width = results['img'].shape[:2]
    crop_along(results, top, left, size)
    # a view; collation copies it
    results['img'] = results['img'][top : top + size, left : left + size]
    results['img_shape'] = (size, size)
    if 'boxes' in results:
        pixels = results['boxes'] * [width, height, width, height]
        shown = (pixels - [left, top, left, top]) / size
        shown = shown.clip(0, 1)
        seen = (shown[:, 2] > shown[:, 0]) & (shown[:, 3] > shown[:, 1])
        if 'masks' in results:
            masks = resize_masks(results['masks'], (height, width))
            masks = masks[:, top : top + size, left : left + size]
            seen = masks.any(axis=(1, 2))
            results['masks'] = masks[seen]
        results['boxes'] = shown[seen]
        results['annotators'] = results['annotators'][seen]
    return results
