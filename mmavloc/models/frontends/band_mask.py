"""Masking of a band of frequencies and one of frames, as augmentation."""

import torch
from torch import Tensor, nn

from mmavloc.registry import MODELS


def mask_band(
    x: Tensor, widths: Tensor, starts: Tensor, fill: float
) -> Tensor:
    """Fill rows ``start <= row < start + width`` of each clip.

    Args:
        x: spectrograms (b c f t); for frames give (b c t f).
        widths, starts: (b) rows; rows after the last one are ignored.
        fill: value of the masked rows.
    """
    rows = torch.arange(x.shape[2], device=x.device)
    inside = (rows >= starts[:, None]) & (rows < (starts + widths)[:, None])
    return torch.where(inside[:, None, :, None], fill, x)


@MODELS.register_module()
class BandMask(nn.Module):
    """Fill a band of frequencies and one of frames of each spectrogram.

    Args:
        freq_width, time_width: exclusive upper limits of the widths in bins
            and frames; widths are drawn uniformly from 0.
        fill: value of masked cells.
        prob: probability that a clip is masked.
        axes: with ``'right'`` a band is inside the spectrogram. With
            ``'mixed'`` the start of a frequency band is drawn below the
            number of *frames*, and vice versa, as in the released code of
            FNAC, so that a band may be outside the spectrogram.

    Raises:
        ValueError: an unknown ``axes``.
    """

    def __init__(
        self,
        *,
        freq_width: int,
        time_width: int,
        fill: float = 0.0,
        prob: float = 1.0,
        axes: str = 'right',
    ):
        super().__init__()
        if axes not in ('right', 'mixed'):
            raise ValueError(f"axes={axes!r}: expected 'right' or 'mixed'")
        self.widths = freq_width, time_width
        self.fill, self.prob, self.axes = fill, prob, axes

    def forward(self, x: Tensor) -> Tensor:
        """Mask each spectrogram of a batch (b c f t) independently."""
        sizes = x.shape[2:]
        chosen = torch.rand(len(x), device=x.device) < self.prob
        for axis, (size, other) in enumerate((sizes, sizes[::-1])):
            width, start = torch.rand(2, len(x), device=x.device)
            width = (width * self.widths[axis]).long() * chosen
            room = other if self.axes == 'mixed' else size - width
            start = (start * room).long()
            turned = x if axis == 0 else x.mT
            turned = mask_band(turned, width, start, self.fill)
            x = turned if axis == 0 else turned.mT
        return x
