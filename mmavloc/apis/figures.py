"""The paper's Figures 3 to 6 for any model and any data."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import BaseDataset, ConcatDataset
from mmengine.model import BaseModel

from mmavloc.datasets.loading.collate import collate_clips
from mmavloc.registry import DATASETS
from mmavloc.structures import AVDataSample
from mmavloc.visualization import picture_of
from mmavloc.visualization.figures import Panel, draw_figure

FIGURES = (3, 4, 5, 6)
TITLES = {
    3: 'potential map and saliency of the most probable class (Fig. 3)',
    4: 'potential and localization map (Fig. 4)',
    5: 'the same image with two sounds (Fig. 5)',
    6: 'two images side by side, each with its sound (Fig. 6)',
}
# Of data sets that are tested together, the one that a figure is drawn from.
PARTS = {3: 'test', 4: 'type_a', 5: 'type_b', 6: 'concat'}
P, ALPHA = 'potential map P', r'$\alpha$'


@dataclass(frozen=True)
class FigureRow:
    """One clip of a figure.

    Attributes:
        sample_id: which it is.
        image: as the model got it (H W 3) uint8.
        panels: what stands beside it.
    """

    sample_id: str
    image: np.ndarray
    panels: list[Panel]


def run(
    model: BaseModel,
    dataset: BaseDataset,
    index: int,
    audio: str | None = None,
) -> tuple[np.ndarray, AVDataSample]:
    """Predict one clip, with its own audio or another file.

    Args:
        model: the model.
        dataset: the data set with the clip.
        index: index of the clip.
        audio: path of another audio file.

    Returns:
        The input image of the model (H x W x 3 uint8), and the data sample.
    """
    info = dataset.get_data_info(index)
    if audio is not None:
        info['audio_path'] = audio
    packed = dataset.pipeline(info)
    image = picture_of(packed['inputs']['image'])
    batch = collate_clips([packed])
    batch.pop('skipped')
    with torch.no_grad():
        return image, model.test_step(batch)[0]


def make_figure(
    number: int, drawn: Sequence[FigureRow], path: str | Path, *, seed: int = 0
) -> list[str]:
    """Draw the rows of a figure, see :func:`make_rows`.

    Args:
        number: 3 to 6.
        drawn: its rows.
        path: of the picture to write.
        seed: that the clips were drawn with, for the title.

    Returns:
        The ids of the clips drawn.
    """
    title = f'{TITLES[number]}; {len(drawn)} drawn by chance, seed {seed}'
    draw_figure([(row.image, row.panels) for row in drawn], title, path)
    return [row.sample_id for row in drawn]


def make_rows(
    number: int,
    model: BaseModel,
    dataset: BaseDataset,
    *,
    rows: int = 4,
    seed: int = 0,
    saliency: BaseModel | None = None,
    class_names: list[str] | None = None,
) -> list[FigureRow]:
    """Predict the clips of one of the paper's figures.

    The clips are drawn at random. Figures 4 and 5 use clips of ``type_a`` and
    ``type_b`` if the data have types; figure 6 uses pairs.

    Args:
        number: 3 to 6.
        model: predicts ``potential`` and ``localization``.
        dataset: annotated clips; for figure 6 a ``ConcatAndLocalize``.
        rows: number of clips or pairs.
        seed: seed of the random choice.
        saliency: for figure 3, the Grad-CAM localizer.
        class_names: names of its classes.

    Raises:
        ValueError: the number is unknown, figure 3 has no saliency model, the
            model predicts no such maps, or the figure needs another kind of
            data.
    """
    if number not in FIGURES:
        raise ValueError(f'figure {number}: want one of 3, 4, 5, 6')
    if number == 3 and saliency is None:
        raise ValueError(
            'figure 3 compares with Grad-CAM; name its config with --saliency'
        )
    indices = _candidates(number, dataset)
    chosen = random.Random(seed).sample(indices, min(rows, len(indices)))
    drawn = []
    for index in chosen:
        image, sample = run(model, dataset, index)
        maps = sample.pred_maps
        if lacks := {'potential', 'localization'} - {*maps}:
            raise ValueError(
                f'figure {number} shows P and alpha, and a '
                f'{type(model).__name__} predicts no {" and no ".join(lacks)}'
                '; want a two-step system'
            )
        panels = [Panel(P, maps['potential'])]
        truth = [sample.boxes]
        if number == 3:
            _, seen = run(saliency, dataset, index)
            label = int(seen.pred_label)
            name = class_names[label] if class_names else f'class {label}'
            panels.append(
                Panel(f"Grad-CAM for '{name}'", seen.pred_maps['top1'])
            )
        elif number == 4:
            panels.append(Panel(ALPHA, maps['localization']))
        else:
            if number == 5:
                first = 'own sound'
                file, second = _second_sound(dataset, index, indices, seed)
                _, other = run(model, dataset, index, file)
            else:
                first, second = 'left sound', 'right sound'
                _, other = run(model, dataset, index + 1)
                truth.append(other.boxes)
            panels += [
                Panel(f'{ALPHA}, {first}', maps['localization']),
                Panel(f'{ALPHA}, {second}', other.pred_maps['localization']),
            ]
        panels.append(Panel('ground truth', boxes=truth))
        drawn.append(FigureRow(sample.sample_id, image, panels))
    return drawn


def open_dataset(cfg: Config, number: int) -> BaseDataset:
    """Build a config's test data; of several joined ones, a figure's part.

    That is ``test``, ``type_a``, ``type_b`` and ``concat`` for figures 3 to 6.

    Raises:
        ValueError: the joined data sets have no such part.
    """
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    if not isinstance(dataset, ConcatDataset):
        return dataset
    parts = {}
    for part in dataset.datasets:
        part.full_init()
        parts[part.get_data_info(0)['split']] = part
    if PARTS[number] not in parts:
        raise ValueError(
            f'these test data are {", ".join(parts)} joined; want '
            f'{PARTS[number]} for figure {number}: name a config of such data '
            'with --data'
        )
    return parts[PARTS[number]]


def _candidates(number: int, dataset: BaseDataset) -> list[int]:
    """List the indices that a figure may draw from."""
    dataset.full_init()
    infos = [dataset.get_data_info(i) for i in range(len(dataset))]
    if number == 6:
        left = [i for i, f in enumerate(infos) if f.get('sounding_half')]
        if not left:
            raise ValueError(
                'figure 6 shows two clips side by side; name the config of a '
                'ConcatAndLocalize with --data'
            )
        return left[::2]
    wanted = {4: 'type_a', 5: 'type_b'}.get(number)
    typed = [i for i, f in enumerate(infos) if f['split'] == wanted]
    return typed or list(range(len(infos)))


def _second_sound(
    dataset: BaseDataset, index: int, indices: list[int], seed: int
) -> tuple[str, str]:
    """Choose the audio of another clip; return its file and a caption.

    In SoundingShapes, where the objects of each clip are known, it is the
    sound of an object that is visible and silent in this clip; in other data
    it is the audio of any other clip.
    """
    rng = random.Random(f'{seed} {index}')
    others = [i for i in indices if i != index]
    if not others:
        raise ValueError('figure 5 needs at least two clips')
    info = dataset.get_data_info(index)
    if 'visible' in info:
        silent = set(info['visible']) - set(info['heard'])
        for other in rng.sample(others, len(others)):
            found = dataset.get_data_info(other)
            if found['heard'] and set(found['heard']) <= silent:
                heard = ' and '.join(found['heard'])
                return found['audio_path'], f'sound of {heard}'
    found = dataset.get_data_info(rng.choice(others))
    return found['audio_path'], f'sound of {found["sample_id"]}'
