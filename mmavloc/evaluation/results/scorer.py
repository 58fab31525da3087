"""Score maps as they come, in bounded memory."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch

from mmavloc.evaluation.functional import success, success_area
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.protocols.workspace import Workspace
from mmavloc.evaluation.released.reports import report
from mmavloc.structures import Truth

from .scoring import score_batch

# Beyond it, sums and spreads might overflow in single precision.
LARGEST = 1e30


class MapScorer:
    """Score maps by several protocols at once, whatever their shapes.

    Maps wait until a batch of one shape is full, so that only a few of them
    are in memory; per clip a few numbers stay.

        scorer = MapScorer(protocols=['lvs', 'ezvsl'])
        for sample_id, heat in maps:
            scorer.add(sample_id, heat, truths[sample_id])
        print(scorer.report()['lvs']['summary'])

    Args:
        protocols: names, or rules of one's own.
        batch_size: number of maps that are scored together.
        device: where to score.

    Raises:
        ValueError: no protocol, an unknown one, or one given twice.
    """

    def __init__(
        self,
        *,
        protocols: Sequence[str | Protocol],
        batch_size: int = 16,
        device: str = 'cpu',
    ):
        self.protocols = [
            p if isinstance(p, Protocol) else get_protocol(p)
            for p in protocols
        ]
        names = [p.name for p in self.protocols]
        if not names or len(set(names)) < len(names):
            raise ValueError(
                f'protocols {", ".join(names) or "none"}; want at least one '
                'and each once'
            )
        self.batch_size = batch_size
        self.device = device
        self._workspace = Workspace()
        self._waiting: dict[tuple, _Batch] = {}
        self._ids: list[str] = []
        self._truths: list[Truth] = []
        self._found: dict = {name: defaultdict(_Column) for name in names}

    def add(
        self,
        sample_id: str,
        heat: np.ndarray,
        truth: Truth,
        objects: np.ndarray | None = None,
    ) -> None:
        """Take one clip's map (h w), and its object map if there is one.

        Raises:
            ValueError: a map is no h x w array of finite numbers; names the
                clip.
        """
        for what, values in (('map', heat), ('object map', objects)):
            if values is not None:
                check_map(values, f'{what} of clip {sample_id}')
        key = (
            (heat.shape, heat.dtype),
            None if objects is None else (objects.shape, objects.dtype),
        )
        if key not in self._waiting:
            self._waiting[key] = _Batch(self.batch_size, heat, objects)
        batch = self._waiting[key]
        batch.add(sample_id, truth, heat, objects)
        if len(batch.ids) == self.batch_size:
            self._score(batch)

    def report(self, seed: int = 0) -> dict[str, dict]:
        """Return protocol -> what it reports, see :func:`reports.report`.

        Raises:
            ValueError: no clip was added, or none that a protocol scores.
        """
        self._finish()
        return {
            p.name: report(
                p,
                self._ids,
                self._truths,
                {
                    key: column.values
                    for key, column in self._found[p.name].items()
                },
                seed=seed,
            )
            for p in self.protocols
        }

    def means(self, name: str) -> tuple[float, float]:
        """Return cIoU and AUC of a protocol over all clips, no interval.

        Raises:
            ValueError: no clip was added.
        """
        self._finish()
        ciou = torch.from_numpy(self._found[name]['ciou'].values)
        return float(success(ciou).mean()), float(success_area(ciou).mean())

    def _finish(self) -> None:
        for batch in self._waiting.values():
            if batch.ids:
                self._score(batch)
        if not self._ids:
            raise ValueError('no map was given; want at least one')

    def _score(self, batch: '_Batch') -> None:
        n = len(batch.ids)
        maps, things = (
            None
            if stack is None
            else torch.from_numpy(stack[:n]).to(self.device)
            for stack in (batch.maps, batch.objects)
        )
        assert maps is not None
        truth = TruthBatch(batch.truths, self.device)
        scores = score_batch(
            self.protocols, maps, truth, things, self._workspace
        )
        self._ids += batch.ids
        self._truths += batch.truths
        batch.ids, batch.truths = [], []
        for name, found in scores.items():
            for key, values in found.items():
                self._found[name][key].add(values.cpu().numpy())


class _Column:
    """Values of all clips so far, in memory that grows in few steps.

    Many small pieces that stay would part the heap, and the large ones that
    come and go could not be reused.
    """

    def __init__(self):
        self._kept = np.empty(0)
        self._number = 0

    @property
    def values(self) -> np.ndarray:
        return self._kept[: self._number]

    def add(self, new: np.ndarray) -> None:
        end = self._number + len(new)
        if end > len(self._kept):
            kept = self.values
            size = max(2 * end, 1024)
            self._kept = np.empty((size, *new.shape[1:]), new.dtype)
            self._kept[: self._number] = kept.reshape(-1, *new.shape[1:])
        self._kept[self._number : end] = new
        self._number = end


class _Batch:
    """Clips of one shape that wait to be scored; the memory is kept."""

    def __init__(
        self, size: int, heat: np.ndarray, objects: np.ndarray | None
    ):
        self.maps = np.empty((size, *heat.shape), heat.dtype)
        self.objects = (
            None
            if objects is None
            else np.empty((size, *objects.shape), objects.dtype)
        )
        self.ids: list[str] = []
        self.truths: list[Truth] = []

    def add(
        self,
        sample_id: str,
        truth: Truth,
        heat: np.ndarray,
        objects: np.ndarray | None,
    ) -> None:
        self.maps[len(self.ids)] = heat
        if self.objects is not None:
            self.objects[len(self.ids)] = objects
        self.ids.append(sample_id)
        self.truths.append(truth)


def check_map(values: np.ndarray, what: str) -> None:
    """Refuse what is no map.

    Raises:
        ValueError: not h x w finite numbers, of 64 bits at most.
    """
    numbers = values.dtype.kind in 'fiu' and values.dtype.itemsize <= 8
    if values.ndim != 2 or not values.size or not numbers:
        raise ValueError(
            f'the {what} has shape {values.shape} and type {values.dtype}; '
            'want h x w numbers, one map per clip'
        )
    # in float64: half precision cannot hold the limit
    good = np.abs(values.astype(np.float64, copy=False)) <= LARGEST
    if not good.all():
        raise ValueError(
            f'the {what} has {int((~good).sum())} of {values.size} values '
            f'that are no numbers or beyond {LARGEST:g}; want finite ones'
        )
