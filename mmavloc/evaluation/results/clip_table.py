"""The table of per-clip values from which all results are computed."""

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
    """The clip of a row.

    Attributes:
        sample_id: id, unique in its split.
        split: name under which the clip is scored.
        group: name shared by clips of one image in which different objects
            sound.
        visible: whether the sound source is in the image; means are over such
            clips.
    """

    sample_id: str
    split: str = ''
    group: str | None = None
    visible: bool = True


@dataclass(frozen=True)
class Row:
    """All values of one clip, in a form that processes can exchange.

    Attributes:
        clip: the clip.
        values: (map, protocol) -> metric -> value, or a list of values.
    """

    clip: Clip
    values: dict[Key, dict[str, float | list[float]]] = field(repr=False)


class ClipTable:
    """Values by clip, map, protocol and metric.

    Each batch of maps is scored once and added. Means, gaps, groups, subsets,
    intervals and comparisons are computed from the columns.

        table = ClipTable()
        table.add(clips, {('localization', 'oya'): {'cIoU': (b), ...}})
        for split, part in table.percent().splits().items():
            cells = summarise(part, ['cIoU', 'AUC'])

    Values are fractions, or percentages after :meth:`percent`. A missing
    value is NaN.

    Args:
        in_percent: whether the added values are percentages, as in results
            files.
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
        """All pairs (map, protocol)."""
        return list(dict.fromkeys((k[0], k[2]) for k in self._columns))

    @property
    def maps(self) -> list[str]:
        """Names of the maps, in the order in which they were added."""
        return list(dict.fromkeys(key[0] for key in self._columns))

    @property
    def protocols(self) -> list[str]:
        """Names of the protocols, the headline first."""
        return list(dict.fromkeys(key[2] for key in self._columns))

    def metrics(self, name: str, protocol: str) -> list[str]:
        """Return the names of the values of a map by a protocol."""
        return [
            metric
            for other, metric, by in self._columns
            if (other, by) == (name, protocol)
        ]

    def has(self, name: str, metric: str, protocol: str | None = None) -> bool:
        """Return whether every clip has a value."""
        protocol = protocol or self.protocols[0]
        if (name, metric, protocol) not in self._columns:
            return False
        return not np.isnan(self.column(name, metric, protocol)).any()

    def column(
        self, name: str, metric: str, protocol: str | None = None
    ) -> np.ndarray:
        """Return the values (n) or (n q) float64 of all clips, in order.

        Args:
            name: name of the map.
            metric: name of the value.
            protocol: name of the protocol; by default the first one.

        Raises:
            KeyError: no clip has this value.
        """
        key = (name, metric, protocol or self.protocols[0])
        return self._columns[key].read(len(self.clips))

    def select(self, rows: np.ndarray | Sequence[int]) -> ClipTable:
        """Return the table of some clips: indices, or (n) bool."""
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
        """Return the table of one protocol's values."""
        table = self._derived(self.clips, {})
        table._columns = {
            key: column
            for key, column in self._columns.items()
            if key[2] == protocol
        }
        return table

    def in_order(self) -> ClipTable:
        """Sort by split and id, so that results do not depend on the order."""
        ids = [(clip.split, clip.sample_id) for clip in self.clips]
        return self.select(sorted(range(len(ids)), key=ids.__getitem__))

    def splits(self) -> dict[str, ClipTable]:
        """Return a table per split, with clips in order of id.

        Columns without any value in a split are left out of its table.
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
        """Return the table in percent; unchanged if it is already."""
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
        """Average the clips of each resampling unit, such as an image.

        Args:
            units: n, the unit of each clip.

        Returns:
            One row per unit, in the order of ``numpy.unique``.
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

        A clip without a group is its own group. The table must hold
        fractions.

        Returns:
            One row per group, in the order of their names.
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
        """Return the table as a list of rows."""
        values: list[dict] = [{} for _ in self.clips]
        for (name, metric, protocol), column in self._columns.items():
            whole = column.read(len(self)).tolist()
            for mine, value in zip(values, whole, strict=True):
                mine.setdefault((name, protocol), {})[metric] = value
        return [Row(c, v) for c, v in zip(self.clips, values, strict=True)]

    @classmethod
    def of_rows(cls, rows: Iterable[Row]) -> ClipTable:
        """Make a table from rows, also of several processes.

        Raises:
            ValueError: a clip occurs twice.
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
                f'{len(twice)} clips were scored more than once, the first '
                f'is {"/".join(twice[0])}; want each id once in a split'
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
        """Average every value over tables, such as those of several seeds.

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
