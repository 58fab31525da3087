"""Clips of a config's test data, each with all audio of the audit."""

from collections.abc import Sequence
from pathlib import Path

import torch
from mmengine.config import Config
from mmengine.dataset import BaseDataset, Compose
from torch.utils.data import DataLoader, Dataset

from mmavloc.datasets.lists.pair_lists import possible_pairs
from mmavloc.datasets.loading.collate import collate_clips
from mmavloc.datasets.transforms import LoadImage, LoadSideBySide
from mmavloc.registry import DATASETS

from .sounds import Plan, noise_like, siren_like

MOST_PAIRS = 500  # as in the paper: 1000 samples, two per pair


class ClipsWithSounds(Dataset):
    """A data set that returns each clip with every audio of the audit.

    An item maps ``own``, ``swapped``, ``silent``, ``noise`` and
    ``offscreen`` to the packed clip; only ``own`` if the data set has no
    audio.
    """

    def __init__(self, dataset: BaseDataset, plan: Plan):
        self.dataset = dataset
        self.plan = plan

    def __len__(self) -> int:
        return len(self.dataset)

    def _load(self, index: int, audio_path: str | None = None) -> dict:
        info = self.dataset.get_data_info(index)
        if audio_path is not None:
            info['audio_path'] = audio_path
        return self.dataset.pipeline(info)

    def __getitem__(self, index: int) -> dict[str, dict]:
        clip = {'own': self._load(index)}
        audio = clip['own']['inputs'].get('audio')
        if audio is None:
            return clip
        clip['swapped'] = self._load(index, self.plan.swapped[index])
        name = clip['own']['data_samples'].sample_id
        waves = {
            'silent': torch.zeros_like(audio),
            'noise': noise_like(audio, name),
        }
        if self.plan.offscreen:
            clip['offscreen'] = self._load(index, self.plan.offscreen[index])
        else:
            waves['offscreen'] = siren_like(audio)
        for sound, wave in waves.items():
            packed = clip['own']
            clip[sound] = {
                'inputs': packed['inputs'] | {'audio': wave},
                'data_samples': packed['data_samples'].clone(),
            }
        return clip


def collate_sounds(batch: Sequence[dict[str, dict]]) -> dict[str, dict]:
    """Make one batch per audio, as the input of ``test_step``."""
    batches = {
        sound: collate_clips([clip[sound] for clip in batch])
        for sound in batch[0]
    }
    for found in batches.values():
        found.pop('skipped')
    return batches


def open_splits(
    cfg: Config,
    pair_folder: Path,
    only: Sequence[str] | None = None,
    *,
    pairs: bool = True,
) -> list[BaseDataset]:
    """Open a config's test data, and pair the clips of each data set.

    Args:
        cfg: a config with ``test_dataloader``; the data sets of a
            ``ConcatDataset`` are audited one by one.
        pair_folder: folder of the pair lists; existing ones are overwritten.
        only: names of the splits to audit; by default all.
        pairs: whether to pair the clips.

    Returns:
        Each data set, followed by its clips in pairs side by side. There are
        none if ``pairs`` is False, the data set has pairs already, or its
        pipeline does not use ``LoadImage``.

    Raises:
        ValueError: there is no such split, two data sets have the same split,
            or a data set has no clips.
    """
    config = cfg.test_dataloader.dataset
    joined = config['type'] == 'ConcatDataset'
    found = {}
    for one in config['datasets'] if joined else [config]:
        dataset = DATASETS.build(one)
        dataset.full_init()
        if not len(dataset):
            raise ValueError(
                f'the data set {one["type"]} of {one.get("ann_file")} has no '
                'clips; want at least two'
            )
        name = dataset.get_data_info(0)['split']
        if name in found or '/' in name:  # it is used in file names
            raise ValueError(
                f'the split {name!r} '
                + ('occurs twice' if name in found else 'has a slash')
                + ' in the test data; want a different name for each data '
                'set, without a slash: set split of the data set'
            )
        found[name] = one, dataset
    if unknown := [name for name in only or () if name not in found]:
        raise ValueError(
            f'--split {", ".join(unknown)}: no such split; want one of '
            f'{", ".join(found)}'
        )
    splits = []
    for name in dict.fromkeys(only or found):
        one, dataset = found[name]
        splits.append(dataset)
        if pairs and f'concat_{name}' not in found:
            pair = _side_by_side(one, dataset, pair_folder)
            splits += [pair] if pair else []
    return splits


def _side_by_side(
    config: dict, dataset: BaseDataset, folder: Path
) -> BaseDataset | None:
    """Pair the clips of a data set side by side, with its pipeline."""
    steps = getattr(dataset.pipeline, 'transforms', ())
    infos = [dataset.get_data_info(i) for i in range(len(dataset))]
    possible = possible_pairs(i.get('group', i['sample_id']) for i in infos)
    if not possible or not any(isinstance(s, LoadImage) for s in steps):
        return None
    split = f'concat_{infos[0]["split"]}'
    pair_file = (folder / f'{split}_pairs.txt').resolve()
    pair_file.unlink(missing_ok=True)  # it may list other clips
    pair = DATASETS.build(
        dict(
            type='ConcatAndLocalize',
            dataset={**config, 'pipeline': []},
            pair_file=str(pair_file),
            num_samples=2 * min(MOST_PAIRS, possible),
            split=split,
            pipeline=[],
        )
    )
    height, width = dataset[0]['inputs']['image'].shape[1:]
    join = LoadSideBySide(size=(width, height))
    pair.pipeline = Compose(
        [join if isinstance(step, LoadImage) else step for step in steps]
    )
    pair.full_init()
    return pair


def make_loader(cfg: Config, clips: ClipsWithSounds) -> DataLoader:
    """Make a loader with the settings of the config's test loader."""
    return DataLoader(
        clips,
        batch_size=cfg.test_dataloader.batch_size,
        num_workers=cfg.test_dataloader.get('num_workers', 0),
        collate_fn=collate_sounds,
    )
