"""What the runs of a study left, a row per seed."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mmavloc.evaluation.functional import box_masks
from mmavloc.evaluation.results.clip_files import read_clip_table
from mmavloc.evaluation.results.clip_table import ClipTable

from .plan import MAIN, StudyDataset, folder

Array = np.ndarray
BySeed = dict[int, Array]
PROTOCOL = 'oya'
FINE = 16  # parts of a cell's side, to measure what of it a box covers


def mass_in_boxes(heat: Array, boxes: Array) -> float:
    """Measure the share of a map's mass that lies in some boxes, 0..1.

    Args:
        heat: (h w) >= 0, whose mass is spread evenly over each cell. A map
            that is zero everywhere puts nothing anywhere: 0.
        boxes: n x 4, fractions of the frame.
    """
    cover = _cover(boxes, *heat.shape)
    total = heat.sum()
    return float((heat * cover).sum() / total) if total > 0 else 0.0


def extent_found(heat: Array, boxes: Array) -> float:
    """Measure the share of some boxes that a map covers, 0..1.

    The map covers cells above half of its range, as protocol ``oya`` has it.

    Args:
        heat: (h w).
        boxes: n x 4, fractions of the frame.
    """
    span = heat.max() - heat.min()
    if span <= 0:
        return 0.0
    above = (heat - heat.min()) / span > 0.5
    cover = _cover(boxes, *heat.shape)
    return float((above * cover).sum() / max(cover.sum(), 1e-9))


def _cover(boxes: Array, h: int, w: int) -> Array:
    inside = box_masks(boxes, (h * FINE, w * FINE)).any(axis=0)
    return inside.reshape(h, FINE, w, FINE).mean(axis=(1, 3))


class Evidence:
    """Values of each clip, in the order of their ids, by seed.

    Args:
        dataset: whose truth is read.
        work_dir: of the study.
        seeds: those that are looked for; one without the results is left out.
    """

    def __init__(
        self, dataset: StudyDataset, work_dir: Path, seeds: list[int]
    ):
        self.dataset = dataset
        self.work_dir = work_dir
        self.seeds = seeds
        self._tables: dict[tuple[int, str, str], ClipTable | None] = {}

    def scores(
        self, run: str, test: str, split: str, name: str, metric: str = 'cIoU'
    ) -> BySeed:
        """Return percent (n) of a map on a split, by seed."""
        found = {}
        for seed in self.seeds:
            table = self._table(seed, run, test)
            if table is None:
                continue
            part = table.splits().get(split)
            if part is not None and part.has(name, metric, PROTOCOL):
                found[seed] = part.column(name, metric, PROTOCOL)
        return found

    def gap(
        self, run: str, test: str, split: str, metric: str = 'cIoU'
    ) -> BySeed:
        """Return localization minus potential, percentage points (n)."""
        maps = [
            self.scores(run, test, split, name, metric)
            for name in ('localization', 'potential')
        ]
        return {seed: maps[0][seed] - maps[1][seed] for seed in maps[0]}

    def mass_on_silent(self, run: str, name: str) -> BySeed:
        """Return the percentage of a map's mass on things that never sound.

        Of the test clips that show such things.
        """
        return self._of_maps(run, name, lambda o: not o['able'], mass_in_boxes)

    def extent(self, run: str) -> BySeed:
        """Return the percentage of the sounding things that alpha covers."""
        return self._of_maps(
            run, 'localization', lambda o: o['sounds'], extent_found
        )

    def pairs_of_maps(self) -> list[tuple[Array, Array]]:
        """Return P of both samples of each joined picture, of all seeds."""
        pairs = []
        for file in self._files(MAIN, 'concat').values():
            with np.load(file) as maps:
                for key in maps.files:
                    if key.endswith(':left/potential'):
                        other = key.replace(':left/', ':right/')
                        pairs.append((maps[key], maps[other]))
        return pairs

    def triples_of_maps(self) -> list[tuple[Array, Array, Array]]:
        """Return P, A and alpha of each test clip, of all seeds."""
        triples = []
        for file in self._files(MAIN, 'test').values():
            with np.load(file) as maps:
                for key in maps.files:
                    clip, _, name = key.rpartition('/')
                    if name == 'potential':
                        triples.append(
                            (
                                maps[key],
                                maps[f'{clip}/attention'],
                                maps[f'{clip}/localization'],
                            )
                        )
        return triples

    def _table(self, seed: int, run: str, test: str) -> ClipTable | None:
        key = seed, run, test
        if key not in self._tables:
            path = folder(self.work_dir, seed, run) / f'{test}.json'
            self._tables[key] = (
                read_clip_table(path).in_order() if path.is_file() else None
            )
        return self._tables[key]

    def _files(self, run: str, test: str) -> dict[int, Path]:
        files = {
            seed: folder(self.work_dir, seed, run) / f'{test}.npz'
            for seed in self.seeds
        }
        return {seed: file for seed, file in files.items() if file.is_file()}

    def _of_maps(
        self,
        run: str,
        name: str,
        wanted: Callable[[dict], bool],
        measure: Callable[[Array, Array], float],
    ) -> BySeed:
        truth_file = Path(self.dataset.data_root, 'truth.json')
        if not truth_file.is_file():
            return {}
        truth = json.loads(truth_file.read_text(encoding='utf-8'))
        boxes = {
            clip: np.array([o['box'] for o in facts['objects'] if wanted(o)])
            for clip, facts in sorted(truth.items())
            if facts['split'] == 'test'
        }
        found = {}
        for seed, file in self._files(run, 'test').items():
            with np.load(file) as maps:
                found[seed] = np.array(
                    [
                        100 * measure(maps[f'test/{clip}/{name}'], b)
                        for clip, b in boxes.items()
                        if len(b)
                    ]
                )
        return found
