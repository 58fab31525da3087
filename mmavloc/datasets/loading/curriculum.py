"""Simple clips first: a sampler for curriculum learning."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from mmengine.dist import get_dist_info, sync_random_seed
from torch.utils.data import Sampler

from mmavloc.formats.world import TRUTH_FILE
from mmavloc.registry import DATA_SAMPLERS


def read_counts(path: str | Path) -> dict[str, int]:
    """Read how many sources each clip has.

    Args:
        path: lines of an id and a number, or the ``truth.json`` of
            SoundingShapes, where the sounding things are counted.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a line of another kind.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such list of source counts; expected lines of a clip '
            'id and a number, such as an audio tagger gives'
        )
    text = path.read_text(encoding='utf-8')
    if path.name == TRUTH_FILE:
        return {
            name: sum(thing['sounds'] for thing in clip['objects'])
            for name, clip in json.loads(text).items()
        }
    counts = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, _, count = line.strip().rpartition(' ')
        if not name or not count.isdigit():
            raise ValueError(
                f'{path}, line {number}: {line!r}; expected a clip id and a '
                'number'
            )
        counts[name] = int(count)
    return counts


@DATA_SAMPLERS.register_module()
class CurriculumSampler(Sampler):
    """Shuffle the clips that have few enough sources for the epoch.

    Hu et al., "Curriculum Audiovisual Learning", 2020, train on scenes of one
    source first. Order and choice depend on seed and epoch only, so that a
    resumed training reads the same clips.

    Args:
        dataset: whose records have a ``sample_id``.
        counts_file: see :func:`read_counts`; relative to the data root.
        stages: (epoch, most sources), what holds from an epoch on; counted
            from 0.
        seed: of the order; drawn if None.
        shuffle: False keeps the data set's order.

    Raises:
        ValueError: a clip without a count; a stage without a clip.
    """

    def __init__(
        self,
        dataset,
        *,
        counts_file: str,
        stages: tuple[tuple[int, int], ...] = ((0, 1), (1, 99)),
        seed: int | None = None,
        shuffle: bool = True,
    ):
        self.rank, self.world_size = get_dist_info()
        self.seed = sync_random_seed() if seed is None else seed
        self.shuffle = shuffle
        self.stages = sorted(tuple(stage) for stage in stages)
        self.epoch = 0
        path = Path(getattr(dataset, 'data_root', '') or '', counts_file)
        counts = read_counts(path)
        ids = [
            dataset.get_data_info(i)['sample_id'] for i in range(len(dataset))
        ]
        missing = [name for name in ids if name not in counts]
        if missing:
            raise ValueError(
                f'{path}: no count of {len(missing)} of {len(ids)} clips, '
                f'first {missing[0]}; expected one for each clip of the list'
            )
        self.counts = np.array([counts[name] for name in ids])
        for epoch, most in self.stages:
            if not (self.counts <= most).any():
                raise ValueError(
                    f'{path}: no clip has at most {most} sources, as stages '
                    f'requires from epoch {epoch} on'
                )

    def _chosen(self) -> np.ndarray:
        most = self.stages[0][1]
        for epoch, count in self.stages:
            most = count if self.epoch >= epoch else most
        return np.flatnonzero(self.counts <= most)

    def __iter__(self) -> Iterator[int]:
        """Yield this rank's clips; all ranks have as many."""
        chosen = self._chosen()
        if self.shuffle:
            rng = np.random.default_rng([self.seed, self.epoch])
            chosen = rng.permutation(chosen)
        chosen = np.resize(chosen, len(self) * self.world_size)
        yield from chosen[self.rank :: self.world_size].tolist()

    def __len__(self) -> int:
        """Return the clips of this rank in this epoch."""
        return -(-len(self._chosen()) // self.world_size)

    def set_epoch(self, epoch: int) -> None:
        """Set the epoch; MMEngine's hook calls it."""
        self.epoch = epoch
