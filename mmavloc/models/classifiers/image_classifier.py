"""An image classifier with any image backbone."""

import torch
from mmengine.model import BaseModel
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.converters import init_from_file
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample


@MODELS.register_module()
class ImageClassifier(BaseModel):
    """Backbone, global average pool, one linear layer, cross-entropy.

    It replaces ImageNet training for data such as SoundingShapes. Its
    checkpoint initialises a localizer's image backbone through
    ``init_cfg=dict(type='Pretrained', checkpoint=FILE, prefix='backbone.')``,
    or a whole classifier through its own ``init_cfg`` without the prefix.

    Args:
        backbone: image (b 3 H W) -> features (b c h w).
        num_classes: number of classes; labels are 0 .. num_classes - 1.
        in_channels: c, the channels of the backbone's output.
        data_preprocessor: :class:`AVDataPreprocessor` by default.
        init_cfg: None or a ``Pretrained`` initializer of the whole classifier.
    """

    def __init__(
        self,
        *,
        backbone: dict,
        num_classes: int,
        in_channels: int,
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ):
        # Built here because MMEngine searches its own registry only.
        super().__init__(
            MODELS.build(data_preprocessor or dict(type='AVDataPreprocessor')),
            init_cfg,
        )
        self.backbone = MODELS.build(backbone)
        self.fc = nn.Linear(in_channels, num_classes)

    def init_weights(self) -> None:
        """Load the file of ``init_cfg``, or initialise the parts."""
        if self.init_cfg:
            init_from_file(self, self.init_cfg)
        else:
            super().init_weights()

    def logits(self, image: Tensor) -> Tensor:
        """Turn images (b 3 H W) into logits (b num_classes)."""
        return self.fc(self.backbone(image).mean(dim=(2, 3)))

    def forward(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
        mode: str = 'tensor',
    ) -> Tensor | dict[str, Tensor] | list[AVDataSample]:
        """Return the loss, the samples with ``pred_scores``, or the logits.

        Logits are (b num_classes).
        """
        logits = self.logits(inputs['image'])
        if mode == 'tensor':
            return logits
        if mode == 'loss':
            labels = torch.tensor(
                [sample.label for sample in data_samples], device=logits.device
            )
            # in float32 whatever the precision of the layers
            loss = functional.cross_entropy(logits.float(), labels)
            return {'loss': loss}
        if mode == 'predict':
            for sample, scores in zip(
                data_samples, logits.softmax(dim=1), strict=True
            ):
                sample.pred_scores = scores
            return data_samples
        raise ValueError(f'mode={mode!r}: expected loss, predict or tensor')
