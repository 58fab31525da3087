"""SSLalign: LVS's map with an additional alignment loss."""

from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .cosine import CosineLocalizer


@MODELS.register_module()
class SSLalignLocalizer(CosineLocalizer):
    """The cosine map of LVS; training also aligns pooled features.

    Senocak et al., "Sound Source Localization is All about Cross-Modal
    Alignment", ICCV 2023. The authors released the networks and the map but
    not the training; heads and loss here follow the paper's description. The
    positives of a clip are its image and a ``view`` of it, if the pipeline
    makes one (:class:`~mmavloc.datasets.transforms.MakeViews`).

    Args:
        align_head: a :class:`CosineMapHead` for pooled features. With None
            the features are compared without a projection, as in released
            weights.
        **parts: see :class:`CosineLocalizer`; the loss takes the views.
    """

    def __init__(self, *, align_head: dict | None = None, **parts):
        super().__init__(**parts)
        self.align_head = self.build(align_head) if align_head else None

    def loss(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample],
    ) -> dict[str, Tensor]:
        """Return the losses of a batch; other clips of it are negatives."""
        whole = self.align_head or self.map_head
        images = []
        for name in ('image', 'view'):
            if name in inputs:
                x = self.image_backbone(inputs[name])
                pooled = whole.image(x.mean(dim=(2, 3), keepdim=True))[0]
                images.append((self.map_head.image(x)[0], pooled[..., 0, 0]))
        features = self.audio_backbone(inputs['audio'])
        sound = self.map_head.sound(features)[0], whole.sound(features)[0]
        return self.pair_loss(images, [sound])
