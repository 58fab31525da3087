"""Localizing a video, and where a frame's time goes."""

from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.video import localize_video
from mmavloc.inference.video_localizer import VideoSettings

from .bench import Bench
from .measure import Result, make_result
from .prepare import make_video

SECONDS, SIZE = 4, (854, 480)  # of the video made
PARTS = ('decode', 'model', 'draw', 'encode')


def video_part(bench: Bench) -> list[Result]:
    """Measure frames a second at 480p, and ms a frame of each part.

    A video of 25 frames a second with sound is made for the while and
    localized with the model's own window of sound, ten looks a second.
    """
    with TemporaryDirectory(prefix='mmavloc-benchmark-') as folder:
        source, weights = Path(folder, 'clip.mp4'), Path(folder, 'model.pth')
        make_video(source, size=SIZE, seconds=SECONDS)
        torch.save({'state_dict': bench.model().state_dict()}, weights)
        localize = SoundLocalizationInferencer(
            bench.cfg, weights, bench.device
        )
        settings = VideoSettings(silence=-200.0)
        reports = [
            localize_video(
                localize, source, Path(folder, 'out.mp4'), settings=settings
            )
            for _ in range(bench.repeats + 1)
        ][1:]  # the first warms up
    rates = [report.frames / report.seconds['total'] for report in reports]
    results = [
        make_result(
            'video', '480p, 25 frames/s', 'frames/s', rates, target='>= 10'
        )
    ]
    for part in PARTS:
        spent = [
            1000 * report.seconds[part] / report.frames for report in reports
        ]
        results.append(make_result('video', part, 'ms a frame', spent))
    return results
