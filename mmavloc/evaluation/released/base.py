"""Base class of the reports of released evaluators."""

from dataclasses import dataclass

import numpy as np
from torch import Tensor

from mmavloc.evaluation.functional import levels
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.intervals import IntervalTree
from mmavloc.structures import Truth

MAP = 'map'
# Further maps if there are object maps, and their names in the pipeline.
GUIDED = {'object_only': 'object', 'fused': 'fused'}
STEPS = levels().numpy()


@dataclass(frozen=True, kw_only=True)
class Subset:
    """Clips that are averaged together.

    Attributes:
        name: first key of their scores.
        protocol: the rules.
        table: the clips, in fractions.
        truths: annotations of the same n clips.
        visible: (n) bool, whether the sound source is in the image.
    """

    name: str
    protocol: Protocol
    table: ClipTable
    truths: list[Truth]
    visible: np.ndarray

    @property
    def rows(self) -> str:
        """Name of the set of visible clips, for shared bootstrap draws."""
        return f'{self.name} visible'

    @property
    def guided(self) -> list[str]:
        """Names of the maps that use object maps."""
        return [name for name in GUIDED if name in self.table.maps]

    def column(self, metric: str, name: str = MAP) -> np.ndarray:
        """Return values (n) or (n q) of all clips."""
        return self.table.column(name, metric, self.protocol.name)

    def seen(self, metric: str, name: str = MAP) -> np.ndarray:
        """Return the values of the visible clips."""
        return self.column(metric, name)[self.visible]


class Report:
    """Scores that an evaluator prints for a subset of clips.

    Attributes:
        joins_negatives: whether negative clips are added to the subset of
            each other kind.
        pools_kinds: whether all clips are one subset.
    """

    joins_negatives = False
    pools_kinds = False

    def values(
        self, p: Protocol, pipeline: MapPipeline, which: str
    ) -> dict[str, Tensor]:
        """Return the additional values (b) or (b q) that it needs."""
        return {}

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """Add the scores of a subset to the tree."""
        raise NotImplementedError

    def extra(self, subset: Subset) -> dict[str, np.ndarray]:
        """Return per-clip values (n) or (n q) for the results, by key."""
        return {}
