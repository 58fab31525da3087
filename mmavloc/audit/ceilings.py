"""The most that a protocol lets any map score."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    flat_oracle_map,
    oracle_map,
    shrunk_truth,
)
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.results.clip_values import clip_values
from mmavloc.structures import Truth

CEILING_METRICS = ('cIoU', 'AUC', 'cIoU_tau', 'pointing')
Values = dict[str, Tensor]


def ceiling_values(
    p: Protocol, truth: TruthBatch, size: tuple[int, int]
) -> dict[str, Values]:
    """Score the annotation itself, drawn as suits the protocol.

    Args:
        p: the protocol.
        truth: of b clips.
        size: height and width of a model's maps.

    Returns:
        Name of the ceiling -> metric -> (b) float64.
    """
    g = truth.votes(p).draw()
    drawn = {
        'ceiling_grid': shrunk_truth(g, size),
        'ceiling_distinct': oracle_map(g),
    }
    values = {
        name: clip_values(MapPipeline(maps, truth), p, CEILING_METRICS)
        for name, maps in drawn.items()
    }
    return values | {'ceiling': best_values(p, g, truth)}


def best_values(p: Protocol, g: Tensor, truth: TruthBatch) -> Values:
    """Score the maps that are best for consensus maps g (b grid grid).

    Returns:
        Metric -> (b) float64, the better of the two kinds of oracle.
    """
    found = [
        clip_values(MapPipeline(draw(g), truth), p, CEILING_METRICS)
        for draw in (oracle_map, flat_oracle_map)
    ]
    return {m: torch.maximum(*(f[m] for f in found)) for m in CEILING_METRICS}


def soundless_ceiling(
    p: Protocol, truths: Sequence[Truth], units: np.ndarray
) -> Values:
    """What a map without sound can reach where sounds divide a picture.

    For clips of one picture with different sounds it must answer all with
    one map. Tried are the best map of each source and that of all together,
    and each score takes its best.

    Args:
        p: the protocol.
        truths: n clips.
        units: n, which picture each belongs to.

    Returns:
        Metric -> (n) float64, the unit's mean at each of its clips.
    """
    best = {
        metric: torch.zeros(len(truths), dtype=torch.float64)
        for metric in CEILING_METRICS
    }
    for unit in np.unique(units):
        rows = np.flatnonzero(units == unit)
        batch = TruthBatch([truths[i] for i in rows])
        g = batch.votes(p).draw()
        found = [
            best_values(p, answer.expand_as(g), batch)
            for answer in [*g, g.amax(0)]
        ]
        for metric, values in best.items():
            values[rows] = max(float(f[metric].mean()) for f in found)
    return best
