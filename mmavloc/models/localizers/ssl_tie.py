"""SSL-TIE: LVS's loss on images and on geometrically transformed images."""

from torch import Tensor

from mmavloc.models.heads.cosine_map_head import cosine_maps
from mmavloc.models.losses.equivariance import Move, equivariance
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .cosine import CosineLocalizer


@MODELS.register_module()
class SSLTIELocalizer(CosineLocalizer):
    """LVS with an equivariance loss under geometric transforms.

    The map of a transformed image must equal the transformed map.

    Liu et al., "Exploiting Transformation Invariance and Equivariance for
    Self-supervised Sound Localisation", ACM MM 2022.

    Args:
        max_angle: maximum rotation of each image in degrees.
        scales: one of these scales is drawn for each batch.
        equivariance_weight: weight of the mean squared difference of maps.
        detach: whether the transformed map is a fixed target; False in the
            released code.
        **parts: see :class:`CosineLocalizer`.
    """

    def __init__(
        self,
        *,
        max_angle: int = 30,
        scales: tuple[float, ...] = (1.0, 0.5),
        equivariance_weight: float = 1.0,
        detach: bool = False,
        **parts,
    ):
        super().__init__(**parts)
        self.max_angle = max_angle
        self.scales = tuple(scales)
        self.equivariance_weight = equivariance_weight
        self.detach = detach

    def loss(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample],
        move: Move | None = None,
    ) -> dict[str, Tensor]:
        """Return the losses of a batch; draw ``move`` if it is None."""
        image = inputs['image']
        if move is None:
            move = Move.draw(
                len(image),
                max_angle=self.max_angle,
                scales=self.scales,
                device=image.device,
            )
        (v,), (a,) = self.encode(inputs)
        # The audio is encoded again because the released code does so: batch
        # norm updates its statistics twice.
        (v_moved,), (a_moved,) = self.encode(
            {**inputs, 'image': move.apply(image)}
        )
        difference = equivariance(
            cosine_maps(v, a),
            cosine_maps(v_moved, a_moved),
            move,
            detach=self.detach,
        )
        return {
            'loss_contrastive': 0.5 * self.pair_loss(v, a)['loss'],
            'loss_contrastive_moved': 0.5
            * self.pair_loss(v_moved, a_moved)['loss'],
            'loss_equivariance': self.equivariance_weight * difference,
        }
