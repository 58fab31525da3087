"""The steps of protocols on one batch of maps, each done once."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    constant_value,
    iou_of_counts,
    just_below,
    kth_smallest,
    level_cuts,
    mean_of_highest,
    normalise_maps,
    rank_cuts,
    resize_maps,
)

from .rules import Cut, Protocol, Resize
from .truth import TruthBatch, Votes


class Workspace:
    """Memory for maps on the grid, kept from batch to batch.

    Fresh memory costs the operating system more time than the arithmetic on
    it does.
    """

    def __init__(self):
        self._kept: dict = {}

    def take(
        self, name: tuple, shape: tuple[int, ...], dtype: torch.dtype, device
    ) -> Tensor:
        """Return memory under a name, whatever it holds; (b ...) fits."""
        key = (name, shape[1:], dtype, device)
        kept = self._kept.get(key)
        if kept is None or len(kept) < shape[0]:
            kept = torch.empty(shape, dtype=dtype, device=device)
            self._kept[key] = kept
        return kept[: shape[0]]


class Steps:
    """Resizing, scaling, cutting and counting, remembered by their settings.

    Protocols that agree on a step share it, so that a further one costs only
    what it does differently.

    Args:
        maps: (b h w).
        truth: annotations of the same clips.
        objects: (b h w), object maps to be mixed in, if there are.
        workspace: memory to work in; what it held before is lost.
    """

    def __init__(
        self,
        maps: Tensor,
        truth: TruthBatch,
        objects: Tensor | None = None,
        workspace: Workspace | None = None,
    ):
        self.workspace = workspace or Workspace()
        self.maps = {'map': maps, 'object': objects}
        self.truth = truth
        self.union = torch.from_numpy(truth.union).to(maps.device)
        self._done: dict = {}

    def _once(self, key: tuple, make: Callable):
        if key not in self._done:
            self._done[key] = make()
        return self._done[key]

    def resized(self, p: Protocol, which: str) -> tuple[tuple, Tensor]:
        """Maps (b n) on the grid, with the settings that made them."""
        rule, union = p.resize, p.resize_union
        if which == 'object' and p.fusion and p.fusion.resize:
            rule = union = p.fusion.resize
        settings = (which, p.precision, p.grid, p.rectify)
        gain, offset = (p.gain, p.offset) if which == 'map' else (1.0, 0.0)
        settings += (gain, offset)

        def make(how: Resize) -> Tensor:
            return self._once(
                (*settings, how),
                lambda: self._resize(p, which, how, gain, offset),
            )

        if union is None or union == rule or not self.union.any():
            return (*settings, rule), make(rule)
        if self.union.all():
            return (*settings, union), make(union)
        key = (*settings, rule, union)
        return key, self._once(
            key,
            lambda: torch.where(self.union[:, None], make(union), make(rule)),
        )

    def _resize(
        self, p: Protocol, which: str, how: Resize, gain: float, offset: float
    ) -> Tensor:
        maps = self.maps[which]
        assert maps is not None
        maps = maps.to(getattr(torch, p.precision))
        if gain != 1 or offset:
            maps = maps * gain + offset
        if p.rectify:
            maps = maps.clamp_min(0)
        grown = resize_maps(
            maps,
            (p.grid, p.grid),
            mode=how.mode,
            align_corners=how.align_corners,
            out=self.workspace.take(
                (which, p.rectify, gain, offset, how),
                (len(maps), p.grid, p.grid),
                maps.dtype,
                maps.device,
            ),
        ).flatten(1)
        if maps.shape[1:] == (p.grid, p.grid):
            return grown.contiguous()
        # Rounding would leave a residue that normalising blows up to 0..1.
        flat = maps.amax((1, 2)) <= maps.amin((1, 2))
        if flat.any():
            grown = torch.where(flat[:, None], maps[:, :1, 0], grown)
        return grown.contiguous()

    def scaled(self, p: Protocol, which: str) -> tuple[tuple, Tensor]:
        """Maps (b n) with the fixed scale applied, and mixed if wanted."""
        if which == 'fused':
            return self._fused(p)
        key, grown = self.resized(p, which)
        add, divide = p.add, p.divide
        if which == 'object':
            assert p.fusion
            add, divide = p.fusion.add, p.fusion.divide
        if add == 0 and divide == 1 and not p.sigmoid:
            return key, grown
        key = (*key, add, divide, p.sigmoid)

        def make() -> Tensor:
            memory = self.workspace.take(
                key, tuple(grown.shape), grown.dtype, grown.device
            )
            values = torch.add(grown, add, out=memory)
            values /= divide
            return values.sigmoid_() if p.sigmoid else values

        return key, self._once(key, make)

    def _fused(self, p: Protocol) -> tuple[tuple, Tensor]:
        fusion = p.fusion
        assert fusion
        a_key, a = self.scaled(p, 'map')
        b_key, b = self.scaled(p, 'object')

        def make() -> Tensor:
            pair = a, b
            if fusion.of == 'normalised':
                pair = tuple(
                    normalise_maps(m, p.normalise, p.constant) for m in (a, b)
                )
            return fusion.map_share * pair[0] + fusion.object_share * pair[1]

        key = (a_key, b_key, fusion, p.normalise, p.constant)
        return key, self._once(key, make)

    def score(
        self, p: Protocol, cut: Cut, which: str, levels: tuple[float, ...] = ()
    ) -> tuple[Tensor, Tensor]:
        """Score maps, binarised by a cut or at several levels.

        Returns:
            Scores (b q) float64, and whether neither truth nor prediction
            was there (b q), where the score is 0 by definition.
        """
        hits, alarms, votes = self.counts(p, cut, which, levels)

        def make() -> tuple[Tensor, Tensor]:
            score = iou_of_counts(hits, alarms, votes.total)
            nothing = (votes.total == 0)[:, None]
            if p.empty == 'silent_share':
                share = 1 - alarms / p.grid**2
                score = torch.where(nothing, share, score)
            return score, nothing & (alarms == 0)

        # Counts are kept, so that they stand for the settings behind them.
        return self._once(('score', id(hits), id(votes), p.empty), make)

    def counts(
        self, p: Protocol, cut: Cut, which: str, levels: tuple[float, ...] = ()
    ) -> tuple[Tensor, Tensor, Votes]:
        """Sum of G and number of false alarms above the cuts, (b q) each."""
        votes = self.truth.votes(p)
        key, maps = self.scaled(p, which)
        key = (key, cut, levels, p.normalise, p.constant)

        def make() -> tuple[Tensor, Tensor]:
            cuts = self._once(
                (key, id(votes) if cut.rule == 'truth' else None),
                lambda: self._cuts(p, cut, which, levels, votes),
            )
            return votes.count(maps, cuts, self._buffer(maps))

        hits, alarms = self._once((key, id(votes)), make)
        return hits, alarms, votes

    def _buffer(self, maps: Tensor) -> Tensor:
        return self.workspace.take(
            ('binary',), tuple(maps.shape), maps.dtype, maps.device
        )

    def _cuts(
        self,
        p: Protocol,
        cut: Cut,
        which: str,
        levels: tuple[float, ...],
        votes: Votes,
    ) -> Tensor:
        key, maps = self.scaled(p, which)
        low, high = self._once(
            ('extremes', key),
            lambda: (maps.amin(1, keepdim=True), maps.amax(1, keepdim=True)),
        )
        flat = high <= low
        wanted = maps.new_tensor(levels or (cut.value,))
        if cut.rule == 'level':
            cuts = self._level_cuts(p, cut, wanted, low, high)
        else:
            cuts = rank_cuts(
                self._ranked(key, maps, cut, votes),
                high,
                strict=cut.strict,
                keep_highest=cut.keep_ones,
            )
        if p.normalise != 'min_max' or not flat.any():
            return cuts
        value = constant_value(low, p.constant)
        if cut.rule == 'level':
            kept = value > wanted if cut.strict else value >= wanted
        else:
            kept = value.isfinite() & (not cut.strict)
            kept |= (value >= 1) & cut.keep_ones
        return torch.where(
            flat, torch.where(kept, -torch.inf, torch.inf), cuts
        ).to(maps.dtype)

    def _ranked(
        self, key: tuple, maps: Tensor, cut: Cut, votes: Votes
    ) -> Tensor:
        """Values (b 1) at the position that a rule names."""
        n = maps.shape[1]
        ranks = torch.full((len(maps), 1), int(n * cut.value))
        if cut.rule == 'truth':
            found = votes.positive.cpu()[:, None]
            ranks = torch.where(found > 0, n - found, ranks)
        return self._once(
            ('ranked', key, *ranks.flatten().tolist()),
            lambda: kth_smallest(maps, ranks.to(maps.device)),
        )

    @staticmethod
    def _level_cuts(
        p: Protocol, cut: Cut, levels: Tensor, low: Tensor, high: Tensor
    ) -> Tensor:
        if p.normalise == 'none':
            cuts = levels.expand(len(low), -1)
            return cuts if cut.strict else just_below(cuts)
        # On the host: a few numbers per map, and many small steps.
        lows, highs = low.cpu().numpy(), high.cpu().numpy()
        if p.normalise == 'max':
            shift, divisor = 0 * lows, np.where(highs > 0, highs, 1)
        else:
            shift = lows
            divisor = np.where(highs > lows, highs - lows, 1)
        cuts = torch.from_numpy(
            level_cuts(
                lambda v: (v - shift) / divisor,
                lows,
                highs,
                levels.cpu().numpy(),
                strict=cut.strict,
            )
        ).to(low.device)
        if p.normalise == 'max':
            return torch.where(high > 0, cuts, torch.inf)
        return cuts

    def confidence(self, p: Protocol, which: str) -> Tensor:
        """Mean (b) of the highest quarter of each map, on the fixed scale."""
        key, maps = self.scaled(p, which)
        return self._once(
            ('confidence', key),
            lambda: mean_of_highest(maps, 0.25, self._buffer(maps)),
        )
