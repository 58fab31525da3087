"""The values of one clip that scores of a data set are made of.

A score is the mean over clips of one value of each clip, so that every score
has a bootstrap interval and every difference is a paired one. To add a score,
write its arithmetic in ``evaluation/functional`` and one entry here, or call
:func:`add_metric` from elsewhere.
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
    """What a metric may read of b maps.

    Attributes:
        pipeline: the maps and the truth.
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
        name: as users type it and as results carry it.
        caption: what it is, for the heading of a table.
        meaning: what it is, in one sentence.
        of: from scored maps to a value (b) of each, a fraction; None, or NaN
            for single clips, where it does not apply.
        curve: whether it reads the protocol's curve.
        default: whether it is reported without being asked for.
        once: whether it is the same by every protocol, so that it is
            reported by the first one only.
    """

    name: str
    caption: str
    meaning: str
    of: Callable[[Scored], Tensor | None]
    curve: bool = False
    default: bool = True
    once: bool = False


def _curve_area(scored: Scored) -> Tensor | None:
    """Only where the curve runs over the 21 levels of a success curve."""
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
            meaning='area under that share as the level rises from 0 to 1',
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
            meaning='area under that mean as the threshold rises from 0 to 1',
            of=_curve_area,
            curve=True,
        ),
        Metric(
            name='half_acc',
            caption='in the sounding half',
            meaning='of two clips side by side, share whose map has more of '
            'its mass in the half that sounds',
            of=_half,
            once=True,
        ),
        Metric(
            name='pointing',
            caption='pointing game',
            meaning='share of clips whose map has its maximum where the '
            'consensus map is not 0; tied maxima count for their share',
            of=lambda s: s.pipeline.pointing(s.protocol, s.which),
            default=False,
        ),
    )
}
# Means over groups, pictures whose objects sound in turn, of the worst clip
# of each: see ``functional.group_scores``.
GROUP_METRICS = {
    'IIoU': 'share of groups whose every clip has a consensus IoU of 0.5',
    'IAUC': 'area under that share as the level rises from 0 to 1',
}
# Of confidence and success together, where some clips are negative: SLAVC's.
DETECTION_METRICS = {
    'AP': 'average precision over confidences, clips below a consensus IoU of '
    '0.5 and negatives being false',
    'max_F1': 'largest F1 over confidences, chosen on the clips themselves',
}
DEFAULT_METRICS = (
    *(name for name, metric in CLIP_METRICS.items() if metric.default),
    *GROUP_METRICS,
)
# All that can be asked for, in the order of reports.
METRIC_NAMES = [
    *DEFAULT_METRICS,
    *(name for name, metric in CLIP_METRICS.items() if not metric.default),
    *DETECTION_METRICS,
]


def add_metric(metric: Metric) -> None:
    """Make a further metric known to all tools.

    Raises:
        ValueError: its name is taken.
    """
    if metric.name in METRIC_NAMES:
        raise ValueError(
            f'a metric is called {metric.name!r} already; want another name'
        )
    CLIP_METRICS[metric.name] = metric
    METRIC_NAMES.append(metric.name)


def meaning(name: str) -> str:
    """Say in one sentence what a metric is."""
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
    """Score b maps by one protocol: the only way from a map to a number.

    Args:
        pipeline: maps and truth, shared by protocols.
        protocol: the rules.
        metrics: names of :data:`CLIP_METRICS`; those of groups are made of
            ``cIoU_tau`` later.
        which: ``'map'``, ``'object'`` or ``'fused'``.
        first: whether this is the first of several protocols.

    Returns:
        Metric -> (b) float64, fractions, where it applies; ``cIoU_tau``
        always; and ``empty``, 1 where there was neither truth nor
        prediction, else 0.
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
