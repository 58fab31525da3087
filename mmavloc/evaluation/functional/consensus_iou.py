"""Consensus IoU of maps against consensus maps, and scores made of it."""

import torch
from torch import Tensor
from torch.nn import functional


def levels(q: int = 21, device: torch.device | str = 'cpu') -> Tensor:
    """Return q levels from 0 to 1, each ``step * i`` in float64.

    The multiplication is what others do too: 0.05 * 3 is a hair above 0.15,
    and a score of exactly 0.15 falls below it.
    """
    return torch.arange(q, dtype=torch.float64, device=device) * (1 / (q - 1))


def resize_maps(
    maps: Tensor,
    size: tuple[int, int],
    *,
    mode: str = 'bilinear',
    align_corners: bool = False,
) -> Tensor:
    """Resize maps (b h w) to (b H W), in the precision they come in."""
    return functional.interpolate(
        maps[:, None], size, mode=mode, align_corners=align_corners
    )[:, 0]


def normalise_min_max(maps: Tensor) -> Tensor:
    """Stretch each map (b h w) to 0..1; a constant map becomes all zero."""
    low = maps.amin(dim=(1, 2), keepdim=True)
    spread = maps.amax(dim=(1, 2), keepdim=True) - low
    constant = spread <= 0
    return torch.where(
        constant, 0.0, (maps - low) / torch.where(constant, 1.0, spread)
    )


def consensus_iou(maps: Tensor, consensus: Tensor, taus: Tensor) -> Tensor:
    """Consensus IoU (Eq. 8) of maps binarised at every tau (Eq. 9).

    B is 1 where the map is above tau, strictly; a false positive counts only
    where G is exactly 0. Where both are empty the score is 0.

    All thresholds cost one sort: per clip, what a threshold keeps is a tail
    of the sorted map, and the sums over tails are cumulative sums.

    Args:
        maps: (b h w), any scale that the taus suit.
        consensus: G (b h w) in [0, 1].
        taus: (q) thresholds.

    Returns:
        (b q) float64.
    """
    values, order = maps.double().flatten(1).sort(dim=1)
    g = consensus.double().flatten(1).gather(1, order)
    # tails[:, i] sums from the i-th smallest value on; the last one is empty
    zero = g.new_zeros(len(g), 1)

    def tails(x: Tensor) -> Tensor:
        return torch.cat([x.flip(1).cumsum(1).flip(1), zero], dim=1)

    start = torch.searchsorted(
        values, taus.double().expand(len(values), -1).contiguous(), right=True
    )
    hits = tails(g).gather(1, start)
    false_alarms = tails((g == 0).double()).gather(1, start)
    union = g.sum(dim=1, keepdim=True) + false_alarms
    return torch.where(union > 0, hits / union.clamp_min(1e-300), 0.0)


def success(ciou: Tensor, level: float = 0.5) -> Tensor:
    """Whether each consensus IoU reaches a level, inclusively, as 0 or 1."""
    return (ciou >= level).double()


def area_under(curve: Tensor) -> Tensor:
    """Area under curves (... q) over 0..1, by the trapezium rule."""
    inner = curve[..., 1:-1].sum(-1)
    ends = (curve[..., 0] + curve[..., -1]) / 2
    return (inner + ends) / (curve.shape[-1] - 1)


def half_accuracy(maps: Tensor, right: Tensor) -> Tensor:
    """Whether a map puts more of its mass into the sounding half.

    Args:
        maps: (b h w) >= 0; of an odd width the middle column is shared.
        right: (b) bool, whether the sound is of the right half.

    Returns:
        (b) float64: 1, 0, or 0.5 for equal halves, so that a map that hears
        nothing gets 0.5 over the two samples of a pair, exactly.
    """
    columns = maps.double().sum(dim=1)
    w = columns.shape[1]
    left_mass = columns[:, : w // 2].sum(dim=1)
    right_mass = columns[:, w - w // 2 :].sum(dim=1)
    lead = torch.where(right, right_mass - left_mass, left_mass - right_mass)
    return (torch.sign(lead) + 1) / 2
