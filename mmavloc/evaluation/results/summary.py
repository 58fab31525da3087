"""Scores of a data set, each a cell with its 95 % bootstrap interval.

A cell is ``{"value", "low", "high", "n", "protocol"}`` in percent, as in
results files; the cell of a comparison also has ``"p"``.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mmavloc.evaluation.functional import (
    bootstrap_interval,
    bootstrap_statistic,
    paired_difference,
)

from .clip_table import ClipTable
from .clip_values import CLIP_METRICS, DETECTION_METRICS, GROUP_METRICS
from .detection import average_precision, max_f1, share_of

Cell = dict
Cells = dict[str, Cell]
# Differences in every report: key -> (map, map that is subtracted).
GAPS = {'gap': ('localization', 'potential')}


def key_of(name: str, metric: str, protocol: str, first: str) -> str:
    """Return a score's key in results: ``<map>/<metric>[@<protocol>]``.

    Args:
        name: name of the map.
        metric: name of the metric.
        protocol: name of the protocol.
        first: the headline protocol, which is not written.
    """
    suffix = '' if protocol == first else f'@{protocol}'
    return f'{name}/{metric}{suffix}'


def summarise(
    table: ClipTable,
    metrics: Sequence[str],
    *,
    gaps: Mapping[str, tuple[str, str]] = GAPS,
) -> Cells:
    """Average the clips of one split, with intervals.

    Args:
        table: clips of one split, all with the same maps.
        metrics: metrics to report, if the clips have them.
            :data:`GROUP_METRICS` are means over groups, and are computed only
            if some clip has a group; results files do not store groups.
        gaps: key -> two maps, the first minus the second, clip by clip (or
            group by group); left out if a map is missing.

    Returns:
        ``<map>/<metric>`` -> cell; ``<map>/<metric>@<protocol>`` for all
        protocols but the first.

    Raises:
        ValueError: the clips have none of the metrics.
    """
    whole = table.in_order()
    visible = np.array([clip.visible for clip in whole.clips])
    table = whole.select(visible)
    cells = mean_cells(table.percent(), _of(metrics, CLIP_METRICS), gaps)
    if not table.in_percent and any(clip.group for clip in table.clips):
        worst = table.worst_of_groups().percent()
        cells |= mean_cells(worst, _of(metrics, GROUP_METRICS), gaps)
    names = _of(metrics, DETECTION_METRICS)
    if names and not visible.all():  # confidence is known only if asked for
        cells |= detection_cells(whole, visible, names)
    if not cells:
        raise ValueError(
            f'none of {", ".join(metrics)} applies to these clips; half_acc '
            'needs clips side by side (ConcatAndLocalize), IIoU and IAUC need '
            'clips with groups (IS3), AP, max_F1 and LocAcc need negative '
            'clips'
        )
    return cells


def _of(metrics: Sequence[str], known: Mapping) -> list[str]:
    return [name for name in metrics if name in known]


def mean_cells(
    table: ClipTable,
    metrics: Sequence[str],
    gaps: Mapping[str, tuple[str, str]] = GAPS,
) -> Cells:
    """Make a cell of the mean of each map's metrics, and of their gaps.

    All columns share their bootstrap draws, so that the interval of a gap is
    that of a paired comparison.

    Args:
        table: in percent; the rows (clips, units or groups) are resampled.
        metrics: names of columns; those with missing values are left out.
        gaps: see :func:`summarise`.
    """
    if not len(table):
        return {}
    first = table.protocols[0]
    scores = [
        (protocol, metric)
        for protocol in table.protocols
        for metric in metrics
        if all(table.has(name, metric, protocol) for name in table.maps)
    ]
    columns, protocols = {}, []
    pairs = {
        key: pair
        for key, pair in gaps.items()
        if {*pair} <= {*table.maps} and key not in table.maps
    }
    for name in table.maps:
        for protocol, metric in scores:
            key = key_of(name, metric, protocol, first)
            columns[key] = table.column(name, metric, protocol)
            protocols.append(protocol)
    for name, (more, less) in pairs.items():
        for protocol, metric in scores:
            key = key_of(name, metric, protocol, first)
            columns[key] = table.column(more, metric, protocol) - table.column(
                less, metric, protocol
            )
            protocols.append(protocol)
    return column_cells(columns, protocols)


def column_cells(
    columns: Mapping[str, np.ndarray], protocols: Sequence[str]
) -> Cells:
    """Make a cell of the mean of each column (n), in the columns' unit.

    All columns share their bootstrap draws.

    Args:
        columns: key -> values of the same n rows.
        protocols: name to write into each cell.
    """
    if not columns:
        return {}
    values = np.array(list(columns.values())).T
    low, high = bootstrap_interval(values)
    return {
        key: {
            'value': float(values[:, i].mean()),
            'low': float(low[i]),
            'high': float(high[i]),
            'n': len(values),
            'protocol': protocols[i],
        }
        for i, key in enumerate(columns)
    }


def detection_cells(
    table: ClipTable, visible: np.ndarray, metrics: Sequence[str]
) -> Cells:
    """Make cells of AP, max-F1 and LocAcc of each map by each protocol.

    Args:
        table: the clips, in fractions, with ``confidence``.
        visible: (n) bool, whether the sound source is in the image.
        metrics: names of :data:`DETECTION_METRICS`.
    """
    cells = {}
    functions = {'AP': average_precision, 'max_F1': max_f1}
    for name, protocol in table.keys:
        ciou = table.column(name, 'cIoU_tau', protocol)
        confidence = table.column(name, 'confidence', protocol)
        for metric in metrics:
            if metric == 'LocAcc':
                n = int(visible.sum())
                score = share_of(ciou[visible] > 0.5)
            else:
                n = len(table)
                score = functions[metric](visible, ciou >= 0.5, confidence)
            key = key_of(name, metric, protocol, table.protocols[0])
            cells[key] = statistic_cell(score, n, protocol)
    return cells


def paired_cell(
    first: np.ndarray, second: np.ndarray, protocol: str, *, seed: int = 0
) -> Cell:
    """Compare two columns (n) of the same rows, second minus first."""
    found = paired_difference(first, second, seed=seed)
    return {
        'value': found['value'],
        'low': found['low'],
        'high': found['high'],
        'n': found['n'],
        'protocol': protocol,
        'p': found['p'],
    }


def statistic_cell(
    function: Callable[[np.ndarray], float], n: int, protocol: str
) -> Cell:
    """Make a cell of a score that is not a mean over clips.

    Args:
        function: returns a fraction for indices of clips, or of other units
            that are resampled.
        n: number of clips or units.
        protocol: name to write into the cell.
    """
    low, high = bootstrap_statistic(function, n)
    return {
        'value': 100 * float(function(np.arange(n))),
        'low': 100 * low,
        'high': 100 * high,
        'n': n,
        'protocol': protocol,
    }


def format_cell(
    cell: Mapping, *, sign: bool = False, scale: float = 1.0
) -> str:
    """Return ``value [low, high]`` with one decimal.

    Args:
        cell: a mapping with these three keys.
        sign: whether positive numbers have a sign.
        scale: factor; 100 for fractions.
    """
    plus = '+' if sign else ''
    value, low, high = (
        f'{scale * cell[key]:{plus}.1f}' for key in ('value', 'low', 'high')
    )
    return f'{value} [{low}, {high}]'
