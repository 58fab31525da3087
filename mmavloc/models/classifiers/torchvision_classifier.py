"""Any classifier of torchvision, whole."""

from mmengine.model import BaseModule
from torch import Tensor

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS


@MODELS.register_module()
class TorchvisionClassifier(BaseModule):
    """A torchvision network with its classifier, for Grad-CAM.

    Parameter names below ``net.`` are torchvision's, so that a file of
    torchvision's loads through ``init_cfg=dict(type='Pretrained',
    checkpoint=FILE)``, and ``checkpoint='torchvision://vgg11'`` downloads
    one. Its layers are named alike, such as ``'net.features.19'``.

    Args:
        model_name: as ``torchvision.models.get_model`` takes it.
        num_classes: ImageNet's 1000 by default.
        init_cfg: None or a ``Pretrained`` initializer.

    Raises:
        ValueError: torchvision has no such network, or (on loading) the file
            is one of another network.
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
        """Load the file ``init_cfg`` names, else keep torchvision's draw."""
        if self.init_cfg:
            init_from_file(self.net, self.init_cfg)

    def logits(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into logits (b num_classes)."""
        return self.net(image)

    def forward(self, image: Tensor) -> Tensor:
        """Do the same under the name that PyTorch calls."""
        return self.logits(image)
