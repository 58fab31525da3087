"""Strong image augmentation, as used in contrastive learning."""

import numpy as np
from mmcv.transforms import BaseTransform
from PIL import Image

from mmavloc.registry import TRANSFORMS


@TRANSFORMS.register_module()
class JitterImage(BaseTransform):
    """Crop, colour jitter, blur and flip ``img`` at random, by torchvision.

    A random crop is resized. With probability 0.8 its colours are jittered
    (0.4 in brightness, contrast and saturation, 0.1 in hue), with 0.2 it is
    converted to grey, with 0.5 it is blurred (standard deviation 0.1 to 2 px)
    and with 0.5 it is flipped horizontally. The settings are those of SimCLR
    (Chen et al., ICML 2020) in SSL-TIE.

    Args:
        size: side of the result in pixels.
        area: minimum and maximum area of the crop as a share of the image.

    Raises:
        ValueError: the clip has boxes, which are not transformed.
    """

    def __init__(self, *, size: int, area: tuple[float, float] = (0.3, 1.0)):
        from torchvision import transforms as t

        colour = t.ColorJitter(0.4, 0.4, 0.4, 0.1)
        blur = t.GaussianBlur(kernel_size=17, sigma=(0.1, 2.0))
        self.change = t.Compose(
            [
                t.RandomResizedCrop(size, scale=tuple(area)),
                t.RandomApply([colour], p=0.8),
                t.RandomGrayscale(p=0.2),
                t.RandomApply([blur], p=0.5),
                t.RandomHorizontalFlip(p=0.5),
            ]
        )

    def transform(self, results: dict) -> dict:
        """Change ``img`` and ``img_shape``."""
        if 'boxes' in results:
            raise ValueError(
                f'clip {results.get("sample_id")} has boxes, which '
                'JitterImage does not transform; use it only in training '
                'without annotation'
            )
        image = self.change(Image.fromarray(results['img']))
        results['img'] = np.array(image)
        results['img_shape'] = results['img'].shape[:2]
        return results


@TRANSFORMS.register_module()
class ColourImage(BaseTransform):
    """Change the colours of ``img`` at random, by torchvision.

    Nothing moves, so that annotated clips may be changed too.

    Args:
        brightness, contrast, saturation, hue: widths of the ranges of
            torchvision's ``ColorJitter``.
        prob: of changing them.
        grey: probability of a grey picture.
        blur: probability of blurring, by a standard deviation of 0.1 to 2 px.
    """

    def __init__(
        self,
        *,
        brightness: float = 0.0,
        contrast: float = 0.0,
        saturation: float = 0.0,
        hue: float = 0.0,
        prob: float = 1.0,
        grey: float = 0.0,
        blur: float = 0.0,
    ):
        from torchvision import transforms as t

        colour = t.ColorJitter(brightness, contrast, saturation, hue)
        soft = t.GaussianBlur(kernel_size=17, sigma=(0.1, 2.0))
        self.change = t.Compose(
            [
                t.RandomApply([colour], p=prob),
                t.RandomGrayscale(p=grey),
                t.RandomApply([soft], p=blur),
            ]
        )

    def transform(self, results: dict) -> dict:
        """Change ``img``."""
        image = self.change(Image.fromarray(results['img']))
        results['img'] = np.array(image)
        return results
