"""Does P lie on what could sound? On data whose truth is known."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import print_log

from mmavloc.evaluation.functional.bootstrap import bootstrap_statistic
from mmavloc.evaluation.functional.lift import (
    cells_covered,
    mass_and_area,
    peak_inside,
    region_covers,
)
from mmavloc.evaluation.results.files import read_results, write_json
from mmavloc.evaluation.results.lift_table import FLAT
from mmavloc.registry import METRICS

REGIONS = ('able', 'silent', 'background')
PROTOCOL = 'lift'  # stands in the results: boxes of the truth, no threshold


@METRICS.register_module()
class PotentialLift(BaseMetric):
    """Where maps lie on clips that list their ``objects``.

    Keys are ``<map>/lift_able``, ``lift_silent`` and ``lift_background``, the
    map's mean mass in these regions over their mean area, times 100 (100: the
    map ignores the region); ``<map>/peak_able`` and ``peak_sounding``, the
    share of clips whose highest cell lies on a thing that is able to sound or
    does, in percent; ``<map>/cells``, the number of cells the map spreads
    over. Several splits precede them by ``<split>/``. Clips without objects
    are left out.

    Args:
        maps: which maps to measure.
        out_file: results file to add the cells to, as ``ConsensusIoU`` wrote
            it just before.
        collect_device, prefix: as for MMEngine's ``BaseMetric``.
    """

    def __init__(
        self,
        *,
        maps: Sequence[str] = ('potential', 'attention', 'localization'),
        out_file: str | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.maps = tuple(maps)
        self.out_file = out_file
        self.stamp: dict = {}  # stands in every cell of the results

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Measure a batch and keep a few numbers per clip and map."""
        for sample in data_samples:
            objects = sample.get('objects')
            if objects is None:
                self.results.append({'split': sample['split'], 'maps': {}})
                continue
            boxes = {
                name: np.array(
                    [o['box'] for o in objects if wanted(o)], float
                ).reshape(-1, 4)
                for name, wanted in (
                    ('able', lambda o: o['able']),
                    ('silent', lambda o: not o['able']),
                    ('sounding', lambda o: o['sounds']),
                )
            }
            maps = {
                name: measure(np.asarray(m.detach().cpu().double()), boxes)
                for name, m in sample['pred_maps'].items()
                if name in self.maps
            }
            self.results.append({'split': sample['split'], 'maps': maps})

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Average over clips, warn of a flat P, add to the results file."""
        clips: dict[str, dict[str, list]] = defaultdict(
            lambda: defaultdict(list)
        )
        for record in results:
            for name, values in record['maps'].items():
                clips[record['split']][name].append(values)
        summary = {
            split: {
                f'{name}/{metric}': cell | self.stamp
                for name, rows in maps.items()
                for metric, cell in summarise_lift(rows).items()
            }
            for split, maps in clips.items()
        }
        for split, cells in summary.items():
            lift = cells.get('potential/lift_able')
            if lift and lift['value'] < 100 * FLAT:
                print_log(
                    f'P is flat or inverted on {split}: things that could '
                    f'sound hold {lift["value"] / 100:.2f} times the mass of '
                    f'their area, want {FLAT} and more (potential_lift)',
                    logger='current',
                    level=logging.WARNING,
                )
        if self.out_file and Path(self.out_file).is_file() and summary:
            written = read_results(self.out_file)
            for split, cells in summary.items():
                written.setdefault(split, {}).update(cells)
            write_json(self.out_file, written)
        several = len(summary) > 1
        return {
            f'{split}/{key}' if several else key: cell['value']
            for split, cells in summary.items()
            for key, cell in cells.items()
        }


def measure(m: np.ndarray, boxes: dict[str, np.ndarray]) -> dict[str, float]:
    """Measure one map (h w) against boxes of the truth.

    Args:
        m: map, >= 0.
        boxes: ``able``, ``silent`` and ``sounding`` ones, each (n 4).

    Returns:
        Mass and area of each region, ``peak_able``, ``peak_sounding`` and
        ``cells``.
    """
    found = {}
    covers = region_covers(boxes['able'], boxes['silent'], *m.shape)
    for name in REGIONS:
        mass, area = mass_and_area(m, covers[name])
        found[f'mass_{name}'], found[f'area_{name}'] = mass, area
    found['peak_able'] = peak_inside(m, boxes['able'])
    found['peak_sounding'] = peak_inside(m, boxes['sounding'])
    found['cells'] = cells_covered(m)
    return found


def summarise_lift(rows: list[dict[str, float]]) -> dict[str, dict]:
    """Average what :func:`measure` found, with 95 % intervals over clips."""
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    cells = {}
    for name in REGIONS:
        mass, area = columns[f'mass_{name}'], columns[f'area_{name}']

        def ratio(index, mass=mass, area=area):
            return 100 * mass[index].mean() / max(area[index].mean(), 1e-9)

        cells[f'lift_{name}'] = _cell(ratio, len(rows))
    for name, factor in (('peak_able', 100), ('peak_sounding', 100)):
        values = factor * columns[name]
        cells[name] = _cell(lambda i, v=values: v[i].mean(), len(rows))
    cells['cells'] = _cell(lambda i: columns['cells'][i].mean(), len(rows))
    return cells


def _cell(statistic, n: int) -> dict:
    low, high = bootstrap_statistic(statistic, n)
    return {
        'value': float(statistic(np.arange(n))),
        'low': low,
        'high': high,
        'n': n,
        'protocol': PROTOCOL,
    }
