"""What all reports of released evaluators share."""

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
# Maps beside it where there are object maps, and what the pipeline calls them.
GUIDED = {'object_only': 'object', 'fused': 'fused'}
STEPS = levels().numpy()


@dataclass(frozen=True, kw_only=True)
class Subset:
    """Clips that are averaged together.

    Attributes:
        name: first key of their numbers.
        protocol: the rules.
        table: the clips, fractions.
        truths: of the same n clips.
        visible: (n) bool, whether something sounds in view.
    """

    name: str
    protocol: Protocol
    table: ClipTable
    truths: list[Truth]
    visible: np.ndarray

    @property
    def rows(self) -> str:
        """Name of the visible clips, which are drawn together."""
        return f'{self.name} visible'

    @property
    def guided(self) -> list[str]:
        """Names of the further maps made with object maps."""
        return [name for name in GUIDED if name in self.table.maps]

    def column(self, metric: str, name: str = MAP) -> np.ndarray:
        """Values (n) or (n q) of all clips."""
        return self.table.column(name, metric, self.protocol.name)

    def seen(self, metric: str, name: str = MAP) -> np.ndarray:
        """Values of the visible clips."""
        return self.column(metric, name)[self.visible]


class Report:
    """Numbers that an evaluator prints of a subset of clips.

    Attributes:
        joins_negatives: whether clips in which nothing sounds are put to
            those of each kind.
        pools_kinds: whether all clips are one subset.
    """

    joins_negatives = False
    pools_kinds = False

    def values(
        self, p: Protocol, pipeline: MapPipeline, which: str
    ) -> dict[str, Tensor]:
        """Return further values (b) or (b q) that it needs of each clip."""
        return {}

    def add(self, tree: IntervalTree, subset: Subset) -> None:
        """Put its numbers of a subset into the tree."""
        raise NotImplementedError

    def extra(self, subset: Subset) -> dict[str, np.ndarray]:
        """Return per-clip values (n) or (n q) to write, by key."""
        return {}
