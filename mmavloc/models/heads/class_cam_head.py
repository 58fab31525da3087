"""Class activation in both modalities, compared class by class (Two-stage)."""

from typing import NamedTuple

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

EPS = 1e-10  # of the sum of an activation map that is 0 everywhere


def weighted_class_map(
    scores: Tensor, weights: Tensor, *, threshold: float = 0.3
) -> Tensor:
    """Mean over the classes that count, divided by its maximum.

    A class counts if its weight exceeds the threshold, or is the largest.

    Args:
        scores: (b n h w), a map for each of n classes; negatives become 0.
        weights: (b n), of the classes.
        threshold: of the weights.

    Returns:
        (b h w) in 0..1.
    """
    largest = weights == weights.amax(dim=1, keepdim=True)
    counts = (weights > threshold) | largest
    share = torch.where(counts, weights, 0)[:, :, None, None]
    maps = (share * scores.relu()).sum(dim=1) / share.sum(dim=1)
    top = maps.amax(dim=(1, 2), keepdim=True)
    return maps / torch.where(top > 0, top, 1)


class Classes(NamedTuple):
    """Class scores of sounds and images (b n), and pairs (i j 2)."""

    sound: Tensor
    image: Tensor
    pairs: Tensor


@MODELS.register_module()
class ClassCamHead(BaseModule):
    """Classify both modalities, and embed what activates each class.

    Qian et al., "Multiple Sound Sources Localization from Coarse to Fine",
    ECCV 2020.

    Args:
        in_channels: of both backbones.
        channels: of the embeddings.
        hidden: of the layers that embed.
        groups: n, number of classes.
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        channels: int = 128,
        hidden: int = 1024,
        groups: int = 7,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        c = in_channels
        self.class_a = nn.Conv2d(c, groups, 1, bias=False)
        self.class_v = nn.Conv2d(c, groups, 1, bias=False)
        self.avc = nn.Sequential(
            nn.Linear(2 * c, 128), nn.ReLU(inplace=True), nn.Linear(128, 2)
        )
        for name in ('project_a', 'project_v'):
            layers = nn.Sequential(
                nn.Conv1d(c, hidden, 1, bias=False),
                nn.ReLU(inplace=True),
                nn.Conv1d(hidden, channels, 1, bias=False),
            )
            setattr(self, name, layers)

    def classify(self, v: Tensor, a: Tensor) -> Classes:
        """Score the classes and all pairs of features (b c h w), (b c t f).

        ``pairs`` (i j 2) are logits of sound i and image j: other, own.
        """
        image, sound = v.mean(dim=(2, 3)), a.mean(dim=(2, 3))
        b = len(image)
        joined = torch.cat(
            [sound[:, None].expand(-1, b, -1), image.expand(b, -1, -1)], dim=2
        )
        return Classes(
            self.sound_classes(a),
            self.class_v(image[..., None, None])[..., 0, 0],
            self.avc(joined),
        )

    def sound_classes(self, a: Tensor) -> Tensor:
        """Score the classes (b n) of sounds (b c t f)."""
        return self.class_a(a.mean(dim=(2, 3), keepdim=True))[..., 0, 0]

    def cams(self, v: Tensor, a: Tensor) -> tuple[Tensor, Tensor]:
        """Class activations of images (b n h w) and sounds (b n t f) >= 0."""
        return self.class_v(v).relu(), self.class_a(a).relu()

    def embed(self, v: Tensor, a: Tensor) -> tuple[Tensor, Tensor]:
        """Unit vectors (b k n) of what activates each class.

        The activations are weights only: no gradient flows into them.
        """
        image, sound = self.cams(v, a)
        return (
            _unit(self.project_v(_weighted(v, image.detach()))),
            _unit(self.project_a(_weighted(a, sound.detach()))),
        )

    def cells(self, v: Tensor) -> Tensor:
        """Unit vectors (b k h w) of image cells."""
        return _unit(self.project_v(v.flatten(2))).unflatten(2, v.shape[2:])


def _weighted(x: Tensor, weights: Tensor) -> Tensor:
    """Means (b c n) of features (b c h w) under weights (b n h w)."""
    weights = weights.flatten(2)
    weights = weights / (weights.sum(dim=2, keepdim=True) + EPS)
    return x.flatten(2) @ weights.mT


def _unit(x: Tensor) -> Tensor:
    return functional.normalize(x.float(), dim=1)
