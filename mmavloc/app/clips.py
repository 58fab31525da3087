"""A video with its own sound, or with another one."""

import io
import math
from collections.abc import Callable
from pathlib import Path

import soundfile

from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.source import MediaError
from mmavloc.inference.video import Report, localize_video
from mmavloc.inference.video_localizer import (
    PICTURE_ONLY,
    POTENTIAL,
    VideoSettings,
)
from mmavloc.prepare.decode.sound import RATE, read_sound
from mmavloc.prepare.errors import RejectedError

from .limits import Limits
from .sounds import NOISE, SILENCE, made_sound, replace_sound

SHORTEST = 0.1  # s of a made sound
OWN, OTHER = 'its own', 'another'
SOUNDS = (OWN, OTHER, SILENCE, NOISE)


def localize_clip(
    model: SoundLocalizationInferencer,
    limits: Limits,
    video: str | Path,
    kind: str,
    other: str | Path | None,
    maps: tuple[str, ...],
    folder: Path,
    on_time: Callable[[float, float], None],
) -> tuple[Path, Path, Report]:
    """Write a video with maps over its frames, and its track.

    Args:
        model: the model.
        limits: what is taken.
        video: a file.
        kind: of the sound, one of ``SOUNDS``.
        other: the sound where ``kind`` is ``another``.
        maps: names, drawn side by side.
        folder: where results are written.
        on_time: is called with the time that is done and the whole, in s.

    Returns:
        The video, the track, and what was done.

    Raises:
        ValueError: something cannot be localized; names the file.
    """
    video = Path(video)
    clock = limits.check_video(video)
    track, seconds = clock.picture, limits.seconds
    if track.end is not None:
        seconds = max(SHORTEST, float(track.end - (track.begin or 0)))
    listens = model.pipeline.loader is not None
    if (
        kind == OWN
        and clock.sound is None
        and listens
        and not PICTURE_ONLY.issuperset(maps)
    ):
        raise ValueError(
            f'{video.name}: has no sound; choose another sound for it, or '
            f'the map {POTENTIAL}'
        )
    source = video
    if kind != OWN:
        source = folder / f'{video.stem}.mkv'
        try:
            replace_sound(video, *_sound(kind, other, limits, seconds), source)
        except RejectedError as error:
            raise MediaError(f'{video.name}: {error}') from None
    out = folder / f'{video.stem}_localized.mp4'
    report = localize_video(
        model,
        source,
        out,
        settings=VideoSettings(maps, max_duration=limits.seconds),
        on_frame=lambda line: on_time(line['time'], seconds),
    )
    return out, out.with_suffix('.jsonl'), report


def _sound(
    kind: str, other: str | Path | None, limits: Limits, seconds: float
) -> tuple:
    """Return samples (t) int16 and rate of a sound, not longer than wanted."""
    if kind != OTHER:
        return made_sound(kind, seconds, RATE), RATE
    if other is None:
        raise ValueError('another sound was chosen, and none is there')
    limits.check_sound(other)
    try:
        found = read_sound(Path(other), rate=RATE)
    except RejectedError as error:
        raise ValueError(f'{Path(other).name}: {error}') from None
    wave = soundfile.read(io.BytesIO(found.wav), dtype='int16')[0]
    return wave[: math.ceil(seconds * RATE)], RATE
