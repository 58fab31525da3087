"""Object guidance: fuse the map with the response of an ImageNet network."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS


def object_map(features: Tensor) -> Tensor:
    """Mean over channels of the magnitude of features (b c h w), (b h w)."""
    return features.abs().mean(dim=1)


def min_max(maps: Tensor) -> Tensor:
    """Scale maps (b h w) to 0..1 each; a constant map becomes 0."""
    low = maps.amin((1, 2), keepdim=True)
    spread = maps.amax((1, 2), keepdim=True) - low
    return (maps - low) / torch.where(spread > 0, spread, 1)


def fuse_normalised(
    cosine: Tensor,
    objects: Tensor,
    *,
    share: float = 0.4,
    size: int = 224,
    mode: str = 'bilinear',
    align_corners: bool = True,
) -> Tensor:
    """Average maps that are scaled to 0..1 before and after (EZ-VSL, FNAC).

    Args:
        cosine: audio-visual maps (b h w).
        objects: object maps (b h w).
        share: weight of the audio-visual map; the object map has weight
            ``1 - share``.
        size: side in pixels of the grid on which the maps are averaged.
        mode: interpolation of the resizing.
        align_corners: as in ``torch.nn.functional.interpolate``; False for
            SSLalign on VGG-SS.

    Returns:
        (b size size) in 0..1.
    """
    a, b = (
        min_max(_resize(maps, size, mode, align_corners))
        for maps in (cosine, objects)
    )
    return min_max(share * a + (1 - share) * b)


def fuse_scaled(
    cosine: Tensor,
    objects: Tensor,
    *,
    share: float = 0.9,
    size: int = 224,
    mode: str = 'bicubic',
    object_scale: float = 2.5,
) -> Tensor:
    """Average on fixed scales (SLAVC): (cosine + 1) / 2 and object / 2.5.

    Args:
        cosine, objects, share, size, mode: see :func:`fuse_normalised`;
            corners are aligned.
        object_scale: divides the object map.

    Returns:
        (b size size), not scaled to 0..1, so that a clip without a sound
        source can stay below a fixed threshold.
    """
    scores = (_resize(cosine, size, mode) + 1) / 2
    objects = _resize(objects, size, mode) / object_scale
    return share * scores + (1 - share) * objects


def _resize(
    maps: Tensor, size: int, mode: str, align_corners: bool = True
) -> Tensor:
    return functional.interpolate(
        maps[:, None], (size, size), mode=mode, align_corners=align_corners
    )[:, 0]


FUSIONS = {'normalised': fuse_normalised, 'scaled': fuse_scaled}


@MODELS.register_module()
class ObjectGuidance(BaseModule):
    """A frozen image network whose object map is fused with the cosine map.

    The network is public and never trained, so checkpoints do not contain it.
    It is loaded from the file of its own ``init_cfg`` when it is first used.
    A checkpoint therefore loads into a config with guidance and into one
    without.

    Args:
        network: image (b 3 H W) -> features (b c h w), such as a
            :class:`ResNet18` with ImageNet weights.
        fusion: ``'normalised'`` (EZ-VSL, FNAC) or ``'scaled'`` (SLAVC).
        **settings: arguments of :func:`fuse_normalised` or
            :func:`fuse_scaled`.

    Raises:
        ValueError: an unknown fusion; a network without weights to load.
    """

    def __init__(
        self, *, network: dict, fusion: str = 'normalised', **settings
    ):
        super().__init__()
        if fusion not in FUSIONS:
            raise ValueError(
                f'fusion={fusion!r}: expected one of {", ".join(FUSIONS)}'
            )
        if not network.get('init_cfg'):
            raise ValueError(
                'the network of ObjectGuidance is never trained and has no '
                "init_cfg; set init_cfg=dict(type='Pretrained', "
                'checkpoint=FILE) with ImageNet weights'
            )
        self.fuse = FUSIONS[fusion]
        self.settings = settings
        # in a list, so that state dict, DDP and optimizer do not include it
        self._network = [MODELS.build(network).eval().requires_grad_(False)]
        self._loaded = False

    def _apply(self, fn, recurse: bool = True) -> nn.Module:
        """Move the network to the device of the module."""
        self._network[0]._apply(fn, recurse)
        return super()._apply(fn, recurse)

    def init_weights(self) -> None:
        """Load the network early, so that missing weights stop a training."""
        if not self._loaded:
            self._network[0].init_weights()
            self._loaded = True

    @torch.no_grad()
    def objects(self, image: Tensor) -> Tensor:
        """Return object maps (b h w) of normalised images (b 3 H W)."""
        self.init_weights()
        return object_map(self._network[0](image)).float()

    def forward(self, cosine: Tensor, image: Tensor) -> dict[str, Tensor]:
        """Fuse cosine maps (b h w) with object maps of images (b 3 H W).

        Returns:
            ``localization`` (b size size), the fused map; ``attention``
            (b h w), the cosine map; ``object`` (b h w), the object map.
        """
        objects = self.objects(image)
        return {
            'localization': self.fuse(cosine, objects, **self.settings),
            'attention': cosine,
            'object': objects,
        }
