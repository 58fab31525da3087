"""What P adds to a method's map: the score of their product."""

from pathlib import Path

import numpy as np
import torch
from mmengine.config import Config

from mmavloc.apis.modules import register_all_modules
from mmavloc.evaluation.functional import normalise_maps
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.clip_values import clip_values
from mmavloc.formats.map_files import MapFile
from mmavloc.registry import DATASETS
from mmavloc.structures import Truth

from .methods import PROTOCOLS

BATCH = 100  # maps that are scored at once


def product_gain(out: Path, table: ClipTable) -> dict[str, np.ndarray]:
    """Return split -> cIoU with P minus cIoU without it, percent (n).

    The two-step system's map is A times P: it is compared with A. The map of
    another method is normalised to 0..1 and multiplied with P: that is
    compared with the map alone.

    Args:
        out: folder of the method, with ``config.py`` and ``splits.npz``.
        table: its clips' scores.
    """
    parts = table.splits()
    if 'attention' in table.maps:
        return {
            split: part.column('localization', 'cIoU')
            - part.column('attention', 'cIoU')
            for split, part in parts.items()
        }
    register_all_modules()
    found = {}
    for config in Config.fromfile(
        out / 'config.py'
    ).test_dataloader.dataset.datasets:
        dataset = DATASETS.build(config | dict(pipeline=[]))
        dataset.full_init()
        infos = [dataset.get_data_info(i) for i in range(len(dataset))]
        infos.sort(key=lambda info: info['sample_id'])
        split = infos[0]['split']
        values = _score(out / 'splits.npz', split, infos)
        found[split] = 100 * values - parts[split].column(
            'localization', 'cIoU'
        )
    return found


def _score(path: Path, split: str, infos: list[dict]) -> np.ndarray:
    """Return the cIoU (n), 0 or 1, of map times P."""
    maps, blind = (
        MapFile(path, name=name, split=split)
        for name in ('localization', 'potential')
    )
    protocol = get_protocol(PROTOCOLS[0])
    values = []
    for at in range(0, len(infos), BATCH):
        few = infos[at : at + BATCH]
        own, potential = (
            torch.from_numpy(
                np.stack([found.read(i['sample_id']) for i in few])
            ).double()
            for found in (maps, blind)
        )
        heat = normalise_maps(own.flatten(1)).view_as(own) * potential
        truth = TruthBatch([Truth.of(info) for info in few], heat.device)
        scored = clip_values(
            MapPipeline(heat, truth), protocol, ('cIoU',), first=True
        )
        values.append(np.asarray(scored['cIoU'], float))
    return np.concatenate(values)
