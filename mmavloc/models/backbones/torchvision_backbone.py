"""A torchvision network up to a given stride."""

import math

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS

PROBE = 224  # px; image side at which strides are measured


@MODELS.register_module()
class TorchvisionBackbone(BaseModule):
    """A torchvision network as an image backbone, up to a given layer.

    Parameter names after ``net.`` are torchvision's, so that torchvision
    files load through ``init_cfg=dict(type='Pretrained', checkpoint=FILE)``.
    Later layers are removed.

    Args:
        model_name: name of the network in ``torchvision.models.get_model``.
        stride: image pixels per map cell; the output is that of the last
            feature layer with this stride.
        cut: name of the graph node to use as output instead, such as
            ``'features.12'``.
        frozen: whether to freeze the weights and the batch norm statistics;
            no gradient is computed for them.
        init_cfg: None or a ``Pretrained`` initializer.

    Raises:
        ValueError: the network has no such stride or node.
    """

    def __init__(
        self,
        *,
        model_name: str,
        stride: int = 16,
        cut: str | None = None,
        frozen: bool = False,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        from torchvision.models import get_model
        from torchvision.models.feature_extraction import (
            create_feature_extractor,
        )

        full = get_model(model_name, weights=None).eval()
        nodes = _feature_nodes(full)
        if cut is None:
            at_stride = [n for n, (_, s) in nodes.items() if s == stride]
            if not at_stride:
                strides = sorted({s for _, s in nodes.values()})
                raise ValueError(
                    f'torchvision network {model_name!r} has strides '
                    f'{strides}, not {stride}'
                )
            cut = at_stride[-1]
        elif cut not in nodes:
            raise ValueError(
                f'torchvision network {model_name!r} has no feature node '
                f'{cut!r}; it has {", ".join(nodes)}'
            )
        self.out_channels, self.stride = nodes[cut]
        self.net = create_feature_extractor(full, {cut: 'features'})
        self.frozen = frozen
        self.requires_grad_(not frozen)

    def init_weights(self) -> None:
        """Load the file of ``init_cfg``, or keep the initial weights."""
        if self.init_cfg:
            init_from_file(self.net, self.init_cfg)

    def train(self, mode: bool = True):
        """Switch the mode; a frozen network stays in evaluation mode."""
        return super().train(mode and not self.frozen)

    def forward(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into features (b c h w)."""
        return self.net(image)['features']


def _feature_nodes(net: nn.Module) -> dict[str, tuple[int, int]]:
    """Map node names to (channels, stride), in order, up to the classifier."""
    from torchvision.models.feature_extraction import (
        create_feature_extractor,
        get_graph_node_names,
    )

    _, names = get_graph_node_names(net)
    behind = ('classifier', 'avgpool', 'flatten', 'fc', 'head')
    names = [n for n in names if not n.startswith(behind)]
    with torch.no_grad():
        outputs = create_feature_extractor(net, names)(
            torch.zeros(1, 3, PROBE, PROBE)
        )
    # Layers without padding lose border cells: 224 px may give 13 cells, and
    # the stride is still 16.
    return {
        name: (out.shape[1], 2 ** round(math.log2(PROBE / out.shape[-1])))
        for name, out in outputs.items()
        if isinstance(out, Tensor) and out.ndim == 4 and out.shape[-1] > 1
    }
