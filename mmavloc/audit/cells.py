"""Scores of an audit, as cells with intervals."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mmavloc.evaluation.functional import auroc, calibration_error
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.summary import (
    Cells,
    column_cells,
    key_of,
    paired_cell,
    statistic_cell,
)

from .ceilings import CEILING_METRICS


class AuditCells:
    """Cells of an audit: percentages with 95 % intervals.

    Args:
        table: one row per clip, see ``AuditScores``.
        units: the resampling unit of each clip.
    """

    def __init__(self, *, table: ClipTable, units: np.ndarray):
        self.table = table
        self.units = units
        self.by_unit = table.mean_of_units(units)
        self.protocol = table.protocols[0]
        self.cells: Cells = {}

    def scores(self) -> None:
        """Make a cell of each map's score by each protocol."""
        self._means(
            [m for m in (*CEILING_METRICS, 'half_acc') if m != 'pointing']
        )
        # separate, because another column changes the last digits of the rest
        self._means(['pointing'])

    def _means(self, metrics: Sequence[str]) -> None:
        units = self.by_unit
        columns, protocols = {}, []
        for name, protocol in units.keys:
            for metric in metrics:
                if units.has(name, metric, protocol):
                    key = key_of(name, metric, protocol, self.protocol)
                    columns[key] = units.column(name, metric, protocol)
                    protocols.append(protocol)
        self._put(column_cells(columns, protocols))

    def gap(self, key: str, name: str, other: str) -> None:
        """Compare two maps, ``name`` minus ``other``, by every metric."""
        for metric in CEILING_METRICS:
            cell = paired_cell(
                self.by_unit.column(other, metric),
                self.by_unit.column(name, metric),
                self.protocol,
            )
            self._put({f'{key}/{metric}': cell | {'against': other}})

    def likeness(self, sound: str) -> None:
        """Make cells of the similarity to the maps for the own audio."""
        columns = {
            f'alike_{sound}/correlation': 'likeness',
            f'alike_{sound}/unchanged': 'unchanged',
        }
        for key, metric in columns.items():
            values = self.by_unit.column(sound, metric)
            self._put(column_cells({key: values}, [self.protocol]))

    def calibration(self) -> None:
        """Make cells of the agreement of confidence and consensus IoU.

        ``confidence/ECE``; and ``confidence/AUROC``, the separation of
        successful and other clips, if there are both.
        """
        confidence = self.table.column('localization', 'confidence')
        score = self.table.column('localization', 'cIoU_tau')
        success = self.table.column('localization', 'cIoU') > 0
        self._statistic(
            'confidence/ECE',
            lambda rows: calibration_error(confidence[rows], score[rows]),
        )

        def separate(rows: np.ndarray) -> float:
            mine, found = confidence[rows], success[rows]
            if found.all() or not found.any():
                return 0.5
            return auroc(mine[found], mine[~found])

        if success.any() and not success.all():
            self._statistic('confidence/AUROC', separate)

    def peak(self, sound: str) -> None:
        """Make a cell of the separation of own and other audio by peaks."""
        own = self.table.column('localization', 'peak')
        other = self.table.column(sound, 'peak')
        self._statistic(
            f'peak_{sound}/AUROC', lambda rows: auroc(own[rows], other[rows])
        )

    def part(self, name: str, members: np.ndarray) -> None:
        """Make cells ``<map>/<metric>|<name>`` of some clips (n bool)."""
        part = self.table.select(members).mean_of_units(self.units[members])
        for metric in CEILING_METRICS:
            maps = {
                key: part.column(key, metric)
                for key in ('localization', 'image_only')
            }
            for key, values in maps.items():
                column = {f'{key}/{metric}|{name}': values}
                self._put(column_cells(column, [self.protocol]))
            gap = paired_cell(
                maps['image_only'], maps['localization'], self.protocol
            )
            self._put({f'gap/{metric}|{name}': gap})

    def _statistic(
        self, key: str, function: Callable[[np.ndarray], float]
    ) -> None:
        """Make a cell of a score of clips; whole units are resampled."""
        rows = np.argsort(self.units, kind='stable')
        _, starts, sizes = np.unique(
            self.units[rows], return_index=True, return_counts=True
        )

        def of_units(drawn: np.ndarray) -> float:
            mine = sizes[drawn]
            within = np.arange(mine.sum()) - np.repeat(
                mine.cumsum() - mine, mine
            )
            return function(rows[np.repeat(starts[drawn], mine) + within])

        self.cells[key] = statistic_cell(of_units, len(sizes), self.protocol)

    def _put(self, cells: Mapping[str, dict]) -> None:
        """Convert cells from fractions to percent and store them."""
        for key, cell in cells.items():
            percent = {k: 100 * cell[k] for k in ('value', 'low', 'high')}
            self.cells[key] = cell | percent
