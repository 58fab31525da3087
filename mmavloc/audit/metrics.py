"""What an audit measures: maps of many origins, scored by the same rules."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    expected_iou,
    flat_oracle_map,
    half_accuracy,
    oracle_map,
    shrunk_truth,
)
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.protocols.workspace import Workspace
from mmavloc.evaluation.results.clip_values import clip_values
from mmavloc.structures import Truth

# Names of clip_values.METRICS: to show a further one, add its name.
METRICS = ('cIoU', 'AUC', 'cIoU_tau', 'pointing')
RANKING = METRICS[:3]  # which of the maps without sound is the best one
SAME = 1e-6  # of a map's spread: differences that rounding explains


class Audit:
    """Scores of one data set's clips, for every map and sound.

    Batches come in, a few numbers per clip stay. A *unit* is what was drawn
    independently: a clip, or all clips of one picture (two side by side,
    those of a group). Intervals and tests are over units.

    Args:
        protocols: rules, the headline first.
        units: of each clip, in the order of the batches.
        truths: of the same clips.
        halves: of the same clips, ``'left'`` or ``'right'`` where the sound
            is one half's; then every map also gets ``half_acc``.
    """

    def __init__(
        self,
        *,
        protocols: Sequence[Protocol],
        units: Sequence[Hashable],
        truths: Sequence[Truth],
        halves: Sequence[str | None] = (),
    ):
        self.protocols = list(protocols)
        self.units = np.unique(
            [str(unit) for unit in units], return_inverse=True
        )[1]
        self.truths = list(truths)
        self.halves = list(halves) if halves and all(halves) else []
        self._columns: dict[str, list[Tensor]] = defaultdict(list)
        self._workspace = Workspace()

    def add(
        self, maps: dict[str, Tensor], other_sounds: dict[str, Tensor], at: int
    ) -> None:
        """Take the maps of the b clips from number ``at`` on.

        Args:
            maps: name -> (b h w) to be scored; ``localization`` is one.
            other_sounds: sound -> the localization maps under it.
            at: number of the first clip.
        """
        own = maps['localization']
        truth = TruthBatch(self.truths[at : at + len(own)], own.device)
        for name, values in {**maps, **other_sounds}.items():
            self._score(name, values, truth)
            if halves := self.halves[at : at + len(own)]:
                right = torch.tensor([half == 'right' for half in halves])
                share = half_accuracy(values, right)
                self._keep(f'{name}/half_acc', share)
        for p in self.protocols:
            self._ceilings(p, truth, tuple(own.shape[1:]))
        self._keep('confidence', expected_iou(own))
        self._keep('peak own', own.flatten(1).amax(1))
        votes = truth.votes(self.protocols[0])
        area = votes.positive.double() / self.protocols[0].grid ** 2
        self._keep('area', area)
        for sound, heard in other_sounds.items():
            self._keep(f'peak {sound}', heard.flatten(1).amax(1))
            alike, same = similarity(own, heard)
            self._keep(f'alike {sound}', alike)
            self._keep(f'same {sound}', same)

    def _score(
        self,
        name: str,
        maps: Tensor,
        truth: TruthBatch,
        protocols: Sequence[Protocol] | None = None,
    ) -> None:
        steps = MapPipeline(maps.double(), truth, workspace=self._workspace)
        for p in protocols or self.protocols:
            found = clip_values(steps, p, METRICS)
            for metric in METRICS:
                key = f'{name}/{metric}{self._suffix(p)}'
                self._keep(key, found[metric])

    def _ceilings(
        self, p: Protocol, truth: TruthBatch, size: tuple[int, int]
    ) -> None:
        g = consensus(p, truth)
        self._score('ceiling_grid', shrunk_truth(g, size), truth, [p])
        self._score('ceiling_distinct', oracle_map(g), truth, [p])
        for metric, values in best_scores(p, g, truth).items():
            self._keep(f'ceiling/{metric}{self._suffix(p)}', values)

    def _suffix(self, p: Protocol) -> str:
        return '' if p is self.protocols[0] else f'@{p.name}'

    def _keep(self, key: str, values: Tensor) -> None:
        self._columns[key].append(values.detach().cpu().double())

    def finish(self) -> dict[str, np.ndarray]:
        """Return every column (n), the soundless ceiling among them."""
        columns = {
            key: torch.cat(parts).numpy()
            for key, parts in self._columns.items()
        }
        if len(np.unique(self.units)) < len(self.units):
            for p in self.protocols:
                best = soundless_ceiling(p, self.truths, self.units)
                for metric in METRICS:
                    key = f'ceiling_soundless/{metric}{self._suffix(p)}'
                    columns[key] = best[metric]
        return columns


def consensus(p: Protocol, truth: TruthBatch) -> Tensor:
    """Draw consensus maps (b grid grid) as a protocol does, float64."""
    return truth.votes(p).draw()


def best_scores(
    p: Protocol, g: Tensor, truth: TruthBatch
) -> dict[str, Tensor]:
    """Score the maps that are best for consensus maps g (b grid grid).

    Returns:
        Metric -> (b) float64, the better of the two kinds of oracle.
    """
    found = [
        clip_values(MapPipeline(draw(g), truth), p, METRICS)
        for draw in (oracle_map, flat_oracle_map)
    ]
    return {m: torch.maximum(*(f[m] for f in found)) for m in METRICS}


def similarity(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """Compare maps (b h w) with others of the same clips.

    Returns:
        Pearson's correlation over cells (b), 0 where just one of the two is
        constant; and whether they are the same but for rounding (b).
    """
    a, b = first.double().flatten(1), second.double().flatten(1)
    spread = a.amax(1) - a.amin(1)
    scale = torch.maximum(spread, a.abs().amax(1) * 1e-3)
    same = (a - b).abs().amax(1) <= SAME * scale
    a, b = a - a.mean(1, keepdim=True), b - b.mean(1, keepdim=True)
    norm = a.norm(dim=1) * b.norm(dim=1)
    alike = torch.where(norm > 0, (a * b).sum(1) / norm.clamp_min(1e-300), 0.0)
    return torch.where(same, 1.0, alike), same


def soundless_ceiling(
    p: Protocol, truths: Sequence[Truth], units: np.ndarray
) -> dict[str, np.ndarray]:
    """What a map that hears nothing can reach, where sounds part a picture.

    For clips of one picture with different sounds it must answer all with
    one map. Tried are the best map of each source and that of all together,
    and each score takes its best.

    Args:
        p: the protocol.
        truths: n clips.
        units: n, which picture each belongs to.

    Returns:
        Metric -> (n), the unit's mean at each of its clips.
    """
    best = {metric: np.zeros(len(truths)) for metric in METRICS}
    for unit in np.unique(units):
        rows = np.flatnonzero(units == unit)
        batch = TruthBatch([truths[i] for i in rows])
        g = consensus(p, batch)
        found = [
            best_scores(p, answer.expand_as(g), batch)
            for answer in [*g, g.amax(0)]
        ]
        for metric, values in best.items():
            values[rows] = max(float(f[metric].mean()) for f in found)
    return best


def other_boxes(
    consensus_maps: np.ndarray, pictures: Sequence[Sequence[str]]
) -> np.ndarray:
    """Average the consensus maps of all other pictures, for each clip.

    A floor that knows where annotators draw boxes and not what is to be seen;
    a clip's own picture has no part in it.

    Args:
        consensus_maps: (n h w).
        pictures: n, the files that each clip shows.

    Returns:
        (n h w) float64; zeros where there is no other picture.
    """
    shows = defaultdict(set)
    for index, names in enumerate(pictures):
        for name in names:
            shows[name].add(index)
    total = consensus_maps.sum(0, dtype=np.float64)
    means = np.zeros(consensus_maps.shape)
    for index, names in enumerate(pictures):
        mine = sorted(set().union(*(shows[name] for name in names)))
        others = len(consensus_maps) - len(mine)
        if others:
            rest = total - consensus_maps[mine].sum(0, dtype=np.float64)
            means[index] = rest / others
    return means
