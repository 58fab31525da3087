"""Score maps by protocols, clip by clip, and average the clips."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    area_under,
    bootstrap_interval,
    f_measure,
    success,
    success_area,
)
from mmavloc.evaluation.protocols.pipeline import Steps, Workspace
from mmavloc.evaluation.protocols.rules import Cut, Protocol
from mmavloc.evaluation.protocols.truth import TruthBatch

# Every score of a data set is the mean of these values over its clips:
# cIoU      the share of clips whose consensus IoU reaches the level
# AUC       the area under that share as the level rises from 0 to 1
# cIoU_tau  the mean consensus IoU at the threshold
# AUC_tau   the area under that mean as the threshold rises from 0 to 1; only
#           by protocols whose curve runs over these levels
# half_acc  of two clips side by side, the share whose map has more of its mass
#           in the sounding half; only where there are halves
CLIP_METRICS = ('cIoU', 'AUC', 'cIoU_tau', 'AUC_tau', 'half_acc')
# Means over groups, pictures whose objects sound in turn, of the worst clip
# of each: the share whose every clip reaches the level, and the area under
# that share. Only where there are groups.
WORST_OF = {'IIoU': 'cIoU', 'IAUC': 'AUC'}
METRIC_NAMES = (*CLIP_METRICS, *WORST_OF)

# AVSBench's thresholds; the last one is 1 in float32, as it is there.
F_LEVELS = tuple(torch.linspace(0, 1 - 1e-10, 255).tolist())


def clip_metrics(protocol: Protocol, steps: Steps) -> dict[str, Tensor]:
    """Return metric name -> (b) float64, fractions, see CLIP_METRICS."""
    p = protocol
    ciou, _, curve = _headline(p, steps)
    metrics = {
        'cIoU': success(ciou, p.success),
        'AUC': success_area(ciou, p.steps),
        'cIoU_tau': ciou,
    }
    if curve is not None and len(p.curve) == p.steps:
        metrics['AUC_tau'] = area_under(curve)
    return metrics


def _headline(
    p: Protocol, steps: Steps
) -> tuple[Tensor, Tensor, Tensor | None]:
    """Return the score (b), whether there is nothing (b), the curve (b q)."""
    if not p.curve:
        score, nothing = steps.score(p, p.cut, 'map')
        return score[:, 0], nothing[:, 0], None
    # A curve holds its protocol's own level: both in one pass.
    curve, nothing = steps.score(p, p.cut, 'map', p.curve)
    place = p.curve.index(p.cut.value)
    return curve[:, place], nothing[:, place], curve


def score_batch(
    protocols: Sequence[Protocol],
    maps: Tensor,
    truth: TruthBatch,
    objects: Tensor | None = None,
    workspace: Workspace | None = None,
) -> dict[str, dict[str, Tensor]]:
    """Score maps by several protocols, with everything that each reports.

    Args:
        protocols: rules.
        maps: (b h w), finite.
        truth: of the same clips.
        objects: (b h w), finite object maps, for the mixed scores.
        workspace: memory kept from batch to batch.

    Returns:
        Protocol's name -> key -> (b) or (b q) float64. ``ciou``; ``nothing``
        where neither truth nor prediction is; ``curve``; the names in
        ``Protocol.more``; ``object_only`` and ``fused`` (also followed by
        ``_adaptive``); ``confidence``, ``n_boxes``, ``gt_sum``; ``f``.
    """
    steps = Steps(maps, truth, objects, workspace)
    return {p.name: _everything(p, steps, truth) for p in protocols}


def _everything(
    p: Protocol, steps: Steps, truth: TruthBatch
) -> dict[str, Tensor]:
    ciou, nothing, curve = _headline(p, steps)
    found = {
        'ciou': ciou,
        'nothing': nothing,
        'gt_sum': truth.votes(p).total,
    }
    for name, cut in p.more:
        found[name] = steps.score(p, cut, 'map')[0][:, 0]
    if curve is not None:
        found['curve'] = curve
    kinds = ['map']
    if p.fusion and steps.maps['object'] is not None:
        kinds += ['object', 'fused']
        found['object_only'] = steps.score(p, p.cut, 'object')[0][:, 0]
        found['fused'] = steps.score(p, p.cut, 'fused')[0][:, 0]
        for name, cut in p.more:
            scores = steps.score(p, cut, 'fused')[0]
            found[f'fused_{name}'] = scores[:, 0]
    if 'negatives' in p.reports:
        for which, suffix in zip(
            kinds, ('', '_object_only', '_fused'), strict=False
        ):
            found[f'confidence{suffix}'] = steps.confidence(p, which)
        found['n_boxes'] = torch.from_numpy(truth.box_counts(p)).double()
    if 'masks' in p.reports:
        acl_levels = tuple(0.05 * i for i in range(1, 20))
        found['thresholds'] = steps.score(p, p.cut, 'map', acl_levels)[0]
        cut = Cut(rule='level', strict=False)
        hits, alarms, votes = steps.counts(p, cut, 'map', F_LEVELS)
        found['f'] = f_measure(hits, alarms, votes.total)
    return found


def summarise(
    clips: dict[str, dict],
    wanted: Sequence[str],
    protocol: str,
    groups: Mapping[str, str] | None = None,
) -> dict[str, dict]:
    """Average the clips of one split, with intervals.

    Args:
        clips: id -> map -> metric -> value in percent; the same maps for all.
            A metric of a further protocol is called ``metric@protocol``.
        wanted: metrics to report, of those that the clips have.
        protocol: name to write beside each number, unless the metric names
            its own.
        groups: id -> picture, of clips in which the objects of one picture
            sound in turn; a clip that is not in it is a group of its own.
            Where there are any, the metrics of ``WORST_OF`` are reported
            too, means over groups.

    Returns:
        ``<map>/<metric>`` -> value, low, high, n, protocol; ``gap`` is
        localization minus potential, clip by clip or group by group.

    Raises:
        ValueError: the clips have none of the metrics.
    """
    # In the order of ids: the interval must not hang on that of arrival.
    ids = sorted(clips)
    cells = _average([clips[i] for i in ids], wanted, protocol)
    if groups:
        members = defaultdict(list)
        for sample_id in ids:
            members[groups.get(sample_id, sample_id)].append(clips[sample_id])
        worst = [_worst(members[group]) for group in sorted(members)]
        cells |= _average(worst, wanted, protocol)
    if not cells:
        raise ValueError(
            f'{", ".join(wanted)} cannot be told of these clips; want clips '
            'side by side for half_acc (ConcatAndLocalize), and pictures '
            'whose objects sound in turn for IIoU and IAUC (IS3)'
        )
    return cells


def _worst(clips: list[dict]) -> dict[str, dict]:
    """Return map -> metric -> the lowest value of a group's clips."""
    return {
        name: {
            '@'.join([new, *rest]): min(clip[name][metric] for clip in clips)
            for metric in scores
            for old, *rest in [metric.split('@')]
            for new, of in WORST_OF.items()
            if of == old
        }
        for name, scores in clips[0].items()
    }


def _average(
    rows: list[dict], wanted: Sequence[str], protocol: str
) -> dict[str, dict]:
    """Average rows, map -> metric -> value; see :func:`summarise`."""
    known = next(iter(rows[0].values()))
    suffixes = dict.fromkeys(metric.partition('@')[2] for metric in known)
    metrics = [
        metric
        for suffix in suffixes
        for name in wanted
        if (metric := f'{name}@{suffix}' if suffix else name) in known
    ]
    if not metrics:
        return {}
    columns = {
        f'{name}/{metric}': [row[name][metric] for row in rows]
        for name in rows[0]
        for metric in metrics
    }
    if {'localization', 'potential'} <= set(rows[0]):
        for metric in metrics:
            columns[f'gap/{metric}'] = [
                row['localization'][metric] - row['potential'][metric]
                for row in rows
            ]
    table = np.array(list(columns.values())).T
    low, high = bootstrap_interval(table)
    return {
        key: {
            'value': float(values.mean()),
            'low': float(low[i]),
            'high': float(high[i]),
            'n': len(rows),
            'protocol': key.partition('@')[2] or protocol,
        }
        for i, (key, values) in enumerate(zip(columns, table.T, strict=True))
    }
