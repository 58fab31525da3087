"""Numbers of sets with negatives, each with its interval."""

from collections.abc import Callable

import numpy as np
import torch

from mmavloc.evaluation.functional import (
    SIZE_NAMES,
    confidence_ap,
    f1_at,
    f1_list,
    size_bins,
    success_area,
)
from mmavloc.evaluation.results.intervals import Numbers


def detection_numbers(
    numbers: Numbers,
    path: tuple,
    found: dict[str, np.ndarray],
    visible: np.ndarray,
    *,
    extended: bool = False,
) -> None:
    """Keep AP, F1 and accuracies under a path.

    Args:
        numbers: where to.
        path: the subset first.
        found: ``ciou`` (n), ``confidence`` (n) and ``gt_sum`` (n), on a 224
            grid, for the sizes of objects.
        visible: (n) bool, whether something sounds in view.
        extended: keep only what ACL-SSL tells of an extended set.
    """
    ciou, confidence = found['ciou'], found['confidence']
    n, right = len(ciou), ciou >= 0.5

    def ap(flags: np.ndarray, rows: np.ndarray) -> Callable:
        where = np.flatnonzero(rows)
        return lambda drawn: confidence_ap(
            visible[where[drawn]],
            flags[where[drawn]],
            confidence[where[drawn]],
        )

    def max_f1(drawn: np.ndarray) -> float:
        return f1_list(visible[drawn], right[drawn], confidence[drawn])[
            1
        ].max()

    everyone = np.ones(n, dtype=bool)
    if extended:
        numbers.statistic((*path, 'extended_ap'), ap(right, everyone), n)
        numbers.statistic(
            (*path, 'extended_max_f1_percent_rounded'),
            lambda drawn: round(100 * max_f1(drawn), 1),
            n,
        )
        return
    seen, rows = int(visible.sum()), f'{path[0]} visible'
    numbers.plain((*path, 'n'), n)
    numbers.plain((*path, 'n_visible'), seen)
    numbers.mean((*path, 'loc_acc'), ciou[visible] > 0.5, rows)
    for percent in (50, 75):
        name = f'precision_visible_{percent}'
        numbers.mean((*path, name), ciou[visible] >= percent / 100, rows)
    area = success_area(torch.from_numpy(ciou[visible])).numpy()
    numbers.mean((*path, 'auc_visible'), area, rows)
    numbers.statistic((*path, 'ap'), ap(right, everyone), n)
    numbers.statistic((*path, 'ap_visible'), ap(right, visible), seen)
    numbers.statistic((*path, 'ap_75'), ap(ciou >= 0.75, everyone), n)
    numbers.statistic((*path, 'max_f1'), max_f1, n)
    for q, value in enumerate(f1_list(visible, right, confidence)[1]):
        numbers.plain((*path, 'f1_list', q), float(value))
    numbers.statistic(
        (*path, 'f1_at_conf_half'),
        lambda drawn: f1_at(
            visible[drawn], right[drawn], confidence[drawn], np.array([0.5])
        )[0],
        n,
    )
    bins = size_bins(found['gt_sum'])
    for size, name in enumerate(SIZE_NAMES):
        mine = visible & (bins == size)
        inside = (*path, 'size_bins', name)
        numbers.plain((*inside, 'n'), int(mine.sum()))
        numbers.statistic((*inside, 'ap'), ap(right, mine), int(mine.sum()))
        numbers.mean(
            (*inside, 'precision'), right[mine], f'{path[0]} {name} visible'
        )
