"""What is known about clips, drawn as protocols want it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import box_corners, count_cells, vote_cells

from .rules import Boxes, Protocol

KINDS = ('consensus', 'union', 'negative')
NO_BOXES = np.empty((0, 4))


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The annotation of one clip.

    Attributes:
        boxes: n x 4, x1 y1 x2 y2 as fractions of the picture.
        annotators: n, who drew each box.
        num_annotators: m, those included who drew none.
        kind: ``'consensus'``, several annotators of one source; ``'union'``,
            one truth of any number of objects; ``'negative'``, nothing
            sounds.
        group: clips of one picture whose objects sound in turn share it.
        confidence: given by the model, if it gives one.
    """

    boxes: np.ndarray = field(default_factory=lambda: NO_BOXES)
    annotators: np.ndarray = field(default_factory=lambda: np.empty(0, int))
    num_annotators: int = 1
    kind: str = 'consensus'
    group: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, kw_only=True)
class Votes:
    """Consensus maps of b clips: G is votes over ``full``.

    Attributes:
        rows, columns, cells: the votes, see ``vote_cells``.
        full: (b) float64, votes that make a pixel certain.
        total: (b) float64, the sum of G.
        positive: (b) int64, pixels where G is not 0.
    """

    rows: Tensor
    columns: Tensor
    cells: Tensor
    full: Tensor
    total: Tensor
    positive: Tensor

    def count(
        self, maps: Tensor, cuts: Tensor, buffer: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Sum G, and count false alarms, above cuts: both (b q) float64."""
        hits, alarms = count_cells(
            maps, cuts, self.rows, self.columns, self.cells, buffer
        )
        return hits / self.full[:, None], alarms


class TruthBatch:
    """Annotations of b clips, drawn once for all protocols that agree.

    Args:
        truths: one per clip.
        device: where the maps are.
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
            [np.empty(0, int), *(np.ravel(t.annotators) for t in truths)]
        ).astype(int)
        self.union = np.array([t.kind != 'consensus' for t in truths])
        self._any, self._all = self.union.any(), self.union.all()
        # Different rules often give the same pixels: drawn once by content.
        self._drawn: dict = {}
        self._by_rules: dict = {}

    def votes(self, p: Protocol) -> Votes:
        """Draw the consensus maps on the protocol's grid."""
        # Only the rules that concern these clips tell protocols apart.
        rules = (
            p.grid,
            p.consensus,
            None if self._all else p.boxes,
            p.union_boxes if self._any else None,
        )
        if rules not in self._by_rules:
            self._by_rules[rules] = self._draw(p)
        return self._by_rules[rules]

    def _draw(self, p: Protocol) -> Votes:
        alone = self.union[self.clips]
        corners = np.empty((len(self.boxes), 4), dtype=np.int64)
        for rows, rule in (
            (~alone, p.boxes),
            (alone, p.union_boxes),
        ):
            corners[rows] = self._corners(p, rule, self.boxes[rows])
        voters = np.arange(len(self.boxes))
        if p.consensus in ('annotators', 'two_annotators'):
            # Boxes of a single truth stay voters of their own: any one will
            # do. The shift keeps their numbers apart from annotators'.
            voters = np.where(alone, voters + 10**6, self.annotators)
        full = np.array([self._full(p, t) for t in self.truths])
        key = (
            p.grid,
            corners.tobytes(),
            voters.tobytes(),
            full.tobytes(),
        )
        if key not in self._drawn:
            rows, columns, cells = (
                part.to(self.device)
                for part in vote_cells(
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
            self._drawn[key] = Votes(
                rows=rows,
                columns=columns,
                cells=cells,
                full=scale,
                total=(area * cells).sum((1, 2)) / scale,
                positive=(area * (cells > 0)).sum((1, 2)).long(),
            )
        return self._drawn[key]

    def box_counts(self, protocol: Protocol, most: int = 10) -> np.ndarray:
        """Boxes of each clip that do not begin left of the frame."""
        counts = []
        for truth in self.truths:
            single = truth.kind != 'consensus'
            rule = protocol.union_boxes if single else protocol.boxes
            left = np.reshape(truth.boxes, (-1, 4))[:, 0]
            if rule.frame:
                left = np.trunc(left * rule.frame) / rule.frame
            inside = np.trunc(left * protocol.grid) >= 0
            number = inside.sum() if rule.outside == 'wrap' else len(left)
            counts.append(min(int(number), most))
        return np.array(counts)

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

    @staticmethod
    def _full(protocol: Protocol, truth: Truth) -> int:
        """Votes that make a pixel of this clip certain."""
        if truth.kind != 'consensus' or protocol.consensus == 'any':
            return 1
        if protocol.consensus == 'two_boxes':
            return 2
        several = max(1, truth.num_annotators)
        return (
            several if protocol.consensus == 'annotators' else min(2, several)
        )
