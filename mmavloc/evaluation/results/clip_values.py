"""Metrics as values per clip.

A score is the mean over clips of one value per clip. Therefore every score
has a bootstrap interval, and differences are paired. To add a metric, write
its arithmetic in ``evaluation/functional`` and one entry here, or call
:func:`add_metric` from other code.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    area_under,
    half_accuracy,
    levels,
    success,
    success_area,
)
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The input of a metric: b scored maps.

    Attributes:
        pipeline: the maps and the annotations.
        protocol: the rules.
        which: ``'map'``, ``'object'`` or ``'fused'``.
        ciou: (b) consensus IoU.
        curve: (b q) consensus IoU at the levels of the protocol's curve, or
            None.
    """

    pipeline: MapPipeline
    protocol: Protocol
    which: str
    ciou: Tensor
    curve: Tensor | None


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A score that is a mean over clips.

    Attributes:
        name: name in options and results.
        caption: heading in tables.
        meaning: explanation in one sentence.
        of: function from scored maps to a fraction (b) of each; returns None
            if the metric does not apply, and NaN for clips to which it does
            not apply.
        curve: whether it needs the protocol's curve.
        default: whether it is reported by default.
        once: whether it does not depend on the protocol, so that only the
            first protocol reports it.
    """

    name: str
    caption: str
    meaning: str
    of: Callable[[Scored], Tensor | None]
    curve: bool = False
    default: bool = True
    once: bool = False


def _curve_area(scored: Scored) -> Tensor | None:
    """Return the area, or None if the curve does not have all 21 levels."""
    curve = scored.curve
    whole = curve is not None and curve.shape[1] == len(levels())
    return area_under(curve) if whole else None


def _half(scored: Scored) -> Tensor | None:
    known, right = scored.pipeline.truth.halves()
    if not known.any():
        return None
    maps = scored.pipeline.maps['map']
    found = half_accuracy(maps, right.to(maps.device))
    return torch.where(known.to(maps.device), found, torch.nan)


CLIP_METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            name='cIoU',
            caption='cIoU',
            meaning='share of clips whose consensus IoU is at least 0.5',
            of=lambda s: success(s.ciou),
        ),
        Metric(
            name='AUC',
            caption='AUC',
            meaning='area under this share as the level rises from 0 to 1',
            of=lambda s: success_area(s.ciou),
        ),
        Metric(
            name='cIoU_tau',
            caption='mean consensus IoU',
            meaning="mean consensus IoU at the protocol's threshold",
            of=lambda s: s.ciou,
        ),
        Metric(
            name='AUC_tau',
            caption='AUC over thresholds',
            meaning='area under this mean as the threshold rises from 0 to 1',
            of=_curve_area,
            curve=True,
        ),
        Metric(
            name='half_acc',
            caption='in the sounding half',
            meaning='share of images of two clips side by side whose map has '
            'more mass in the half that sounds',
            of=_half,
            once=True,
        ),
        Metric(
            name='pointing',
            caption='pointing game',
            meaning='share of clips whose map has its maximum where the '
            'consensus map is not 0; of tied maxima, the share inside',
            of=lambda s: s.pipeline.pointing(s.protocol, s.which),
            default=False,
        ),
    )
}
# Means over groups (images in which different objects sound) of the worst
# clip of each: see ``functional.group_scores``.
GROUP_METRICS = {
    'IIoU': 'share of groups in which every clip has a consensus IoU of at '
    'least 0.5',
    'IAUC': 'area under this share as the level rises from 0 to 1',
}
# Metrics of SLAVC for data with negative clips, of confidence and success.
DETECTION_METRICS = {
    'AP': 'average precision over confidences; negative clips and clips with '
    'a consensus IoU below 0.5 count as false',
    'max_F1': 'largest F1 over confidences, selected on the same clips',
    'LocAcc': 'share of clips that are not negative whose consensus IoU is '
    'above 0.5',
}
DEFAULT_METRICS = (
    *(name for name, metric in CLIP_METRICS.items() if metric.default),
    *GROUP_METRICS,
)
# All metrics, in the order of reports.
METRIC_NAMES = [
    *DEFAULT_METRICS,
    *(name for name, metric in CLIP_METRICS.items() if not metric.default),
    *DETECTION_METRICS,
]


def add_metric(metric: Metric) -> None:
    """Add a metric for all tools.

    Raises:
        ValueError: there is a metric of this name.
    """
    if metric.name in METRIC_NAMES:
        raise ValueError(
            f'a metric {metric.name!r} exists already; want another name'
        )
    CLIP_METRICS[metric.name] = metric
    METRIC_NAMES.append(metric.name)


def meaning(name: str) -> str:
    """Return the explanation of a metric in one sentence."""
    if name in CLIP_METRICS:
        return CLIP_METRICS[name].meaning
    return (GROUP_METRICS | DETECTION_METRICS)[name]


def clip_values(
    pipeline: MapPipeline,
    protocol: Protocol,
    metrics: Sequence[str],
    *,
    which: str = 'map',
    first: bool = True,
) -> dict[str, Tensor]:
    """Score b maps by one protocol. All scores are computed here.

    Args:
        pipeline: maps and annotations, shared by protocols.
        protocol: the rules.
        metrics: names of :data:`CLIP_METRICS`; group metrics are computed
            later from ``cIoU_tau``.
        which: ``'map'``, ``'object'`` or ``'fused'``.
        first: whether this is the first of several protocols.

    Returns:
        Metric -> (b) float64, fractions, for metrics that apply. Always
        includes ``cIoU_tau``, and ``empty``: 1 if truth and prediction are
        both empty, else 0.
    """
    wanted = [CLIP_METRICS[name] for name in CLIP_METRICS if name in metrics]
    ciou, empty, curve = pipeline.headline(
        protocol, which, curve=any(metric.curve for metric in wanted)
    )
    scored = Scored(
        pipeline=pipeline,
        protocol=protocol,
        which=which,
        ciou=ciou,
        curve=curve,
    )
    values = {}
    for metric in wanted:
        found = metric.of(scored) if first or not metric.once else None
        if found is not None:
            values[metric.name] = found
    return values | {'cIoU_tau': ciou, 'empty': empty.double()}
