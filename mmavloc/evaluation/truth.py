"""What is known about clips, drawn as protocols want it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from .functional import box_corners, cast_votes
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
    """Consensus maps of b clips: G is ``cast / full``.

    Attributes:
        cast: (b n) float32, whole numbers.
        outside: (b n) float32, 1 where nothing was cast.
        full: (b) float64, votes that make a pixel certain.
        total: (b) float64, the sum of G.
        positive: (b) int64, pixels where G is not 0.
    """

    cast: Tensor
    outside: Tensor
    full: Tensor
    total: Tensor
    positive: Tensor


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
        self._drawn: dict = {}

    def votes(self, protocol: Protocol) -> Votes:
        """Draw the consensus maps on the protocol's grid."""
        alone = self.union[self.clips]
        corners = np.empty((len(self.boxes), 4), dtype=np.int64)
        for rows, rule in (
            (~alone, protocol.boxes),
            (alone, protocol.union_boxes),
        ):
            corners[rows] = self._corners(protocol, rule, self.boxes[rows])
        voters = np.arange(len(self.boxes))
        if protocol.consensus in ('annotators', 'two_annotators'):
            # Boxes of a single truth stay voters of their own: any one will
            # do. The shift keeps their numbers apart from annotators'.
            voters = np.where(alone, voters + 10**6, self.annotators)
        full = np.array([self._full(protocol, t) for t in self.truths])
        key = (
            protocol.grid,
            corners.tobytes(),
            voters.tobytes(),
            full.tobytes(),
        )
        if key not in self._drawn:
            cast = cast_votes(
                corners,
                self.clips,
                voters,
                num_clips=len(self.truths),
                most=full,
                size=(protocol.grid, protocol.grid),
                device=self.device,
            ).flatten(1)
            outside = (cast == 0).float()
            scale = torch.from_numpy(full).double().to(self.device)
            self._drawn[key] = Votes(
                cast=cast,
                outside=outside,
                full=scale,
                total=cast.sum(1).double() / scale,
                positive=cast.shape[1] - outside.sum(1).long(),
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
