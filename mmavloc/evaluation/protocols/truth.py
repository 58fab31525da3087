"""Consensus maps of a batch of clips by the rules of protocols."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    box_corners,
    count_above,
    count_in_rectangles,
    draw_rectangles,
    resize_masks,
    vote_masks,
    vote_rectangles,
)
from mmavloc.structures import Truth

from .rules import Boxes, Protocol

NO_BOXES = np.empty((0, 4))


@dataclass(frozen=True, kw_only=True, eq=False)
class Votes:
    """Consensus maps of b clips: G is votes / ``full``.

    Attributes:
        full: (b) float64, number of votes at which G is 1.
        total: (b) float64, the sum of G.
        positive: (b) int64, pixels where G is not 0.
    """

    full: Tensor
    total: Tensor
    positive: Tensor

    def count(
        self, maps: Tensor, thresholds: Tensor, buffer: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Sum overlap and false positives above thresholds.

        Args:
            maps: (b n) on the grid.
            thresholds: (b q) ascending along q.
            buffer: (b n) like the maps, overwritten.

        Returns:
            Both (b q) float64: over the pixels strictly above the threshold,
            the sum of G, and the number of pixels where G is 0.
        """
        raise NotImplementedError

    def draw(self) -> Tensor:
        """Draw G (b grid grid) float64."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True, eq=False)
class BoxVotes(Votes):
    """Votes of boxes as rectangles, see ``vote_rectangles``."""

    rows: Tensor
    columns: Tensor
    votes: Tensor

    def count(
        self, maps: Tensor, thresholds: Tensor, buffer: Tensor
    ) -> tuple[Tensor, Tensor]:
        """See :meth:`Votes.count`."""
        overlap, false_positives = count_in_rectangles(
            maps, thresholds, self.rows, self.columns, self.votes, buffer
        )
        return overlap / self.full[:, None], false_positives

    def draw(self) -> Tensor:
        """See :meth:`Votes.draw`."""
        drawn = draw_rectangles(self.rows, self.columns, self.votes)
        return drawn.double() / self.full[:, None, None]


@dataclass(frozen=True, kw_only=True, eq=False)
class MaskVotes(Votes):
    """Votes of masks, (b grid grid) float64."""

    votes: Tensor

    def count(
        self, maps: Tensor, thresholds: Tensor, buffer: Tensor
    ) -> tuple[Tensor, Tensor]:
        """See :meth:`Votes.count`."""
        votes = self.votes.flatten(1)
        outside = (votes == 0).double()
        overlap, false_positives = count_above(
            maps, thresholds, votes, outside
        )
        return overlap / self.full[:, None], false_positives

    def draw(self) -> Tensor:
        """See :meth:`Votes.draw`."""
        return self.votes / self.full[:, None, None]


@dataclass(frozen=True, eq=False)
class Counts:
    """Sums over the pixels of b maps above q thresholds.

    Attributes:
        overlap: (b q) float64, the sum of G.
        false_positives: (b q) float64, the number of pixels where G is 0.
        votes: the consensus maps.
    """

    overlap: Tensor
    false_positives: Tensor
    votes: Votes


class TruthBatch:
    """Annotations of b clips, with consensus maps cached by their rules.

    Args:
        truths: one per clip.
        device: device of the maps.
    """

    def __init__(
        self, truths: Sequence[Truth], device: torch.device | str = 'cpu'
    ):
        self.truths = truths
        self.device = device
        counts = [len(t.boxes) for t in truths]
        self.clips = np.repeat(np.arange(len(truths)), counts)
        self.boxes = np.concatenate(
            [NO_BOXES, *(np.reshape(t.boxes, (-1, 4)) for t in truths)]
        )
        self.annotators = np.concatenate(
            [
                np.empty(0, int),
                *(np.ravel(t.annotators)[: len(t.boxes)] for t in truths),
            ]
        ).astype(int)
        self.union = np.array([t.kind != 'consensus' for t in truths])
        self._any, self._all = self.union.any(), self.union.all()
        self._masks = any(t.masks is not None for t in truths)
        # Different rules often give the same pixels, hence the second cache.
        self._drawn: dict = {}
        self._by_rules: dict = {}

    def votes(self, p: Protocol) -> Votes:
        """Draw the consensus maps on the protocol's grid."""
        # the rules that matter for these clips
        rules = (
            p.grid,
            p.consensus,
            None if self._all else p.boxes,
            p.union_boxes if self._any else None,
        )
        if rules not in self._by_rules:
            draw = self._draw_masks if self._masks else self._draw_boxes
            self._by_rules[rules] = draw(p)
        return self._by_rules[rules]

    def _draw_boxes(self, p: Protocol) -> Votes:
        corners = self._all_corners(p)
        voters = self._voters(p, self.annotators, self.clips)
        full = self._full(p)
        key = (p.grid, corners.tobytes(), voters.tobytes(), full.tobytes())
        if key not in self._drawn:
            rows, columns, votes = (
                part.to(self.device)
                for part in vote_rectangles(
                    corners,
                    self.clips,
                    voters,
                    num_clips=len(self.truths),
                    most=full,
                    size=(p.grid, p.grid),
                )
            )
            heights, widths = rows.sum(2), columns.sum(2)
            area = heights[:, :, None] * widths[:, None]
            scale = torch.from_numpy(full).double().to(self.device)
            self._drawn[key] = BoxVotes(
                rows=rows,
                columns=columns,
                votes=votes,
                full=scale,
                total=(area * votes).sum((1, 2)) / scale,
                positive=(area * (votes > 0)).sum((1, 2)).long(),
            )
        return self._drawn[key]

    def _draw_masks(self, p: Protocol) -> Votes:
        """Draw a batch in which some clip has masks, clip by clip."""
        size, corners = (p.grid, p.grid), self._all_corners(p)
        pixels, clips, who = [np.empty((0, *size), bool)], [], []
        for i, truth in enumerate(self.truths):
            if truth.masks is None:
                drawn = _draw_corners(corners[self.clips == i], size)
            else:
                drawn = resize_masks(truth.masks, size)
            pixels.append(drawn)
            clips += [i] * len(drawn)
            who += np.ravel(truth.annotators)[: len(drawn)].tolist()
        full, places = self._full(p), np.array(clips, dtype=int)
        voters = self._voters(p, np.array(who, dtype=int), places)
        votes = torch.from_numpy(
            vote_masks(np.concatenate(pixels), places, voters, most=full)
        ).to(self.device)
        scale = torch.from_numpy(full).double().to(self.device)
        return MaskVotes(
            votes=votes,
            full=scale,
            total=votes.sum((1, 2)) / scale,
            positive=(votes > 0).sum((1, 2)),
        )

    def _all_corners(self, p: Protocol) -> np.ndarray:
        """Return the pixels of all boxes, n x 4, by the rules of each clip."""
        alone = self.union[self.clips]
        corners = np.empty((len(self.boxes), 4), dtype=np.int64)
        for rows, rule in ((~alone, p.boxes), (alone, p.union_boxes)):
            corners[rows] = self._corners(p, rule, self.boxes[rows])
        return corners

    def _voters(
        self, p: Protocol, annotators: np.ndarray, clips: np.ndarray
    ) -> np.ndarray:
        """Return the voter of each box (n): the annotator or the box."""
        voters = np.arange(len(annotators))
        if p.consensus in ('annotators', 'two_annotators'):
            # In union clips each box is its own voter, because one vote is
            # enough. The shift avoids collisions with annotators' numbers.
            alone = self.union[clips]
            voters = np.where(alone, voters + 10**6, annotators)
        return voters

    def counts(self, protocol: Protocol, most: int = 10) -> np.ndarray:
        """Return the number (b) of masks, or of boxes with x1 >= 0."""
        counts = []
        for truth in self.truths:
            single = truth.kind != 'consensus'
            rule = protocol.union_boxes if single else protocol.boxes
            left = np.reshape(truth.boxes, (-1, 4))[:, 0]
            if rule.frame:
                left = np.trunc(left * rule.frame) / rule.frame
            inside = np.trunc(left * protocol.grid) >= 0
            number = inside.sum() if rule.outside == 'wrap' else len(left)
            if truth.masks is not None:
                number = len(truth.masks)
            counts.append(min(int(number), most))
        return np.array(counts)

    def halves(self) -> tuple[Tensor, Tensor]:
        """Return which clips (b) sound in a half, and if it is the right."""
        known = [t.half is not None for t in self.truths]
        right = [t.half == 'right' for t in self.truths]
        return torch.tensor(known), torch.tensor(right)

    @staticmethod
    def _corners(
        protocol: Protocol, rule: Boxes, boxes: np.ndarray
    ) -> np.ndarray:
        return box_corners(
            boxes,
            (protocol.grid, protocol.grid),
            frame=rule.frame,
            offset=rule.offset,
            outside=rule.outside,
        )

    def _full(self, p: Protocol) -> np.ndarray:
        """Return the number of votes (b) at which G is 1, by clip."""
        return np.array([_votes_wanted(p, t) for t in self.truths])


def _votes_wanted(protocol: Protocol, truth: Truth) -> int:
    if truth.kind != 'consensus' or protocol.consensus == 'any':
        return 1
    if protocol.consensus == 'two_boxes':
        return 2
    several = max(1, truth.num_annotators)
    return several if protocol.consensus == 'annotators' else min(2, several)


def _draw_corners(corners: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Draw boxes in pixels as masks, n x h x w bool."""
    drawn = np.zeros((len(corners), *size), dtype=bool)
    for plane, (x1, y1, x2, y2) in zip(drawn, corners, strict=True):
        plane[y1:y2, x1:x2] = True
    return drawn
