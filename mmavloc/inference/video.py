"""Localize the sound of a video or a live stream, frame by frame."""

import json
import math
import signal
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mmavloc.formats.atomic import atomic_file

from .inferencer import SoundLocalizationInferencer
from .reader import Moment, Reader
from .render import draw_frame
from .result import View, box_of, confidence_of, peak_of
from .source import MediaError, Source, open_source
from .video_localizer import ANSWER, Maps, VideoLocalizer, VideoSettings
from .video_out import VideoWriter, format_of, open_writer, writing

LATENCIES = 10_000  # of the last frames, that are kept for the report


@dataclass
class Report:
    """What was done with a video.

    Attributes:
        frames, silent, looked_at: numbers of frames: written, silent, and
            seen by the model.
        seconds: of wall clock, by part: decode, model, draw, encode, total.
        latency: s from reading a frame's packet to writing its picture,
            median and 95th percentile of the last frames.
        remarks: what is odd, and what was done about it.
    """

    frames: int = 0
    silent: int = 0
    looked_at: int = 0
    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(
            ('decode', 'model', 'draw', 'encode', 'total'), 0.0
        )
    )
    latency: tuple[float, float] = (0.0, 0.0)
    remarks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Describe the run in a few lines."""
        total = self.seconds['total']
        parts = ', '.join(
            f'{name} {1000 * spent / max(1, self.frames):.1f}'
            for name, spent in self.seconds.items()
        )
        lines = [
            f'{self.frames} frames in {total:.1f} s '
            f'({self.frames / max(total, 1e-9):.1f} frames/s); ms a frame: '
            f'{parts}',
            f'the model looked at {self.looked_at} frames; {self.silent} are '
            'silent',
            f'latency {self.latency[0]:.2f} s (median), '
            f'{self.latency[1]:.2f} s (95 %)',
        ]
        return '\n'.join([*lines, *(f'note: {r}' for r in self.remarks)])


def localize_video(
    inferencer: SoundLocalizationInferencer,
    path: str | Path,
    out: str | Path,
    *,
    audio: str | Path | None = None,
    track: str | Path | None = None,
    settings: VideoSettings | None = None,
    on_frame: Callable[[dict], None] | None = None,
    on_picture: Callable[[np.ndarray, dict], None] | None = None,
) -> Report:
    """Write a video with maps over its frames, and a track beside it.

    The video has the length, time stamps and sound of the original; nothing
    appears under its name before it is complete.

    Args:
        inferencer: the model.
        path: of a video, or ``-`` for a stream (MPEG-TS, Matroska) from
            standard input.
        out: the video to write, ``.mp4`` or ``.mkv``.
        audio: a file whose sound replaces the video's own, from the
            begin of the picture. The length is that of the picture: what the
            sound has more is left out, and it is silent after a shorter one.
        track: JSON lines to write, one a frame; by default beside ``out``.
        settings: how.
        on_frame: is called with each line of the track.
        on_picture: is called with each written frame (H W 3) and its line.

    Raises:
        FileNotFoundError, ValueError: the video cannot be localized.
        OutputError: the output cannot be written; nothing is left.
    """
    settings = settings or VideoSettings()
    out = Path(out)
    track = Path(track) if track else out.with_suffix('.jsonl')
    format_of(out)
    for given in filter(None, (path, audio)):
        if out.exists() and Path(given).exists() and out.samefile(given):
            raise ValueError(
                f'{out}: is the input itself; choose another name'
            )
    begin = time.perf_counter()
    report = Report()
    with ExitStack() as stack:
        source = stack.enter_context(open_source(path, audio))
        localizer = VideoLocalizer(inferencer, settings, source.live)
        if source.audio is None and localizer.needs_sound:
            raise MediaError(
                f'{source.name}: has no audio track, and '
                f'{", ".join(settings.maps)} needs sound; want a video with '
                'sound, or --map potential'
            )
        sound = localizer.sound()
        output = _Output(stack, out, source)
        stack.enter_context(writing(track))
        lines = stack.enter_context(atomic_file(track))
        reader = Reader(
            source,
            sound,
            localizer.window / 2,
            output.add_audio,
            settings.max_duration,
        )
        if source.live:
            stack.enter_context(ends_on_interrupt(source))
        waits: deque[float] = deque(maxlen=LATENCIES)
        for moment, loudness, maps in localizer.localized(reader, sound):
            started = time.perf_counter()
            line = describe(
                moment, loudness, maps, settings, localizer.view, source
            )
            line = {'frame': report.frames, **line}
            picture = draw_frame(
                moment.image,
                maps,
                settings.maps,
                localizer.view,
                settings.plain,
            )
            report.seconds['draw'] += time.perf_counter() - started
            started = time.perf_counter()
            output.add_frame(picture, moment)
            now = time.perf_counter()
            report.seconds['encode'] += now - started
            waits.append(now - moment.arrived)
            lines.write(json.dumps(line).encode() + b'\n')
            report.frames += 1
            report.silent += line['silent']
            if on_frame:
                on_frame(line)
            if on_picture:
                on_picture(picture, line)
    report.looked_at = localizer.looked_at
    report.seconds['decode'] = reader.decode_seconds
    report.seconds['model'] = localizer.model_seconds
    report.seconds['total'] = time.perf_counter() - begin
    report.remarks = source.remarks
    if report.silent == report.frames and localizer.needs_sound:
        report.remarks.append(
            f'silent throughout: no {ANSWER} map (quieter than '
            f'{settings.silence:g} dB)'
        )
    ordered = sorted(waits)
    report.latency = (
        statistics.median(ordered),
        ordered[int(0.95 * (len(ordered) - 1))],
    )
    return report


@contextmanager
def ends_on_interrupt(source: Source) -> Iterator[None]:
    """Let Ctrl-C end a live stream, which has no other end.

    What was read is finished; a second Ctrl-C leaves it, like that of a file.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals
        return

    def stop(*_) -> None:
        source.interrupted = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def describe(
    moment: Moment,
    loudness: float,
    maps: Maps,
    settings: VideoSettings,
    view: View,
    source: Source,
) -> dict:
    """Return a frame's line of the track.

    ``time`` in s is that of the frame in the written video, ``loudness`` in
    dB of full scale (null for digital silence); peak, box and confidence are
    those of the last map, in pixels of the frame, null where there is none.
    """
    size = moment.image.shape[:2]
    heat = maps.get(settings.maps[-1])
    known = heat is not None
    box = box_of(heat, size, view) if known else None
    return {
        'time': round(moment.time - float(source.shift), 6),
        'loudness': round(loudness, 1) if loudness > -math.inf else None,
        'silent': not loudness > settings.silence,
        'peak': list(peak_of(heat, size, view)) if known else None,
        'box': list(box) if box else None,
        'confidence': round(confidence_of(heat), 4) if known else None,
    }


class _Output:
    """The written video, opened when the size of its frames is known."""

    def __init__(self, stack: ExitStack, path: Path, source: Source):
        self.stack, self.path, self.source = stack, path, source
        self.writer: VideoWriter | None = None
        self.early: list[tuple] = []

    def add_audio(self, packet, frames: list) -> None:
        if self.writer is None:
            self.early.append((packet, frames))
        else:
            self.writer.add_audio(packet, frames)

    def add_frame(self, picture: np.ndarray, moment: Moment) -> None:
        if self.writer is None:
            self.writer = self.stack.enter_context(
                open_writer(self.path, self.source, picture.shape[:2])
            )
            for packet, frames in self.early:
                self.writer.add_audio(packet, frames)
            self.early.clear()
        self.writer.add_frame(picture, moment.pts, moment.lasts)
