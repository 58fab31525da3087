"""Lift of maps on objects that can sound, for data with known objects."""

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
from mmavloc.evaluation.results.lift_table import flat_warning
from mmavloc.registry import METRICS

REGIONS = ('able', 'silent', 'background')
PROTOCOL = 'lift'  # protocol name in results: true boxes, no threshold


@METRICS.register_module()
class PotentialLift(BaseMetric):
    """Mass and peak of maps by region, for clips with ``objects``.

    Keys:

    * ``<map>/lift_able``, ``lift_silent``, ``lift_background``: mean mass of
      the map in the region over the mean area of the region, times 100; 100
      for a map that ignores the region;
    * ``<map>/mass_able``: mean mass on objects that can sound, in percent,
      which is ``lift_able`` over the largest lift possible for their area;
    * ``<map>/peak_able``, ``peak_sounding``: share of clips whose highest
      cell is on an object that can sound, or that sounds, in percent;
    * ``<map>/cells``: the number of cells that the map is spread over.

    With several splits, ``<split>/`` precedes each key. Clips without
    ``objects`` are skipped. The lowest value of a map with negative values,
    such as cosines, is first subtracted from it, since mass is >= 0.

    Args:
        maps: names of the maps to measure.
        out_file: results file of ``ConsensusIoU`` to add the cells to.
        collect_device, prefix: as in MMEngine's ``BaseMetric``.
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
        self.stamp: dict = {}  # entries added to every cell

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Measure a batch; store a few numbers per clip and map."""
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
        """Average over clips; warn if P is flat; update the results file."""
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
        if text := flat_warning(summary):
            print_log(text, logger='current', level=logging.WARNING)
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
    """Measure one map (h w) by region.

    Args:
        m: map; one with negative values is shifted to a minimum of 0.
        boxes: boxes (n 4) of ``able``, ``silent`` and ``sounding`` objects.

    Returns:
        Mass and area of each region, ``peak_able``, ``peak_sounding`` and
        ``cells``.
    """
    found = {}
    m = m - min(float(m.min()), 0.0)
    covers = region_covers(boxes['able'], boxes['silent'], *m.shape)
    for name in REGIONS:
        mass, area = mass_and_area(m, covers[name])
        found[f'mass_{name}'], found[f'area_{name}'] = mass, area
    found['peak_able'] = peak_inside(m, boxes['able'])
    found['peak_sounding'] = peak_inside(m, boxes['sounding'])
    found['cells'] = cells_covered(m)
    return found


def summarise_lift(rows: list[dict[str, float]]) -> dict[str, dict]:
    """Average values of :func:`measure`, with 95 % intervals over clips."""
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    cells = {}
    for name in REGIONS:
        mass, area = columns[f'mass_{name}'], columns[f'area_{name}']

        def ratio(index, mass=mass, area=area):
            return 100 * mass[index].mean() / max(area[index].mean(), 1e-9)

        cells[f'lift_{name}'] = _cell(ratio, len(rows))
    for name in ('mass_able', 'peak_able', 'peak_sounding'):
        values = 100 * columns[name]
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
