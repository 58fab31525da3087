"""Columns of an audit, as cells with intervals."""

from collections.abc import Callable

import numpy as np

from mmavloc.evaluation.functional import (
    auroc,
    bootstrap_interval,
    bootstrap_statistic,
    calibration_error,
    paired_difference,
)

from .metrics import METRICS

Cells = dict[str, dict]


class AuditCells:
    """Makes cells, percent with a 95 % interval, of an audit's columns.

    Args:
        columns: what :meth:`Audit.finish` returned.
        units: of each clip, ``Audit.units``; intervals are over units.
        protocol: name of the headline.
    """

    def __init__(
        self,
        *,
        columns: dict[str, np.ndarray],
        units: np.ndarray,
        protocol: str,
    ):
        self.columns = columns
        self.units = units
        self.protocol = protocol
        self.cells: Cells = {}

    def scores(self) -> None:
        """Make a cell of each map's score by each protocol."""
        scores = [key for key in self.columns if '/' in key]
        for metric in ('', 'pointing'):
            # drawn apart: other columns keep their last digits
            self._scores(
                [k for k in scores if ('pointing' in k) == bool(metric)]
            )

    def _scores(self, keys: list[str]) -> None:
        table = np.stack([self._by_unit(self.columns[k]) for k in keys], 1)
        low, high = bootstrap_interval(table)
        for i, key in enumerate(keys):
            self._put(key, table[:, i].mean(), low[i], high[i], len(table))

    def gap(self, key: str, name: str, other: str) -> None:
        """Compare two maps, ``name`` minus ``other``, by every metric."""
        for metric in METRICS:
            first = self._by_unit(self.columns[f'{other}/{metric}'])
            second = self._by_unit(self.columns[f'{name}/{metric}'])
            self._compare(f'{key}/{metric}', first, second, against=other)

    def mean(self, key: str, column: str) -> None:
        """Make a cell of any column's mean."""
        self._mean(key, self._by_unit(self.columns[column]))

    def calibration(self) -> None:
        """Make cells of how confidence and consensus IoU agree, over clips.

        ``confidence/ECE``, and ``confidence/AUROC`` of telling the clips that
        are found from the others, where there are both.
        """
        confidence = self.columns['confidence']
        score = self.columns['localization/cIoU_tau']
        hit = self.columns['localization/cIoU'] > 0
        self._statistic(
            'confidence/ECE',
            lambda rows: calibration_error(confidence[rows], score[rows]),
            len(score),
        )

        def tell(rows: np.ndarray) -> float:
            mine, found = confidence[rows], hit[rows]
            if found.all() or not found.any():
                return 0.5
            return auroc(mine[found], mine[~found])

        if hit.any() and not hit.all():
            self._statistic('confidence/AUROC', tell, len(hit))

    def peak(self, sound: str) -> None:
        """Make a cell of how well maps' peaks tell a sound from the own."""
        own, other = self.columns['peak own'], self.columns[f'peak {sound}']
        self._statistic(
            f'peak_{sound}/AUROC',
            lambda rows: auroc(own[rows], other[rows]),
            len(own),
        )

    def part(self, name: str, members: np.ndarray) -> None:
        """Make cells ``<map>/<metric>|<name>`` of some clips."""
        for metric in METRICS:
            heard, blind = (
                self.columns[f'{key}/{metric}'][members]
                for key in ('localization', 'image_only')
            )
            self._mean(f'localization/{metric}|{name}', heard)
            self._mean(f'image_only/{metric}|{name}', blind)
            self._compare(f'gap/{metric}|{name}', blind, heard)

    def _by_unit(self, values: np.ndarray) -> np.ndarray:
        """Average the clips of each unit."""
        counts = np.bincount(self.units)
        return np.bincount(self.units, weights=values) / counts

    def _mean(self, key: str, values: np.ndarray) -> None:
        low, high = bootstrap_interval(values[:, None])
        self._put(key, values.mean(), low[0], high[0], len(values))

    def _compare(
        self, key: str, first: np.ndarray, second: np.ndarray, **more
    ) -> None:
        found = paired_difference(first, second)
        ends = found['value'], found['low'], found['high']
        self._put(key, *ends, found['n'], p=found['p'], **more)

    def _statistic(
        self, key: str, function: Callable[[np.ndarray], float], n: int
    ) -> None:
        ends = bootstrap_statistic(function, n)
        self._put(key, function(np.arange(n)), *ends, n)

    def _put(
        self, key: str, value: float, low: float, high: float, n: float, **more
    ) -> None:
        named = key.partition('|')[0].partition('@')[2]
        self.cells[key] = {
            'value': 100 * float(value),
            'low': 100 * float(low),
            'high': 100 * float(high),
            'n': int(n),
            'protocol': named or self.protocol,
            **more,
        }
