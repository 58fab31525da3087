"""A whole torchvision classifier."""

from mmengine.model import BaseModule
from torch import Tensor

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS


@MODELS.register_module()
class TorchvisionClassifier(BaseModule):
    """A torchvision network with its classifier, for Grad-CAM.

    Names of parameters and layers after ``net.`` are torchvision's, such as
    ``'net.features.19'``, so that torchvision files load through
    ``init_cfg=dict(type='Pretrained', checkpoint=FILE)``;
    ``checkpoint='torchvision://vgg11'`` downloads one.

    Args:
        model_name: name of the network in ``torchvision.models.get_model``.
        num_classes: number of classes; 1000 (ImageNet) by default.
        init_cfg: None or a ``Pretrained`` initializer.

    Raises:
        ValueError: torchvision has no such network, or (when loading) the
            file belongs to another network.
    """

    def __init__(
        self,
        *,
        model_name: str,
        num_classes: int = 1000,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        from torchvision.models import get_model, list_models

        # Other families (segmentation/..., detection/...) return no logits.
        known = [name for name in list_models() if '/' not in name]
        if model_name not in known:
            raise ValueError(
                f'torchvision has no network {model_name!r}; it has '
                f'{", ".join(known)}'
            )
        self.net = get_model(model_name, weights=None, num_classes=num_classes)

    def init_weights(self) -> None:
        """Load the file of ``init_cfg``, or keep the initial weights."""
        if self.init_cfg:
            init_from_file(self.net, self.init_cfg)

    def logits(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into logits (b num_classes)."""
        return self.net(image)

    def forward(self, image: Tensor) -> Tensor:
        """Return :meth:`logits`; the method that PyTorch calls."""
        return self.logits(image)
