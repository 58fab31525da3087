"""Score maps by a protocol, clip by clip, and average the clips."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from .functional import (
    area_under,
    bootstrap_interval,
    consensus_iou,
    consensus_map,
    levels,
    normalise_min_max,
    resize_maps,
    success,
)
from .protocols import Protocol

# Every score of a data set is the mean of these values over its clips:
# cIoU      the share of clips whose consensus IoU reaches the level
# AUC       the area under that share as the level rises from 0 to 1
# cIoU_tau  the mean consensus IoU at the threshold
# AUC_tau   the area under that mean as the threshold rises from 0 to 1
# half_acc  of two clips side by side, the share whose map has more of its mass
#           in the sounding half; only where there are halves
METRIC_NAMES = ('cIoU', 'AUC', 'cIoU_tau', 'AUC_tau', 'half_acc')


def consensus_for(
    protocol: Protocol,
    boxes: np.ndarray,
    annotators: np.ndarray,
    num_annotators: int,
) -> np.ndarray:
    """Draw a clip's consensus map on the protocol's grid, see Eq. 7."""
    return consensus_map(
        boxes,
        annotators,
        num_annotators=num_annotators,
        size=(protocol.grid, protocol.grid),
    )


def score_maps(
    protocol: Protocol, maps: Tensor, consensus: Tensor
) -> dict[str, Tensor]:
    """Score maps (b h w) against consensus maps (b grid grid).

    Returns:
        Metric name -> (b) float64, fractions; their means over clips are the
        data set's scores.
    """
    size = (protocol.grid, protocol.grid)
    resized = resize_maps(
        maps.double(),
        size,
        mode=protocol.resize,
        align_corners=protocol.align_corners,
    )
    steps = levels(protocol.steps, maps.device)
    taus = torch.cat([steps, steps.new_tensor([protocol.threshold])])
    curve = consensus_iou(normalise_min_max(resized), consensus, taus)
    ciou = curve[:, -1]
    return {
        'cIoU': success(ciou, protocol.success),
        'AUC': area_under((ciou[:, None] >= steps).double()),
        'cIoU_tau': ciou,
        'AUC_tau': area_under(curve[:, :-1]),
    }


def summarise(
    clips: dict[str, dict], wanted: Sequence[str], protocol: str
) -> dict[str, dict]:
    """Average the clips of one split, with intervals.

    Args:
        clips: id -> map -> metric -> value in percent; the same maps for all.
        wanted: metrics to report, of those that the clips have.
        protocol: name to write beside each number.

    Returns:
        ``<map>/<metric>`` -> value, low, high, n, protocol; ``gap`` is
        localization minus potential, clip by clip.

    Raises:
        ValueError: the clips have none of the metrics.
    """
    # In the order of ids: the interval must not hang on that of arrival.
    rows = [clips[sample_id] for sample_id in sorted(clips)]
    known = next(iter(rows[0].values()))
    metrics = [metric for metric in wanted if metric in known]
    if not metrics:
        raise ValueError(
            f'{", ".join(wanted)} cannot be told of these clips; want clips '
            'side by side, see ConcatAndLocalize'
        )
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
            'protocol': protocol,
        }
        for i, (key, values) in enumerate(zip(columns, table.T, strict=True))
    }
