"""SSLalign: LVS's networks, trained to agree as wholes too."""

from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .cosine import CosineLocalizer


@MODELS.register_module()
class SSLalignLocalizer(CosineLocalizer):
    """The cosine map of LVS, with a second comparison in training.

    Senocak et al., "Sound Source Localization is All about Cross-Modal
    Alignment", ICCV 2023. The networks and the map are released, the training
    is not: heads and loss follow the description and are ours. The positives
    of a clip are its picture and a ``view`` of it, where the pipeline makes
    one (:class:`~mmavloc.datasets.transforms.MakeViews`).

    Args:
        align_head: a :class:`CosineMapHead` for pooled features; None
            compares them as they are, for released weights, which have none.
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
        """Return the losses of a batch; its other clips are negatives."""
        whole = self.align_head or self.map_head
        images = []
        for name in ('image', 'view'):
            if name in inputs:
                x = self.image_backbone(inputs[name])
                pooled = whole.image(x.mean(dim=(2, 3), keepdim=True))[0]
                images.append((self.map_head.image(x)[0], pooled[..., 0, 0]))
        heard = self.audio_backbone(inputs['audio'])
        sound = self.map_head.sound(heard)[0], whole.sound(heard)[0]
        return self.pair_loss(images, [sound])
