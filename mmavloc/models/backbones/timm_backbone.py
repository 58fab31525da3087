"""A timm network up to a given stride."""

from mmengine.model import BaseModule
from torch import Tensor

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS


@MODELS.register_module()
class TIMMBackbone(BaseModule):
    """A timm network as a backbone; its output is the last at ``stride``.

    Parameter names after ``net.`` are timm's, so that timm files load through
    ``init_cfg=dict(type='Pretrained', checkpoint=FILE)``. Later stages are
    removed.

    Args:
        model_name: name of the network in ``timm.create_model``.
        stride: image pixels per map cell.
        frozen: whether to freeze the weights and the batch norm statistics;
            no gradient is computed for them.
        init_cfg: None or a ``Pretrained`` initializer.
        **kwargs: further arguments of ``timm.create_model``.

    Raises:
        ValueError: if the network has no stage of this stride or cannot
            return its stages.
    """

    def __init__(
        self,
        *,
        model_name: str,
        stride: int = 16,
        frozen: bool = False,
        init_cfg: dict | None = None,
        **kwargs,
    ):
        super().__init__(init_cfg)
        import timm

        net = timm.create_model(model_name, num_classes=0, **kwargs)
        if not hasattr(net, 'prune_intermediate_layers'):
            raise ValueError(
                f'timm network {model_name!r} cannot return its stages '
                '(no forward_intermediates); choose another, or '
                'TorchvisionBackbone'
            )
        stages = {
            stage['reduction']: (index, stage['num_chs'])
            for index, stage in enumerate(net.feature_info)
        }
        if stride not in stages:
            raise ValueError(
                f'timm network {model_name!r} has strides {sorted(stages)}, '
                f'not {stride}'
            )
        self.index, self.out_channels = stages[stride]
        net.prune_intermediate_layers(
            [self.index], prune_norm=False, prune_head=True
        )
        self.net = net
        self.stride = stride
        self.frozen = frozen
        self.requires_grad_(not frozen)

    def init_weights(self) -> None:
        """Load the file of ``init_cfg``, or keep timm's initial weights."""
        if self.init_cfg:
            init_from_file(self.net, self.init_cfg)

    def train(self, mode: bool = True):
        """Switch the mode; a frozen network stays in evaluation mode."""
        return super().train(mode and not self.frozen)

    def forward(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into features (b c H/stride W/stride)."""
        return self.net.forward_intermediates(
            image, indices=[self.index], intermediates_only=True
        )[0]
