"""The paper's video: a clip, its potential map and its localization map."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mmavloc.visualization.panels import PANEL

from .inferencer import SoundLocalizationInferencer
from .video import Report, localize_video
from .video_localizer import VideoSettings

MAPS = 'potential', 'localization'
ROWS = 'frame', 'potential map P', r'localization map $\alpha$'
WIDEST = 480  # px of a still's panel
QUIETEST = -80  # dB at the bottom of the plot of loudness


@dataclass
class Stills:
    """Frames spread over a video whose length is not known beforehand.

    Every frame is kept at first, and each second one is dropped whenever
    there are too many.

    Args:
        count: of the stills.
    """

    count: int
    times: list[float] = field(default_factory=list)  # of every frame, s
    loudness: list[float] = field(default_factory=list)  # likewise, dB
    _kept: list[tuple[int, np.ndarray]] = field(default_factory=list)
    _step: int = 1

    def add(self, picture: np.ndarray, line: dict) -> None:
        """Take a frame of three panels (H 3*W 3) and its line of the track."""
        if len(self.times) % self._step == 0:
            self._kept.append((len(self.times), shrunk(picture)))
        level = line['loudness']
        self.times.append(line['time'])
        self.loudness.append(QUIETEST if level is None else level)
        if len(self._kept) > 4 * self.count:
            self._kept = self._kept[::2]
            self._step *= 2

    def chosen(self) -> list[tuple[int, list[np.ndarray]]]:
        """Return numbers and panels of the stills, evenly spaced in time."""
        if not self._kept:
            return []
        begin, end = self.times[0], self.times[self._kept[-1][0]]
        wanted = begin + (np.arange(self.count) + 0.5) / self.count * (
            end - begin
        )
        at = np.array([self.times[number] for number, _ in self._kept])
        nearest = sorted({int(np.abs(at - time).argmin()) for time in wanted})
        return [
            (self._kept[i][0], np.split(self._kept[i][1], len(ROWS), axis=1))
            for i in nearest
        ]


def shrunk(picture: np.ndarray) -> np.ndarray:
    """Make panels side by side no wider than a still needs."""
    height, width = picture.shape[0], picture.shape[1] // len(ROWS)
    scale = min(1.0, WIDEST / width)
    size = len(ROWS) * round(scale * width), round(scale * height)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def make_video_figure(
    localize: SoundLocalizationInferencer,
    clip: str | Path,
    out: str | Path,
    *,
    count: int = 6,
    max_duration: float | None = None,
) -> tuple[Report, Path]:
    """Write a video of frame, P and alpha, and a picture of some frames.

    Args:
        localize: a model with both maps.
        clip: the video.
        out: the video to write; the picture has its name with ``.png``.
        count: of the frames in the picture.
        max_duration: s after which reading stops.

    Returns:
        The report of the run, and the picture's path.

    Raises:
        FileNotFoundError, ValueError, OutputError: see ``localize_video``.
    """
    out = Path(out)
    stills = Stills(count)
    settings = VideoSettings(MAPS, max_duration=max_duration, plain=True)
    report = localize_video(
        localize, clip, out, settings=settings, on_picture=stills.add
    )
    path = out.with_suffix('.png')
    draw_stills(stills, path, Path(clip).name)
    return report, path


def draw_stills(stills: Stills, path: Path, title: str) -> None:
    """Draw a column a frame, and the loudness over time below."""
    chosen = stills.chosen()
    height, width = chosen[0][1][0].shape[:2]
    tall = PANEL * height / width
    figure = Figure(
        figsize=(PANEL * len(chosen) + 0.4, len(ROWS) * tall + 1.9),
        layout='constrained',
    )
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(
        len(ROWS) + 1, len(chosen), height_ratios=[tall] * len(ROWS) + [1.0]
    )
    for column, (number, panels) in enumerate(chosen):
        for row, panel in enumerate(panels):
            ax = figure.add_subplot(grid[row, column])
            ax.imshow(panel)
            ax.set(xticks=[], yticks=[])
            if row == 0:
                ax.set_title(f'{stills.times[number]:.2f} s', fontsize=9)
            if column == 0:
                ax.set_ylabel(ROWS[row], fontsize=8)
    ax = figure.add_subplot(grid[-1, :])
    ax.plot(stills.times, np.maximum(stills.loudness, QUIETEST), lw=0.8)
    for number, _ in chosen:
        ax.axvline(stills.times[number], color='0.6', lw=0.8, ls='--')
    ax.margins(x=0)
    ax.set_ylim(QUIETEST, 0)
    ax.set_xlabel('s', fontsize=8)
    ax.set_ylabel('sound, dB', fontsize=8)
    ax.tick_params(labelsize=7)
    figure.suptitle(title, fontsize=9)
    figure.savefig(path, dpi=110)
