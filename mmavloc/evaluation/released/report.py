"""The report of a protocol on a data set: all scores that its source prints.

Scores are fractions, as in the sources. If truth and prediction of a clip are
both empty, its score is 0 in every mean. Summaries never contain NaN.
"""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.clip_values import clip_values
from mmavloc.evaluation.results.intervals import IntervalTree
from mmavloc.structures import Truth

from .base import GUIDED, MAP, Report, Subset
from .detection import Detection
from .groups import Groups
from .masks import Masks
from .success import ExtraThresholds, Guided, Readings, Success
from .threshold_table import ThresholdTable

# Keys are the names in ``Protocol.reports``.
REPORTS: dict[str, Report] = {
    'success': Success(),
    'guided': Guided(),
    'extra_thresholds': ExtraThresholds(),
    'readings': Readings(),
    'groups': Groups(),
    'detection': Detection(),
    'threshold_table': ThresholdTable(),
    'masks': Masks(),
}


def reports_of(p: Protocol) -> list[Report]:
    """Return the reports of a protocol, in order."""
    return [REPORTS[name] for name in p.reports]


def released_values(
    p: Protocol, pipeline: MapPipeline, metrics: Sequence[str] = ()
) -> dict[tuple[str, str], dict[str, Tensor]]:
    """Score maps by a protocol, with every value that its reports need.

    Args:
        p: the protocol.
        pipeline: maps, object maps if there are any, and annotations.
        metrics: names of additional ``CLIP_METRICS``.

    Returns:
        (map, protocol) -> value -> (b) or (b q) float64, rows of a
        ``ClipTable``. Maps are ``map`` and, with object maps,
        ``object_only`` and ``fused``.
    """
    maps = {MAP: MAP}
    if p.fusion and pipeline.maps['object'] is not None:
        maps |= GUIDED
    found = {}
    for name, which in maps.items():
        wanted = ['AUC_tau', *metrics] if name == MAP else metrics
        values = clip_values(pipeline, p, wanted, which=which)
        if name == MAP:
            values['truth_area'] = pipeline.truth.votes(p).total
            if p.curve:
                values['curve'] = pipeline.headline(p)[2]
        for report in reports_of(p):
            values |= report.values(p, pipeline, which)
        found[name, p.name] = values
    return found


def report(
    p: Protocol,
    table: ClipTable,
    truths: Sequence[Truth],
    metrics: Sequence[str] = (),
    *,
    seed: int = 0,
) -> dict[str, dict]:
    """Report one protocol.

    Args:
        p: the protocol.
        table: values of :func:`released_values` for n clips.
        truths: annotations of the same clips.
        metrics: names of additional ``CLIP_METRICS``.
        seed: seed of the intervals.

    Returns:
        ``summary``: tree of scores by subset; ``intervals``: the same tree
        with [low, high], 95 %; ``per_sample``: id -> score, None if truth and
        prediction are both empty and ``empty_truth`` of the protocol is
        ``'null'``; ``extra``: key -> id -> additional value;
        ``empty_truth``: ids of clips whose boxes or masks cover no pixel.

    Raises:
        ValueError: no clip is of a kind that the protocol scores.
    """
    order = np.argsort(np.array([clip.sample_id for clip in table.clips]))
    table = table.by(p.name).select(order)
    truths = [truths[i] for i in order]
    scored = np.array([p.scores(truth) for truth in truths])
    tree = IntervalTree(seed=seed)
    for name, rows in _subsets(p, truths, scored).items():
        tree.plain((name, 'n'), int(scored[rows].sum()))
        subset = _subset(p, name, table, truths, rows)
        for part in reports_of(p):
            part.add(tree, subset)
        for metric in metrics:
            tree.mean((name, metric), subset.seen(metric), subset.rows)
    if not tree.values:
        raise ValueError(
            f'protocol {p.name} scores {p.scored_clips}, and none of these '
            f'{len(table)} clips is; choose another protocol'
        )
    summary, intervals = tree.finish()
    rows = np.flatnonzero(scored)
    whole = _subset(p, 'all', table, truths, rows)
    ids = [clip.sample_id for clip in whole.table.clips]
    ciou, empty = whole.column('cIoU_tau'), whole.column('empty')
    hidden = (empty > 0) & (p.empty_truth == 'null')
    return {
        'summary': summary,
        'intervals': intervals,
        'per_sample': {
            name: None if hide else value
            for name, hide, value in zip(
                ids, hidden.tolist(), ciou.tolist(), strict=True
            )
        },
        'extra': _extra(whole, ids),
        'empty_truth': [
            name
            for name, truth, area in zip(
                ids, whole.truths, whole.column('truth_area'), strict=True
            )
            if truth.kind != 'negative' and not area
        ],
    }


def _subsets(
    p: Protocol, truths: Sequence[Truth], scored: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the rows of each subset; it may include negative clips."""
    if any(report.pools_kinds for report in reports_of(p)):
        return {'all': np.arange(len(truths))}
    joined = any(report.joins_negatives for report in reports_of(p))
    kinds = np.array([truth.kind for truth in truths])
    found = {}
    for kind in ('consensus', 'union'):
        mine = scored & (kinds == kind)
        if mine.any():
            name = 'pairs' if p.grouped_only else kind
            mine |= joined & (kinds == 'negative')
            found[name] = np.flatnonzero(mine)
    return found


def _subset(
    p: Protocol,
    name: str,
    table: ClipTable,
    truths: Sequence[Truth],
    rows: np.ndarray,
) -> Subset:
    part = table.select(rows)
    mine = [truths[i] for i in rows]
    visible = np.array([truth.kind != 'negative' for truth in mine])
    if part.has(MAP, 'n_boxes', p.name):
        visible = part.column(MAP, 'n_boxes', p.name) > 0
    return Subset(
        name=name, protocol=p, table=part, truths=mine, visible=visible
    )


def _extra(subset: Subset, ids: list[str]) -> dict[str, dict]:
    """Return additional values of each clip, without missing ones (NaN)."""
    names = [name for name, _ in subset.protocol.extra_thresholds]
    found = {name: subset.column(name) for name in names}
    for name in subset.guided:
        found[name] = subset.column('cIoU_tau', name)
    if 'fused' in subset.guided:
        for name in names:
            found[f'fused_{name}'] = subset.column(name, 'fused')
    for part in reports_of(subset.protocol):
        found |= part.extra(subset)
    return {
        key: {
            name: value
            for name, value in zip(ids, values.tolist(), strict=True)
            if value == value
        }
        for key, values in found.items()
    }
