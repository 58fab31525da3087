"""Ceilings: the highest scores that a protocol allows."""

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
    """Score the annotation itself, as a map that suits the protocol.

    Args:
        p: the protocol.
        truth: annotations of b clips.
        size: height and width of the model's maps.

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
    """Score the best maps for consensus maps g (b grid grid).

    Returns:
        Metric -> (b) float64, the better of the two oracle maps.
    """
    found = [
        clip_values(MapPipeline(draw(g), truth), p, CEILING_METRICS)
        for draw in (oracle_map, flat_oracle_map)
    ]
    return {m: torch.maximum(*(f[m] for f in found)) for m in CEILING_METRICS}


def soundless_ceiling(
    p: Protocol, truths: Sequence[Truth], units: np.ndarray
) -> Values:
    """Score the best map without audio, for several clips of one image.

    A model without audio predicts the same map for all clips of one image.
    Candidates are the best map for the source of each clip and the best map
    for all sources; for each metric the best candidate is used.

    Args:
        p: the protocol.
        truths: annotations of n clips.
        units: n, the image of each clip.

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
