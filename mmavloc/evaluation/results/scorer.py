"""Score maps as they come, in bounded memory."""

from collections.abc import Sequence

import numpy as np
import torch

from mmavloc.evaluation.functional import success, success_area
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.protocols.workspace import Workspace
from mmavloc.evaluation.released import released_values, report
from mmavloc.structures import Truth

from .clip_table import Clip, ClipTable
from .clip_values import CLIP_METRICS

# Larger values could overflow in float32 arithmetic.
LARGEST = 1e30


class MapScorer:
    """Score maps of any shapes by several protocols at once.

    Maps of one shape are collected until a batch is full, so that only a few
    are in memory. A few numbers per clip are stored.

        scorer = MapScorer(protocols=['lvs', 'ezvsl'])
        for sample_id, heat in maps:
            scorer.add(sample_id, heat, truths[sample_id])
        print(scorer.report()['lvs']['summary'])

    Args:
        protocols: names, or `Protocol` values.
        metrics: names of ``CLIP_METRICS`` to report in addition to those of
            the protocols, such as ``pointing``.
        batch_size: number of maps that are scored together.
        device: device of the arithmetic.

    Raises:
        ValueError: there is no protocol, one is unknown or repeated, or a
            metric is unknown.
    """

    def __init__(
        self,
        *,
        protocols: Sequence[str | Protocol],
        metrics: Sequence[str] = (),
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
                f'protocols {", ".join(names) or "none"}; want at least one, '
                'without repetitions'
            )
        if unknown := [name for name in metrics if name not in CLIP_METRICS]:
            raise ValueError(
                f'unknown metric {", ".join(unknown)}; want one of '
                f'{", ".join(CLIP_METRICS)}'
            )
        self.metrics = tuple(metrics)
        self.batch_size = batch_size
        self.device = device
        self._workspace = Workspace()
        self._waiting: dict[tuple, _Batch] = {}
        self.table = ClipTable()
        self._truths: list[Truth] = []

    def add(
        self,
        sample_id: str,
        heat: np.ndarray,
        truth: Truth,
        objects: np.ndarray | None = None,
    ) -> None:
        """Add one clip's map (h w), and its object map if there is one.

        Raises:
            ValueError: a map is not an h x w array of finite numbers; the
                message names the clip.
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
        """Return protocol -> report, see ``released.report``.

        Raises:
            ValueError: no clip was added, or no clip of the kinds that a
                protocol scores.
        """
        self._finish()
        return {
            p.name: report(
                p, self.table, self._truths, self.metrics, seed=seed
            )
            for p in self.protocols
        }

    def means(self, name: str) -> tuple[float, float]:
        """Return cIoU and AUC by a protocol over all clips, as fractions.

        Raises:
            ValueError: no clip was added.
        """
        self._finish()
        ciou = torch.from_numpy(self.table.column('map', 'cIoU_tau', name))
        return float(success(ciou).mean()), float(success_area(ciou).mean())

    def _finish(self) -> None:
        for batch in self._waiting.values():
            if batch.ids:
                self._score(batch)
        if not len(self.table):
            raise ValueError('no map was given; want at least one')
        for p in self.protocols:
            if 'fused' not in self.table.maps or not p.fusion:
                continue
            lacking = np.isnan(self.table.column('fused', 'cIoU_tau', p.name))
            if lacking.any():
                clip = self.table.clips[int(lacking.argmax())]
                raise ValueError(
                    f'{int(lacking.sum())} clips have no object map, the '
                    f'first is {clip.sample_id}; want one for each clip or '
                    'for none'
                )

    def _score(self, batch: '_Batch') -> None:
        n = len(batch.ids)
        maps, things = (
            None
            if stack is None
            else torch.from_numpy(stack[:n]).to(self.device)
            for stack in (batch.maps, batch.objects)
        )
        assert maps is not None
        pipeline = MapPipeline(
            maps,
            TruthBatch(batch.truths, self.device),
            things,
            self._workspace,
        )
        values: dict = {}
        for p in self.protocols:
            values |= released_values(p, pipeline, self.metrics)
        self.table.add([Clip(i, group=g) for i, g in batch.named()], values)
        self._truths += batch.truths
        batch.ids, batch.truths = [], []


class _Batch:
    """Clips of one shape that are not scored yet; the memory is reused."""

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

    def named(self) -> list[tuple[str, str | None]]:
        """Return the id and group of each clip."""
        groups = [truth.group for truth in self.truths]
        return list(zip(self.ids, groups, strict=True))


def check_map(values: np.ndarray, what: str) -> None:
    """Check that an array is a map.

    Raises:
        ValueError: it is not h x w finite numbers of at most 64 bits.
    """
    numbers = values.dtype.kind in 'fiu' and values.dtype.itemsize <= 8
    if values.ndim != 2 or not values.size or not numbers:
        raise ValueError(
            f'the {what} has shape {values.shape} and type {values.dtype}; '
            'want h x w numbers, one map per clip'
        )
    # in float64, because half precision cannot represent the limit
    good = np.abs(values.astype(np.float64, copy=False)) <= LARGEST
    if not good.all():
        raise ValueError(
            f'the {what} has {int((~good).sum())} of {values.size} values '
            f'that are not finite or above {LARGEST:g}; want finite numbers'
        )
