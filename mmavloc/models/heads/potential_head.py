"""Step one: the potential map, which objects could sound, from the image."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn import functional

from mmavloc.registry import MODELS

EPS = 1e-6  # lower limit of a norm: ReLU can make a vector all zero
LOGITS = ('linear', 'cosine', 'log_sigmoid')


def cosine_logits(v: Tensor, weight: Tensor) -> Tensor:
    """Compute the cosine of each cell of v and a weight vector, in float32.

    Args:
        v: image features (b k h w).
        weight: W (k).

    Returns:
        cos(W, v) for each cell (b h w), in [-1, 1]; 0 where v is zero.
    """
    with torch.autocast(v.device.type, enabled=False):
        v, weight = v.float(), functional.normalize(weight.float(), dim=0)
        product = torch.einsum('bkhw,k->bhw', v, weight)
        return product / v.norm(dim=1).clamp_min(EPS)


def smooth(maps: Tensor) -> Tensor:
    """Average maps (b h w) over 3 x 3 cells, weights 1 2 1 in each direction.

    Cells outside a map have the value of the nearest one inside.
    """
    padded = functional.pad(maps[:, None], (1, 1, 1, 1), mode='replicate')
    pairs = functional.avg_pool2d(padded, 2, stride=1)
    return functional.avg_pool2d(pairs, 2, stride=1)[:, 0]


@MODELS.register_module()
class PotentialHead(BaseModule):
    """Image features v and the potential map P (Eq. 1).

    Two 1 x 1 convolutions with ReLU compute v. A third convolution and a
    softmax over all cells compute P.

    Args:
        in_channels: channels of the image backbone's output.
        channels: k, the length of v and of the sound vector s.
        logits: ``'linear'``, ``W v + b`` as published; ``'cosine'``,
            ``cos(W, v)``; or ``'log_sigmoid'``, ``log sigmoid(slope (cos(W,
            v) + b))``. The last two are not in the paper. Bounded logits keep
            P as wide as an object. Linear logits grow with v until P covers
            only a few cells. The softmax of ``log_sigmoid`` is the sigmoid
            over its sum: P is constant where the sigmoid saturates, inside
            objects that can sound, and falls exponentially outside.
        logit_scale: factor on the logits before the softmax; 1 in the paper.
            With cosine logits the value of P at the peak is
            ``exp(logit_scale)`` times that of a cell orthogonal to W; with
            ``log_sigmoid`` it is the exponent of the sigmoid.
        test_shift: added to the cosine of ``log_sigmoid`` in evaluation mode.
            Positive, it widens the part where P is constant, and P falls as
            steeply outside: a narrow P is learnt better, a wide one covers
            objects.
        test_smooth: in evaluation mode, average the logits (the cosine of
            ``log_sigmoid``) over 3 x 3 cells. Where P is nearly constant its
            highest cell is often one at the rim of an object; the average is
            more often highest inside.
        slope: factor in the sigmoid.
        constant: fix P at 1 / (h w), the paper's ablation (appendix E).

    Raises:
        ValueError: an unknown ``logits``, or ``test_shift`` with others than
            ``log_sigmoid``, from which it cancels in the softmax.
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        channels: int = 512,
        logits: str = 'linear',
        logit_scale: float = 1.0,
        test_shift: float = 0.0,
        test_smooth: bool = False,
        slope: float = 40.0,
        constant: bool = False,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        if logits not in LOGITS:
            raise ValueError(
                f'logits={logits!r}: expected one of {", ".join(LOGITS)}'
            )
        if test_shift and logits != 'log_sigmoid':
            raise ValueError(
                f'test_shift={test_shift} with logits={logits!r} changes '
                "nothing: expected logits='log_sigmoid'"
            )
        self.embed = nn.Sequential(
            nn.Conv2d(in_channels, channels, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 1),
            nn.ReLU(inplace=True),
        )
        # A bias cancels in the softmax, except inside the sigmoid.
        bias = logits != 'cosine'
        self.score = None if constant else nn.Conv2d(channels, 1, 1, bias=bias)
        self.logits = logits
        self.logit_scale = logit_scale
        self.test_shift = test_shift
        self.test_smooth = test_smooth
        self.slope = slope

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Turn features (b c h w) into v (b k h w) >= 0 and P (b h w).

        P sums to 1 over each image and is float32 for any precision of v.
        """
        v = self.embed(features)
        b, _, h, w = v.shape
        if self.score is None:
            return v, v.new_full((b, h, w), 1 / (h * w), dtype=torch.float32)
        if self.logits == 'linear':
            logits = self.score(v)[:, 0].float()
        else:
            logits = cosine_logits(v, self.score.weight.flatten())
        if self.test_smooth and not self.training:
            logits = smooth(logits)
        if self.logits == 'log_sigmoid':
            shift = 0.0 if self.training else self.test_shift
            gate = self.slope * (logits + self.score.bias.float() + shift)
            logits = functional.logsigmoid(gate)
        logits = logits.flatten(1) * self.logit_scale
        return v, logits.softmax(dim=1).view(b, h, w)
