"""SLAVC's loss: localization and recognition with a momentum encoder.

Mo and Morgado, "A Closer Look at Weakly-Supervised Audio-Visual Source
Localization", NeurIPS 2022, Eq. 3 to 6.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_pairs
from mmavloc.registry import MODELS

# The two projections: for recognition and for localization.
Two = tuple[Tensor, Tensor] | list[Tensor]


def localized_scores(v: Two, a: Two, *, temperature: float = 0.03) -> Tensor:
    """Log of the sum over cells of the product of two softmaxes, (i j).

    With the first projection, a softmax over audio j classifies which audio a
    cell of image i belongs to. With the second, a softmax over cells selects
    the cells that an audio belongs to.

    Args:
        v: two unit vectors of image cells, (i k h w) each.
        a: two unit vectors of audio, (j k) each.
        temperature: divides the cosines of both softmaxes.
    """
    which = (cosine_pairs(v[0], a[0]) / temperature).log_softmax(dim=1)
    where = (cosine_pairs(v[1], a[1]) / temperature).flatten(2)
    return (which.flatten(2) + where.log_softmax(dim=2)).logsumexp(dim=2)


def localized_momentum(
    v: Two, a: Two, v_twin: Two, a_twin: Two, *, temperature: float = 0.03
) -> Tensor:
    """Cross-entropies of audio with the twin's images, and vice versa.

    Both classify over audio, as in the released code, although the paper
    describes the second one the other way round. The cross-entropy normalises
    the scores over audio once more.

    Args:
        v, a: vectors of the trained encoders, see :func:`localized_scores`.
        v_twin, a_twin: vectors of the momentum encoders, without gradient.

    Returns:
        Scalar, the sum of both cross-entropies.
    """
    own = torch.arange(len(a[0]), device=a[0].device)
    return sum(
        functional.cross_entropy(
            localized_scores(*pair, temperature=temperature), own
        )
        for pair in ((v_twin, a), (v, a_twin))
    )


@MODELS.register_module()
class LocalizedMomentumLoss(nn.Module):
    """:func:`localized_momentum` in float32.

    Args:
        temperature: see :func:`localized_scores`.
    """

    def __init__(self, *, temperature: float = 0.03):
        super().__init__()
        self.temperature = temperature

    def forward(
        self, v: Two, a: Two, v_twin: Two, a_twin: Two
    ) -> dict[str, Tensor]:
        """Return ``loss`` of the vectors of both encoders."""
        with torch.autocast(v[0].device.type, enabled=False):
            loss = localized_momentum(
                *([x.float() for x in half] for half in (v, a)),
                *([x.float() for x in half] for half in (v_twin, a_twin)),
                temperature=self.temperature,
            )
        return {'loss': loss}
