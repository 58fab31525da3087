"""Consensus IoU of a batch of maps by the rules of protocols."""

from collections.abc import Callable

import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    consensus_iou,
    just_below,
    kth_smallest,
    mean_of_highest,
    normalise_maps,
    pointing_game,
    rank_thresholds,
    resize_maps,
)

from .rules import Protocol, Resize, Threshold
from .thresholding import thresholds_at_levels, thresholds_of_constant_maps
from .truth import Counts, TruthBatch, Votes
from .workspace import Workspace


class MapPipeline:
    """Resizing, scaling, thresholding and counting of a batch of maps.

    Each step is cached by its settings, so that protocols share the steps on
    which they agree.

    Args:
        maps: (b h w).
        truth: annotations of the same clips.
        objects: (b h w), object maps for object-guided scores, if any.
        workspace: memory for intermediate results.
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
        """Return the maps (b n) on the grid, and the settings as a key."""
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
        # Rounding errors in a constant map would be normalised to 0..1.
        flat = maps.amax((1, 2)) <= maps.amin((1, 2))
        if flat.any():
            grown = torch.where(flat[:, None], maps[:, :1, 0], grown)
        return grown.contiguous()

    def scaled(self, p: Protocol, which: str) -> tuple[tuple, Tensor]:
        """Return maps (b n) with the fixed scale applied, or fused maps."""
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
            if fusion.fuse_at == 'normalised':
                pair = tuple(
                    normalise_maps(m, p.normalise, p.constant) for m in (a, b)
                )
            return fusion.map_share * pair[0] + fusion.object_share * pair[1]

        key = (a_key, b_key, fusion, p.normalise, p.constant)
        return key, self._once(key, make)

    def score(
        self,
        p: Protocol,
        threshold: Threshold,
        which: str,
        levels: tuple[float, ...] = (),
    ) -> tuple[Tensor, Tensor]:
        """Score maps (Eq. 8), binarised at a threshold or at several levels.

        Returns:
            Scores (b q) float64; and whether truth and prediction are both
            empty (b q), in which case the score is 0 by definition.
        """
        counts = self.counts(p, threshold, which, levels)

        def make() -> tuple[Tensor, Tensor]:
            total, false = counts.votes.total, counts.false_positives
            score = consensus_iou(counts.overlap, false, total)
            empty = (total == 0)[:, None]
            if p.empty_truth == 'silent_share':
                score = torch.where(empty, 1 - false / p.grid**2, score)
            return score, empty & (false == 0)

        return self._once(('score', counts, p.empty_truth), make)

    def headline(
        self, p: Protocol, which: str = 'map', curve: bool = True
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """Score maps at the protocol's own threshold.

        Args:
            p: the protocol.
            which: ``'map'``, ``'object'`` or ``'fused'``.
            curve: whether to score the protocol's curve too, if it has one.

        Returns:
            Consensus IoU (b); whether truth and prediction are both empty
            (b); the consensus IoU at the levels of the curve (b q), or None.
        """
        if not (curve and p.curve):
            score, empty = self.score(p, p.threshold, which)
            return score[:, 0], empty[:, 0], None
        # The curve includes the protocol's own level: one pass for both.
        scores, empty = self.score(p, p.threshold, which, p.curve)
        place = p.curve.index(p.threshold.value)
        return scores[:, place], empty[:, place], scores

    def counts(
        self,
        p: Protocol,
        threshold: Threshold,
        which: str,
        levels: tuple[float, ...] = (),
    ) -> Counts:
        """Count overlap and false positives above thresholds."""
        votes = self.truth.votes(p)
        key, maps = self.scaled(p, which)
        key = (key, threshold, levels, p.normalise, p.constant)

        def make() -> Counts:
            found = self._once(
                (key, votes if threshold.rule == 'truth' else None),
                lambda: self._thresholds(p, threshold, which, levels, votes),
            )
            counted = votes.count(maps, found, self._buffer(maps))
            return Counts(*counted, votes)

        return self._once((key, votes), make)

    def pointing(self, p: Protocol, which: str = 'map') -> Tensor:
        """Return the share (b) of the maximal pixels inside the truth."""
        votes = self.truth.votes(p)
        key, maps = self.scaled(p, which)

        def make() -> Tensor:
            high = maps.amax(1, keepdim=True)
            maxima = (maps == high).sum(1)
            below = just_below(high)
            outside = votes.count(maps, below, self._buffer(maps))[1]
            return pointing_game(outside[:, 0], maxima)

        return self._once(('pointing', key, votes), make)

    def _buffer(self, maps: Tensor) -> Tensor:
        return self.workspace.take(
            ('binary',), tuple(maps.shape), maps.dtype, maps.device
        )

    def _thresholds(
        self,
        p: Protocol,
        threshold: Threshold,
        which: str,
        levels: tuple[float, ...],
        votes: Votes,
    ) -> Tensor:
        key, maps = self.scaled(p, which)
        low, high = self._once(
            ('extremes', key),
            lambda: (maps.amin(1, keepdim=True), maps.amax(1, keepdim=True)),
        )
        wanted = maps.new_tensor(levels or (threshold.value,))
        if threshold.rule == 'level':
            found = thresholds_at_levels(p, threshold, wanted, low, high)
        else:
            found = rank_thresholds(
                self._ranked(key, maps, threshold, votes),
                high,
                strict=threshold.strict,
                keep_highest=threshold.keep_ones,
            )
        flat = high <= low
        if p.normalise != 'min_max' or not flat.any():
            return found
        constant = thresholds_of_constant_maps(p, threshold, wanted, low)
        return torch.where(flat, constant, found)

    def _ranked(
        self, key: tuple, maps: Tensor, threshold: Threshold, votes: Votes
    ) -> Tensor:
        """Return the values (b 1) at the rank that a rule defines."""
        n = maps.shape[1]
        ranks = torch.full((len(maps), 1), int(n * threshold.value))
        if threshold.rule == 'truth':
            found = votes.positive.cpu()[:, None]
            ranks = torch.where(found > 0, n - found, ranks)
        return self._once(
            ('ranked', key, *ranks.flatten().tolist()),
            lambda: kth_smallest(maps, ranks.to(maps.device)),
        )

    def confidence(self, p: Protocol, which: str) -> Tensor:
        """Return the mean (b) of the highest quarter of each scaled map."""
        key, maps = self.scaled(p, which)
        return self._once(
            ('confidence', key),
            lambda: mean_of_highest(maps, 0.25, self._buffer(maps)),
        )
