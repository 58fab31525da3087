"""Resize an image as a tensor."""

import numpy as np
import torch
from mmcv.transforms import BaseTransform
from torch.nn import functional

from mmavloc.registry import TRANSFORMS


@TRANSFORMS.register_module()
class ResizeTensor(BaseTransform):
    """Resize ``img`` in float32, without rounding to integers.

    SSLalign converts the image to a tensor before it resizes. Values may then
    be outside of 0..255.

    Args:
        scale: width and height in pixels.
        mode: ``'bicubic'`` or ``'bilinear'``.
        antialias: True is torchvision's default for tensors since 0.17; older
            versions did not antialias.
    """

    def __init__(
        self,
        *,
        scale: tuple[int, int],
        mode: str = 'bicubic',
        antialias: bool = True,
    ):
        self.scale = tuple(scale)
        self.mode = mode
        self.antialias = antialias

    def transform(self, results: dict) -> dict:
        """Change ``img`` to float32 (H W 3), and ``img_shape``."""
        pixels = torch.from_numpy(results['img']).permute(2, 0, 1)[None]
        width, height = self.scale
        resized = functional.interpolate(
            pixels.float().contiguous(),
            (height, width),
            mode=self.mode,
            antialias=self.antialias,
        )
        results['img'] = np.ascontiguousarray(resized[0].permute(1, 2, 0))
        results['img_shape'] = results['img'].shape[:2]
        return results
