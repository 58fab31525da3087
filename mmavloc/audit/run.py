"""The audit: predict every clip with every audio, and score the maps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import BaseDataset
from mmengine.model import BaseModel
from torch import Tensor

from mmavloc.evaluation.functional import normalise_maps
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.summary import Cells
from mmavloc.floors import FLOORS
from mmavloc.structures import Truth

from .cells import AuditCells
from .clips import ClipsWithSounds, make_loader
from .mean_box import draw_truth, other_boxes
from .rows import ROWS
from .scores import AuditScores
from .sounds import SOUNDS, Plan, plan_sounds

SIZES = ('small', 'medium', 'large')
TrackBatches = Callable[[Iterable, int], Iterable]


@dataclass
class AuditResult:
    """The result of the audit on one data set.

    Attributes:
        split: name of the data set.
        cells: ``<map>/<metric>`` and others -> value, low, high, n, protocol.
        table: the values per clip, see ``AuditScores``.
        plan: the audio of each clip.
        dataset: the clips, in the order of the table.
        potential: whether the model predicts an image-only map.
        grid: height and width of the model's maps.
        sizes: name -> limits of the parts by size, in fractions of the image.
        objects: number of objects of each clip.
        hears: whether any map changes with the audio.
    """

    split: str
    cells: Cells
    table: ClipTable
    plan: Plan
    dataset: BaseDataset
    potential: bool
    grid: tuple[int, int]
    sizes: dict[str, tuple[float, float]] = field(default_factory=dict)
    objects: np.ndarray = field(default_factory=lambda: np.empty(0, int))
    hears: bool = True

    @property
    def side_by_side(self) -> bool:
        """Whether each clip is two images side by side."""
        return 'right_img_path' in self.dataset.get_data_info(0)

    @property
    def best_soundless(self) -> str:
        """The map without sound with the highest score (cIoU, then AUC)."""
        cells = self.cells

        def rank(name: str) -> tuple[float, ...]:
            return tuple(
                cells[f'{name}/{m}']['value']
                for m in ('cIoU', 'AUC', 'cIoU_tau')
            )

        known = [
            name
            for name, row in ROWS.items()
            if row.without_sound and f'{name}/cIoU' in cells
        ]
        return max(known, key=rank)


def audit_clips(
    model: BaseModel,
    dataset: BaseDataset,
    cfg: Config,
    protocols: Sequence[Protocol],
    *,
    offscreen: Sequence[str] = (),
    track: TrackBatches = lambda batches, total: batches,
) -> AuditResult:
    """Audit a model on one data set.

    Args:
        model: model in evaluation mode, on its device.
        dataset: annotated clips.
        cfg: a config with the settings of the test loader.
        protocols: the protocols, the headline first.
        offscreen: recordings of sources that no image shows.
        track: function that wraps the batches to show progress.

    Raises:
        ValueError: a clip has no annotation or is negative, the model has no
            ``localization`` map, or a map is not finite.
    """
    infos = [dataset.get_data_info(i) for i in range(len(dataset))]
    truths = [Truth.of(info) for info in infos]
    if silent := [i for i in infos if i.get('kind') == 'negative']:
        raise ValueError(
            f'{len(silent)} clips are negative, the first is '
            f'{silent[0]["sample_id"]}; want a data set without negative '
            'clips, because the audit needs a sound source in each'
        )
    plan = plan_sounds(infos, offscreen=offscreen)
    scores = AuditScores(
        protocols=protocols,
        units=[_unit(info) for info in infos],
        truths=truths,
    )
    mean_boxes = other_boxes(
        np.stack([draw_truth(t) for t in truths]),
        [_files(info) for info in infos],
    )
    loader = make_loader(cfg, ClipsWithSounds(dataset, plan))
    at, maps = 0, {}
    for batches in track(loader, len(loader)):
        found = {
            sound: predict(model, batch) for sound, batch in batches.items()
        }
        maps = _maps(found, infos[at:], mean_boxes[at:])
        others = {s: found[s]['localization'] for s in SOUNDS if s in found}
        scores.add(maps, others)
        at += len(maps['localization'])
    findings = AuditResult(
        split=infos[0]['split'],
        cells={},
        table=scores.table,
        plan=plan,
        dataset=dataset,
        potential='potential' in found['own'],
        grid=tuple(maps['localization'].shape[1:]),
        objects=np.array([_objects(t) for t in truths]),
    )
    _summarise(findings, scores.units)
    return findings


def predict(model: BaseModel, batch: dict) -> dict[str, Tensor]:
    """Predict a batch; return name -> (b h w) float64 on the CPU.

    Raises:
        ValueError: there is no map ``localization``, or one is not finite.
    """
    with torch.no_grad():
        samples = model.test_step(batch)
    names = list(samples[0].pred_maps)
    if 'localization' not in names:
        raise ValueError(
            f'a {type(model).__name__} predicts the maps {", ".join(names)}; '
            'want a map named localization'
        )
    maps = {
        name: torch.stack([s.pred_maps[name] for s in samples]).cpu().double()
        for name in names
    }
    for name, values in maps.items():
        for sample, value in zip(samples, values, strict=True):
            if not value.isfinite().all():
                raise ValueError(
                    f'the {name} map of clip {sample.sample_id} has values '
                    'that are not finite; want finite numbers'
                )
    return maps


def image_only_map(found: dict[str, dict[str, Tensor]]) -> Tensor:
    """Return a model's image-only map (b h w).

    This is its potential map if it has one. Otherwise it is the mean of its
    maps with other audio than the clip's, each normalised to 0..1.
    """
    if 'potential' in found['own']:
        return found['own']['potential']
    others = [found[s]['localization'] for s in SOUNDS if s in found]
    others = others or [found['own']['localization']]
    normalised = [normalise_maps(m.flatten(1)).view_as(m) for m in others]
    return torch.stack(normalised).mean(0)


def _maps(
    found: dict[str, dict[str, Tensor]],
    infos: Sequence[dict],
    mean_boxes: np.ndarray,
) -> dict[str, Tensor]:
    """Return all maps except those with other audio, floors first."""
    own = found['own']['localization']
    b, h, w = own.shape
    maps = {
        name: torch.from_numpy(
            np.stack([draw(i['sample_id'], h, w) for i in infos[:b]])
        )
        for name, draw in FLOORS.items()
    }
    maps['mean_box'] = torch.from_numpy(mean_boxes[:b])
    maps['image_only'] = image_only_map(found)
    maps['localization'] = own
    if 'attention' in found['own']:
        maps['attention'] = found['own']['attention']
    return maps


def _summarise(f: AuditResult, units: np.ndarray) -> None:
    """Make all cells and set ``hears``, in place."""
    made = AuditCells(table=f.table, units=units)
    made.scores()
    f.cells = made.cells
    made.gap('gap', 'localization', 'image_only')
    made.gap('gap_soundless', 'localization', f.best_soundless)
    heard = [sound for sound in SOUNDS if sound in f.table.maps]
    for sound in heard:
        made.gap(f'gap_{sound}', 'localization', sound)
        made.likeness(sound)
        made.peak(sound)
    f.hears = any(not f.table.column(s, 'unchanged').all() for s in heard)
    made.calibration()
    area = f.table.column('localization', 'area')
    limits = np.quantile(area, [0, 1 / 3, 2 / 3, 1])
    part = np.searchsorted(limits[1:3], area, side='right')
    for i, name in enumerate(SIZES):
        if (part == i).any():
            mine = area[part == i]
            f.sizes[name] = float(mine.min()), float(mine.max())
            made.part(name, part == i)
    for name, members in objects_parts(f.objects).items():
        made.part(name, members)


def objects_parts(objects: np.ndarray) -> dict[str, np.ndarray]:
    """Divide clips by the number of objects: 1, 2, and 3 or more."""
    parts = {
        '1 object': objects == 1,
        '2 objects': objects == 2,
        '3 or more objects': objects >= 3,
    }
    return {name: members for name, members in parts.items() if members.any()}


def _unit(info: dict) -> str:
    """Return the resampling unit of a clip: an image or a pair of images."""
    if info.get('group') is not None:
        return f'group {info["group"]}'
    if info.get('sounding_half'):
        return info['sample_id'].rpartition(':')[0]
    return info['sample_id']


def _files(info: dict) -> list[str]:
    """Return the image files of a clip."""
    if info.get('group') is not None:
        return [f'group {info["group"]}']
    return [info[k] for k in ('img_path', 'right_img_path') if k in info]


def _objects(truth: Truth) -> int:
    """Return the number of objects: the maximum over annotators."""
    return int(np.bincount(np.asarray(truth.annotators, int)).max())
