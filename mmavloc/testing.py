"""Synthetic media for the tests of this project and of others."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

from mmavloc.formats.annotation import annotation_xml

Box = tuple[float, float, float, float]


def write_image(path: Path, size: tuple[int, int] = (64, 64), seed=0) -> None:
    """Write a JPEG of random pixels; ``size`` is (width, height)."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def write_sound(
    path: Path, seconds: float = 1.0, rate: int = 22050, channels: int = 1
) -> None:
    """Write a WAV file with a tone of another pitch in each channel."""
    t = np.arange(round(seconds * rate)) / rate
    tones = [np.sin(2 * np.pi * 220 * (c + 1) * t) for c in range(channels)]
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.5 * np.stack(tones, axis=1), rate)


def write_annotation(path: Path, annotators: list[list[Box]]) -> None:
    """Write boxes in pixels of a 256 x 256 frame, in the XML of Senocak."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(annotation_xml(annotators))


def write_clips(
    root: Path,
    split: str,
    ids: Iterable[str],
    annotators: list[list[Box]] | None = None,
    seconds: float = 1.0,
) -> None:
    """Write clips and their list in the layout of a prepared data set.

    Args:
        root: data root.
        split: name of the list, without its ending.
        ids: ids of the clips.
        annotators: boxes of each annotator, the same for every clip; None
            for clips without annotation.
        seconds: length of the audio.
    """
    ids = list(ids)
    for index, name in enumerate(ids):
        write_image(root / f'image/{name}.jpg', (256, 256), index)
        write_sound(root / f'audio/{name}.wav', seconds)
        if annotators is not None:
            write_annotation(root / f'annotation/{name}.xml', annotators)
    (root / f'{split}.txt').write_text('\n'.join([*ids, '']))


def write_flickr_layout(
    root: Path,
    train: int = 8,
    test: int = 4,
    seconds: float = 1.0,
    supervised: int = 0,
) -> None:
    """Write a small data set in the layout of Flickr-SoundNet.

    Args:
        root: data root.
        train: number of clips without annotation, listed in ``train.txt``.
        test: number of annotated clips, listed in ``test.txt``.
        seconds: length of the audio.
        supervised: number of annotated clips, listed in ``supervised.txt``;
            0 writes no such list.
    """
    boxes: list[list[Box]] = [[(32, 32, 160, 160)], [(64, 48, 176, 192)]]
    for split, first, number in (
        ('train', 1000, train),
        ('test', 9000, test),
        ('supervised', 5000, supervised),
    ):
        if number or split != 'supervised':
            ids = [f'{first + i}' for i in range(number)]
            truth = None if split == 'train' else boxes
            write_clips(root, split, ids, truth, seconds)
