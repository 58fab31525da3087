"""One table of every clip's values, from which all results are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from torch import Tensor

from mmavloc.evaluation.functional import group_scores

from .column import Column

Key = tuple[str, str]  # name of the map, name of the protocol
Values = Mapping[Key, Mapping[str, Tensor | np.ndarray]]


@dataclass(frozen=True)
class Clip:
    """Which clip a row is of.

    Attributes:
        sample_id: unique in its split.
        split: name under which it is scored.
        group: of clips of one picture whose objects sound in turn.
        visible: whether something sounds in view; means are over such clips.
    """

    sample_id: str
    split: str = ''
    group: str | None = None
    visible: bool = True


@dataclass(frozen=True)
class Row:
    """All values of one clip, to be sent between processes.

    Attributes:
        clip: which it is.
        values: (map, protocol) -> metric -> value, or a list of values.
    """

    clip: Clip
    values: dict[Key, dict[str, float | list[float]]] = field(repr=False)


class ClipTable:
    """Values by clip, map, protocol and metric.

    A batch of maps is scored once and added; means, gaps, groups, subsets,
    intervals and comparisons read columns and nothing else.

        table = ClipTable()
        table.add(clips, {('localization', 'oya'): {'cIoU': (b), ...}})
        for split, part in table.percent().splits().items():
            cells = summarise(part, ['cIoU', 'AUC'])

    Values are fractions, or all in percent after :meth:`percent`. A clip that
    lacks a value has NaN there.

    Args:
        in_percent: whether the values that will be added are in percent, as
            results files hold them.
    """

    def __init__(self, *, in_percent: bool = False):
        self.in_percent = in_percent
        self.clips: list[Clip] = []
        self._columns: dict[tuple[str, str, str], Column] = {}

    def __len__(self) -> int:
        return len(self.clips)

    def add(self, clips: Sequence[Clip], values: Values) -> None:
        """Append b clips.

        Args:
            clips: b.
            values: (map, protocol) -> metric -> (b) or (b q).
        """
        before = len(self.clips)
        self.clips += clips
        for (name, protocol), metrics in values.items():
            for metric, found in metrics.items():
                key = (name, metric, protocol)
                if isinstance(found, Tensor):
                    found = found.detach().cpu().numpy()
                self._columns.setdefault(key, Column()).add(found, before)

    @property
    def keys(self) -> list[Key]:
        """Each (map, protocol) that some clip has."""
        return list(dict.fromkeys((k[0], k[2]) for k in self._columns))

    @property
    def maps(self) -> list[str]:
        """Names of the maps, in the order that they came."""
        return list(dict.fromkeys(key[0] for key in self._columns))

    @property
    def protocols(self) -> list[str]:
        """Names of the protocols, the headline first."""
        return list(dict.fromkeys(key[2] for key in self._columns))

    def metrics(self, name: str, protocol: str) -> list[str]:
        """Names of the values that a map has by a protocol."""
        return [
            metric
            for other, metric, by in self._columns
            if (other, by) == (name, protocol)
        ]

    def has(self, name: str, metric: str, protocol: str | None = None) -> bool:
        """Whether every clip has a value."""
        protocol = protocol or self.protocols[0]
        if (name, metric, protocol) not in self._columns:
            return False
        return not np.isnan(self.column(name, metric, protocol)).any()

    def column(
        self, name: str, metric: str, protocol: str | None = None
    ) -> np.ndarray:
        """Values (n) or (n q) float64 of all clips, in their order.

        Args:
            name: of the map.
            metric: of the value.
            protocol: its name; the first one by default.

        Raises:
            KeyError: no clip has such a value.
        """
        key = (name, metric, protocol or self.protocols[0])
        return self._columns[key].read(len(self.clips))

    def select(self, rows: np.ndarray | Sequence[int]) -> ClipTable:
        """Take some clips: indices, or (n) bool."""
        rows = np.asarray(rows)
        rows = np.arange(len(self))[rows if len(rows) else slice(0)]
        return self._derived(
            [self.clips[i] for i in rows],
            {
                key: column.read(len(self))[rows]
                for key, column in self._columns.items()
            },
        )

    def by(self, protocol: str) -> ClipTable:
        """Take the values of one protocol."""
        table = self._derived(self.clips, {})
        table._columns = {
            key: column
            for key, column in self._columns.items()
            if key[2] == protocol
        }
        return table

    def in_order(self) -> ClipTable:
        """Sort by split and id: no result depends on the order of arrival."""
        ids = [(clip.split, clip.sample_id) for clip in self.clips]
        return self.select(sorted(range(len(ids)), key=ids.__getitem__))

    def splits(self) -> dict[str, ClipTable]:
        """Divide by split, clips in order of id.

        Values that no clip of a split has are left out of it.
        """
        of = np.array([clip.split for clip in self.clips])
        found = {}
        for split in dict.fromkeys(clip.split for clip in self.clips):
            part = self.select(of == split).in_order()
            part._columns = {
                key: column
                for key, column in part._columns.items()
                if not np.isnan(column.read(len(part))).all()
            }
            found[split] = part
        return found

    def percent(self) -> ClipTable:
        """Multiply every value by 100, unless they are in percent."""
        if self.in_percent:
            return self
        columns = {
            key: 100 * column.read(len(self))
            for key, column in self._columns.items()
        }
        table = self._derived(self.clips, columns)
        table.in_percent = True
        return table

    def mean_of_units(self, units: Sequence) -> ClipTable:
        """Average the clips of each resampling unit, such as one picture.

        Args:
            units: n, the unit of each clip.

        Returns:
            A row a unit, in the order of ``numpy.unique``.
        """
        names, which = np.unique(np.asarray(units), return_inverse=True)
        counts = np.bincount(which)
        return self._derived(
            [Clip(str(name)) for name in names],
            {
                key: np.bincount(which, weights=column) / counts
                for key, c in self._columns.items()
                for column in [c.read(len(self))]
                if column.ndim == 1
            },
        )

    def worst_of_groups(self) -> ClipTable:
        """Score each group by its worst clip: ``IIoU`` and ``IAUC``.

        A clip without a group is a group of its own. For fractions only.

        Returns:
            A row a group, in the order of their names.
        """
        groups = [clip.group or clip.sample_id for clip in self.clips]
        return self._derived(
            [Clip(name, group=name) for name in sorted(set(groups))],
            {
                (name, metric, protocol): values
                for name, protocol in self.keys
                for metric, values in group_scores(
                    self.column(name, 'cIoU_tau', protocol), groups
                ).items()
            },
        )

    def rows(self) -> list[Row]:
        """Take the table apart, clip by clip."""
        values: list[dict] = [{} for _ in self.clips]
        for (name, metric, protocol), column in self._columns.items():
            whole = column.read(len(self)).tolist()
            for mine, value in zip(values, whole, strict=True):
                mine.setdefault((name, protocol), {})[metric] = value
        return [Row(c, v) for c, v in zip(self.clips, values, strict=True)]

    @classmethod
    def of_rows(cls, rows: Iterable[Row]) -> ClipTable:
        """Put a table together from rows of any processes.

        Raises:
            ValueError: a clip comes twice.
        """
        table, rows = cls(), list(rows)
        seen: set[tuple[str, str]] = set()
        twice = []
        for clip in (row.clip for row in rows):
            name = (clip.split, clip.sample_id)
            twice += [name] if name in seen else []
            seen.add(name)
        if twice:
            raise ValueError(
                f'{len(twice)} clips were scored more than once, first '
                f'{"/".join(twice[0])}; want each id once in a split'
            )
        table.clips = [row.clip for row in rows]
        for place, row in enumerate(rows):
            for (name, protocol), metrics in row.values.items():
                for metric, value in metrics.items():
                    column = table._columns.setdefault(
                        (name, metric, protocol), Column()
                    )
                    column.add(np.array([value], dtype=float), place)
        return table

    @classmethod
    def average(cls, tables: Sequence[ClipTable]) -> ClipTable:
        """Average every value over tables of the same clips, such as seeds.

        Raises:
            ValueError: the tables are of other clips.
        """
        tables = [table.in_order() for table in tables]
        first = tables[0]
        names = [[(c.split, c.sample_id) for c in t.clips] for t in tables]
        if any(other != names[0] for other in names[1:]):
            raise ValueError('the tables are of different clips')
        return first._derived(
            first.clips,
            {
                key: np.mean([t.column(*key) for t in tables], axis=0)
                for key in first._columns
            },
        )

    def _derived(
        self, clips: list[Clip], columns: dict[tuple, np.ndarray]
    ) -> ClipTable:
        table = ClipTable(in_percent=self.in_percent)
        table.clips = list(clips)
        for key, values in columns.items():
            table._columns[key] = Column(values)
        return table
