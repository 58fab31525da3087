"""The numbers of one subset of clips, by the rules of one protocol."""

import numpy as np
import torch

from mmavloc.evaluation.functional import (
    area_under,
    best_of_mean,
    group_success,
    levels,
    success_area,
)
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.results.intervals import Numbers
from mmavloc.structures import Truth

from .negatives import detection_numbers

STEPS = levels().numpy()
# AVSBench's script averages over batches of this many clips, in order of id.
BATCH = 5


def keep_numbers(
    p: Protocol,
    numbers: Numbers,
    subset: str,
    found: dict[str, np.ndarray],
    truths: list[Truth],
    ids: list[str],
) -> None:
    """Keep all numbers that a protocol reports about a subset.

    Args:
        p: the protocol.
        numbers: where to.
        subset: its name.
        found: key -> (n) or (n q), see ``score_batch``.
        truths, ids: of the same n clips.
    """
    if 'masks' in p.reports:
        _masks(numbers, subset, found)
        return
    visible = np.array([t.kind != 'negative' for t in truths])
    if 'negatives' in p.reports:
        visible = found['n_boxes'] > 0
        detection_numbers(numbers, (subset,), found, visible)
        for name in ('object_only', 'fused'):
            if name in found:
                mixed = found | {
                    'ciou': found[name],
                    'confidence': found[f'confidence_{name}'],
                }
                detection_numbers(numbers, (subset, name), mixed, visible)
                _success(numbers, (subset, name), found[name], visible)
    elif p.fusion:
        for name in ('object_only', 'fused'):
            if name in found:
                numbers.plain((subset, name, 'n'), int(visible.sum()))
                _success(numbers, (subset, name), found[name], visible)
    _success(numbers, (subset,), found['ciou'], visible)
    rows = f'{subset} visible'
    if 'groups' in p.reports:
        _groups(numbers, subset, found, truths, visible, ids)
    else:
        for name, threshold in p.extra_thresholds:
            path = (subset, 'cal_metric_script' if 'cal' in name else name)
            if threshold.rule == 'level':
                numbers.plain((*path, 'threshold'), threshold.value)
            _success(numbers, path, found[name], visible)
    if 'thresholds' in p.reports:
        _thresholds(p, numbers, subset, found, truths, visible)
    elif p.curve:
        curve = found['curve'][visible]
        area = area_under(torch.from_numpy(curve)).numpy()
        a, b = (subset, 'reading_A'), (subset, 'reading_B')
        numbers.mean((*a, 'mean_ciou'), found['ciou'][visible], rows)
        numbers.mean((*a, 'auc_tau'), area, rows)
        numbers.mean((*a, 'mean_curve'), curve, rows)
        hit = found['ciou'][visible] >= 0.5
        numbers.mean((*b, 'success_at_05'), hit, rows)
        numbers.mean((*b, 'auc_success'), _area(found['ciou'][visible]), rows)


def _area(ciou: np.ndarray) -> np.ndarray:
    return success_area(torch.from_numpy(ciou)).numpy()


def _success(
    numbers: Numbers, path: tuple, ciou: np.ndarray, visible: np.ndarray
) -> None:
    """Keep the share of successes, its area and curve, and the plain mean."""
    mine, rows = ciou[visible], f'{path[0]} visible'
    numbers.mean((*path, 'ciou_at_05'), mine >= 0.5, rows)
    numbers.mean((*path, 'auc'), _area(mine), rows)
    numbers.mean((*path, 'mean_ciou'), mine, rows)
    if len(path) == 1:
        numbers.mean((*path, 'curve'), mine[:, None] >= STEPS, rows)


def _groups(
    numbers: Numbers,
    subset: str,
    found: dict[str, np.ndarray],
    truths: list[Truth],
    visible: np.ndarray,
    ids: list[str],
) -> None:
    """Keep scores that use the truth's size, and those of whole groups."""
    names = [
        truth.group if truth.group is not None else sample_id
        for truth, sample_id, seen in zip(truths, ids, visible, strict=True)
        if seen
    ]
    numbers.plain((subset, 'n_groups'), len(set(names)))
    rows = f'{subset} visible'
    for key, suffix in (('ciou', ''), ('adaptive', '_adap')):
        ciou = found[key][visible]
        reached = group_success(ciou, names, np.append(STEPS, 0.5))
        area = area_under(torch.from_numpy(reached[:, :-1])).numpy()
        group_rows = f'{subset} groups'
        numbers.mean((subset, f'iiou{suffix}'), reached[:, -1], group_rows)
        numbers.mean((subset, f'iauc{suffix}'), area, group_rows)
    for key, path in (
        ('adaptive', (subset,)),
        ('fused_adaptive', (subset, 'fused')),
    ):
        if key in found:
            ciou = found[key][visible]
            numbers.mean((*path, 'ciou_adap_at_05'), ciou >= 0.5, rows)
            numbers.mean((*path, 'auc_adap'), _area(ciou), rows)


def _thresholds(
    p: Protocol,
    numbers: Numbers,
    subset: str,
    found: dict[str, np.ndarray],
    truths: list[Truth],
    visible: np.ndarray,
) -> None:
    """Keep a row per threshold, and the best one, chosen on these clips."""
    numbers.plain((subset, 'n'), int(visible.sum()))
    rows, table = f'{subset} visible', found['curve']
    overlap = table[visible] >= 0.5
    areas = np.stack([_area(c) for c in table[visible].T.copy()], axis=1)
    given = [t.confidence for t in truths]
    for q, level in enumerate(p.curve):
        path = (subset, 'thresholds', q)
        numbers.plain((*path, 'threshold'), level)
        numbers.mean((*path, 'ciou_at_05'), overlap[:, q], rows)
        numbers.mean((*path, 'auc'), areas[:, q], rows)
        numbers.mean((*path, 'mean_ciou'), table[visible, q], rows)
        if None not in given and not visible.all():
            detection_numbers(
                numbers,
                path,
                {'ciou': table[:, q], 'confidence': np.array(given)},
                visible,
                extended=True,
            )
    for name, column in (('best_auc', areas), ('best_ciou_at_05', overlap)):
        numbers.statistic(
            (subset, name),
            lambda drawn, column=column: column[drawn].mean(axis=0).max(),
            len(column),
        )


def _masks(
    numbers: Numbers, subset: str, found: dict[str, np.ndarray]
) -> None:
    """Keep AVSBench's numbers, over clips and over batches of clips."""
    n, iou = len(found['ciou']), found['ciou']
    batches = [np.arange(n)[i : i + BATCH] for i in range(0, n, BATCH)]
    seen = found['gt_sum'] > 0

    def best(rows: np.ndarray) -> float:
        rows = rows[seen[rows]]
        if not len(rows):
            return 0.0
        return best_of_mean(torch.from_numpy(found['f'][rows]))

    means = [iou[batch].mean() for batch in batches]
    numbers.mean((subset, 'miou'), means, f'{subset} batches')
    numbers.mean((subset, 'miou_single_batch'), iou, subset)
    column = [best(batch) for batch in batches]
    name = f'f_batches_of_{BATCH}'
    numbers.mean((subset, name), column, f'{subset} batches')
    for key in ('f_single_batch', 'f_dataset'):
        numbers.statistic((subset, key), best, n)
    for q, values in enumerate(found['thresholds'].T):
        path = (subset, 'acl_thresholds', q)
        numbers.plain((*path, 'threshold'), 0.05 * (q + 1))
        numbers.mean((*path, 'miou'), values, subset)
