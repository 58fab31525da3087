"""Scores of the starter: by recording, by class, and on frames of a video."""

import json
from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np

from mmavloc.evaluation.functional import bootstrap_statistic
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.video import localize_video
from mmavloc.inference.video_localizer import VideoSettings

METRIC = 'half_acc'
# A video of VGGSound (3qesirWAGt4, from second 20) in which a dog barks four
# times. Frames of the barks, and the dog in each, drawn by eye: x1 y1 x2 y2
# as fractions of the picture.
VIDEO = 'vggsound_3qesirWAGt4_20000_30000.mp4'
DOG = {
    16: (0.38, 0.08, 0.73, 0.71),
    19: (0.355, 0.08, 0.71, 0.71),
    24: (0.357, 0.08, 0.72, 0.71),
    30: (0.36, 0.06, 0.715, 0.71),
    86: (0.34, 0.0, 0.77, 0.71),
    90: (0.34, 0.0, 0.775, 0.74),
    95: (0.34, 0.0, 0.78, 0.72),
    145: (0.31, 0.0, 0.78, 0.73),
    150: (0.345, 0.0, 0.79, 0.77),
    156: (0.35, 0.0, 0.78, 0.75),
    199: (0.31, 0.09, 0.71, 0.815),
    205: (0.34, 0.1, 0.74, 0.78),
}


def sounding(sample_id: str) -> tuple[str, str]:
    """Return class and recording of the half that sounds.

    Args:
        sample_id: ``left+right:side``, where a clip of ``ClassPairs`` is
            ``class__picture__recording``.
    """
    pair, _, side = sample_id.rpartition(':')
    left, right = pair.split('+')
    name, _, recording = (left if side == 'left' else right).split('__')
    return name, recording


def cell_of(values: Mapping[str, float]) -> dict:
    """Average samples; the interval draws recordings, not samples.

    Several samples have one recording, and they fail together.

    Args:
        values: sample id -> percent.

    Returns:
        ``value``, ``low``, ``high`` (95 %), ``n`` samples, ``recordings``.
    """
    names = [sounding(sample)[1] for sample in values]
    order, index = np.unique(names, return_inverse=True)
    score = np.fromiter(values.values(), float)
    total, count = np.bincount(index, score), np.bincount(index)

    def mean(drawn: np.ndarray) -> float:
        return total[drawn].sum() / count[drawn].sum()

    low, high = bootstrap_statistic(mean, len(order), resamples=2000)
    return {
        'value': float(score.mean()),
        'low': low,
        'high': high,
        'n': len(score),
        'recordings': len(order),
    }


def table_of(clips: Mapping[str, Mapping]) -> dict[str, dict]:
    """Return a cell of each map, and of each class by ``localization``.

    Args:
        clips: a split of ``*.clips.json``: sample id -> map -> metric.
    """
    maps = list(next(iter(clips.values())))
    cells = {
        name: cell_of({s: v[name][METRIC] for s, v in clips.items()})
        for name in maps
    }
    classes = sorted({sounding(sample)[0] for sample in clips})
    by_class = {
        name: cell_of(
            {
                s: v['localization'][METRIC]
                for s, v in clips.items()
                if sounding(s)[0] == name
            }
        )
        for name in classes
        if 'localization' in maps
    }
    return {'maps': cells, 'classes': by_class}


def peaks_on_dog(
    localize: SoundLocalizationInferencer, video: Path, out: Path
) -> dict[int, bool]:
    """Return for each frame of :data:`DOG` whether the peak is on the dog.

    Args:
        localize: the model.
        video: the file of :data:`VIDEO`.
        out: the localized video to write; its track lies beside it.
    """
    localize_video(localize, str(video), out, settings=VideoSettings())
    lines = out.with_suffix('.jsonl').read_text().splitlines()
    track = {row['frame']: row for row in map(json.loads, lines)}

    with av.open(str(video)) as file:
        stream = file.streams.video[0]
        width, height = stream.width, stream.height
    found = {}
    for frame, (x1, y1, x2, y2) in DOG.items():
        peak = track[frame]['peak']
        found[frame] = peak is not None and (
            x1 * width <= peak[0] <= x2 * width
            and y1 * height <= peak[1] <= y2 * height
        )
    return found
