"""Readers of the per-clip values in the files that tools write."""

import json
from pathlib import Path

import numpy as np
import torch

from mmavloc.evaluation.functional import success, success_area

from .clip_table import Clip, ClipTable
from .files import clips_file, read_results

SAVED = 'map'  # name of the map in files of tools/score_maps.py


def read_clip_table(path: str | Path) -> ClipTable:
    """Read the values of each clip, in percent.

    Args:
        path: a file of ``tools/test.py --out``, with ``*.clips.json`` in the
            same folder, or of ``tools/score_maps.py --out``.

    Raises:
        FileNotFoundError: the file or its ``*.clips.json`` does not exist.
        ValueError: the file has neither form.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such results file; want one that tools/test.py --out '
            'or tools/score_maps.py --out wrote'
        )
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        content.pop('provenance', None)
        saved = all('per_sample' in part for part in content.values())
    except (ValueError, AttributeError, TypeError) as error:
        raise ValueError(
            f'{path}: not a results file ({error}); want one that '
            'tools/test.py --out or tools/score_maps.py --out wrote'
        ) from error
    if saved and content:
        return _of_saved_maps(content)
    return _of_test_run(path)


def _of_test_run(path: Path) -> ClipTable:
    first = next(
        cell['protocol']
        for cells in read_results(path).values()
        for key, cell in cells.items()
        if '@' not in key
    )
    beside = clips_file(path)
    if not beside.is_file():
        raise FileNotFoundError(
            f'{beside}: no such file of per-clip values; keep it in the '
            f'folder of {path.name}, as tools/test.py --out writes both'
        )
    splits = json.loads(beside.read_text(encoding='utf-8'))
    table = ClipTable(in_percent=True)
    for split, clips in splits.items():
        values: dict = {}
        for sample_id, maps in clips.items():
            for name, scores in maps.items():
                for key, value in scores.items():
                    metric, _, protocol = key.partition('@')
                    column = values.setdefault(
                        (name, protocol or first), {}
                    ).setdefault(metric, {})
                    column[sample_id] = value
        table.add(
            [Clip(sample_id, split) for sample_id in clips],
            {
                key: {
                    metric: np.array([c.get(i, np.nan) for i in clips])
                    for metric, c in metrics.items()
                }
                for key, metrics in values.items()
            },
        )
    return table


def _of_saved_maps(content: dict[str, dict]) -> ClipTable:
    """Compute cIoU, AUC and cIoU_tau from the score of each clip."""
    ids = sorted({i for part in content.values() for i in part['per_sample']})
    values = {}
    for protocol, part in content.items():
        # Means exclude negative clips. The score is 0 if truth and prediction
        # are both empty.
        seen = part.get('extra', {}).get('n_boxes', {})
        ciou = np.array(
            [
                (part['per_sample'][i] or 0.0)
                if i in part['per_sample'] and seen.get(i, 1)
                else np.nan
                for i in ids
            ]
        )
        known, scores = ~np.isnan(ciou), torch.from_numpy(ciou)
        metrics = {
            'cIoU': success(scores),
            'AUC': success_area(scores),
            'cIoU_tau': scores,
        }
        values[SAVED, protocol] = {
            name: np.where(known, 100 * column.numpy(), np.nan)
            for name, column in metrics.items()
        }
    table = ClipTable(in_percent=True)
    table.add([Clip(i) for i in ids], values)
    return table
