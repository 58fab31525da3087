"""Object guidance: where an ImageNet network responds, mixed into the map."""

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
    """Mix maps that are scaled to 0..1 before and after (EZ-VSL, FNAC).

    Args:
        cosine: sound maps (b h w).
        objects: object maps (b h w).
        share: weight of the sound map; the object map has the rest.
        size: side in pixels of the grid on which they are mixed.
        mode: of resizing.
        align_corners: whether the outermost cells lie on the corners;
            otherwise between pixel centres, as SSLalign does on VGG-SS.

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
    """Mix scores on fixed scales (SLAVC): (cosine + 1) / 2 and object / 2.5.

    Args:
        cosine, objects, share, size, mode: see :func:`fuse_normalised`;
            corners are aligned.
        object_scale: divides the object map.

    Returns:
        (b size size), not limited to 0..1, so that a clip without a source
        can stay below a fixed threshold.
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
    """A frozen network that knows objects, and how its map is mixed in.

    The network is public and never trained, so checkpoints do not hold it:
    it is read from the file of its own ``init_cfg`` when it is first used.
    Therefore one checkpoint serves a config with guidance and one without.

    Args:
        network: image (b 3 H W) -> features (b c h w), such as a
            :class:`ResNet18` with ImageNet weights.
        fusion: ``'normalised'`` (EZ-VSL, FNAC) or ``'scaled'`` (SLAVC).
        **settings: of the fusion, see :func:`fuse_normalised` and
            :func:`fuse_scaled`.

    Raises:
        ValueError: another fusion; a network without weights to read.
    """

    def __init__(
        self, *, network: dict, fusion: str = 'normalised', **settings
    ):
        super().__init__()
        if fusion not in FUSIONS:
            raise ValueError(
                f'fusion={fusion!r}: want one of {", ".join(FUSIONS)}'
            )
        if not network.get('init_cfg'):
            raise ValueError(
                'the network of ObjectGuidance has no init_cfg; want '
                "dict(type='Pretrained', checkpoint=FILE) with ImageNet "
                'weights, because it is never trained'
            )
        self.fuse = FUSIONS[fusion]
        self.settings = settings
        # in a list: no part of the state dict, of DDP or of the optimizer
        self._network = [MODELS.build(network).eval().requires_grad_(False)]
        self._loaded = False

    def _apply(self, fn, recurse: bool = True) -> nn.Module:
        """Move the network along with the module."""
        self._network[0]._apply(fn, recurse)
        return super()._apply(fn, recurse)

    def init_weights(self) -> None:
        """Read the network, so that a training stops early without it."""
        if not self._loaded:
            self._network[0].init_weights()
            self._loaded = True

    @torch.no_grad()
    def objects(self, image: Tensor) -> Tensor:
        """Return object maps (b h w) of normalised images (b 3 H W)."""
        self.init_weights()
        return object_map(self._network[0](image)).float()

    def forward(self, cosine: Tensor, image: Tensor) -> dict[str, Tensor]:
        """Guide cosine maps (b h w) by what the images (b 3 H W) show.

        Returns:
            ``localization`` (b size size), mixed; ``attention`` (b h w), the
            cosine; ``object`` (b h w).
        """
        objects = self.objects(image)
        return {
            'localization': self.fuse(cosine, objects, **self.settings),
            'attention': cosine,
            'object': objects,
        }
