"""The sound of a clip: mono, 16 bit, in time with its picture."""

import io
import wave
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mmavloc.prepare.errors import RejectedError

from .clock import Clock, read_clock
from .pieces import Heard, decode_pieces, join
from .stated import stated_length

RATE = 22050  # Hz, of the published models
SHORTEST = 0.1  # s; less is no sound
SHORTEST_TORN = 1.0  # s; less of a sound that breaks off is no sound
OFFSET = 0.1  # s between sound and picture that is reported
HOLE = 3600.0  # s without sound; more must be a wrong time
SLACK = 0.5  # s that a header may promise too much
CLIPPED = 0.01  # share of samples beyond full scale that is reported


class Sound(NamedTuple):
    """A sound, encoded.

    Attributes:
        wav: the file's content.
        samples: how many.
        problems: what is odd about it.
    """

    wav: bytes
    samples: int
    problems: list[str]


def read_sound(
    path: Path,
    seconds: float = 0.0,
    moment: float | None = None,
    rate: int = RATE,
    clock: Clock | None = None,
) -> Sound:
    """Decode the sound of a file of its own or of a video.

    Time 0 is that of the video's first frame, if there is one: a sound that
    starts later is preceded by silence, of one that starts earlier the
    beginning is left out. Channels are averaged; samples beyond full scale
    are clipped; no dither, so that equal files give equal files.

    Args:
        path: of anything that FFmpeg reads.
        seconds: keep no more than this; 0 for all of it.
        moment: the second that the kept part lies around; None for the
            middle.
        rate: of the result, in Hz.
        clock: of the file, if it was read already.

    Raises:
        RejectedError: there is no sound, or too little of it.
    """
    clock = clock or read_clock(path)
    if clock.sound is None:
        raise RejectedError('no sound: the file has no audio stream')
    length = _length(path, clock) if seconds else None
    low, high = _window(length, seconds, moment)
    heard = decode_pieces(path, clock, low, high)
    if seconds and moment is None and not heard.pieces:
        # It breaks off before: the middle of what is there.
        low, high = _window(heard.end, seconds, moment)
        heard = decode_pieces(path, clock, low, high)
    if heard.begin is None:
        raise RejectedError('no sound: not one sample can be decoded')
    if not heard.pieces:
        raise RejectedError(
            f'no sound from {low:.2f} to {high:.2f} s, around the picture; '
            f'it starts at {heard.begin:.2f} s'
            if heard.begin >= high
            else f'no sound from {low:.2f} to {high:.2f} s, around the '
            f'picture; it ends at {heard.end:.2f} s'
        )
    if heard.pieces[0].begin - low > HOLE or heard.missing > HOLE:
        raise RejectedError(
            f'no sound: its time stamps leave more than {HOLE:.0f} s silent'
        )
    problems = _oddities(clock, heard)
    audio = join(heard.pieces, low, high, rate)
    _check_length(path, clock, heard, (low, high), len(audio) / rate, problems)
    return _encoded(audio, rate, problems)


def _length(path: Path, clock: Clock) -> float:
    """Measure where a sound ends, in s from the time that counts as 0.

    By its packets in formats with time stamps; else all is decoded.
    """
    track = clock.sound
    if track.end is None:
        return decode_pieces(path, clock, 0, float('inf'), keep=False).end
    return track.end - (track.begin if clock.zero is None else clock.zero)


def _window(
    length: float | None, seconds: float, moment: float | None
) -> tuple[float, float]:
    """Return which part to keep, in s."""
    if not seconds or length is None:
        return 0.0, float('inf')
    centre = length / 2 if moment is None else moment
    low = max(0.0, min(centre - seconds / 2, length - seconds))
    return low, low + seconds


def _oddities(clock: Clock, heard: Heard) -> list[str]:
    """Say what is odd about the times of a sound."""
    problems = [clock.sound.choice] if clock.sound.choice else []
    if abs(heard.begin) >= OFFSET:
        side, left = 'later', 'silent'
        if heard.begin < 0:
            side, left = 'earlier', 'left out'
        problems.append(
            f'sound starts {abs(heard.begin):.2f} s {side} than the picture; '
            f'that part is {left}'
        )
    if heard.missing:
        problems.append(
            f'{heard.missing:.2f} s of sound are missing; they are silent'
        )
    if heard.doubled:
        problems.append(
            f'its time stamps step back; {heard.doubled:.2f} s of sound that '
            'are there twice are left out'
        )
    if clock.jumps:
        problems.append(f'its clock jumps, {clock.jumps} times; joined')
    return problems


def _check_length(
    path: Path,
    clock: Clock,
    heard: Heard,
    window: tuple[float, float],
    kept: float,
    problems: list[str],
) -> None:
    """Compare what was decoded with what there should be.

    Raises:
        RejectedError: too little is left.
    """
    low, high = window
    track = clock.sound
    first = max(low, heard.begin)
    there = min(heard.end, high) - first
    zero = clock.zero
    if zero is None:
        zero = heard.begin if track.begin is None else track.begin
    ends = [heard.end]
    if track.end is not None:
        ends.append(track.end - zero)
    if not clock.whole and track.stated is not None:
        ends.append(track.stated - zero)
    if stated := stated_length(path, heard.end - heard.begin):
        ends.append(heard.begin + stated)
    full = min(high, max(ends)) - first
    torn = there < full - max(SLACK, 0.05 * full)
    if kept < (SHORTEST_TORN if torn else SHORTEST):
        raise RejectedError(
            f'too little sound: {kept:.2f} s of {full:.2f} s decoded'
        )
    if torn:
        problems.append(
            f'truncated: {there:.2f} of {full:.2f} s of sound decoded'
        )
    elif clock.whole is False and track.stated is None and heard.end < high:
        problems.append(f'truncated: breaks off after {there:.2f} s of sound')


def _encoded(audio: np.ndarray, rate: int, problems: list[str]) -> Sound:
    if not np.isfinite(audio).all():
        raise RejectedError('no sound: it holds samples that are no numbers')
    scaled = np.rint(audio * 32768.0)
    over = float(np.mean(np.abs(audio) > 1))
    if over > CLIPPED:
        problems.append(f'{100 * over:.0f} % of the samples are clipped')
    pcm = np.clip(scaled, -32768, 32767).astype('<i2')
    if not pcm.any():
        problems.append('silent audio')
    stream = io.BytesIO()
    with wave.open(stream, 'wb') as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())
    return Sound(stream.getvalue(), len(pcm), problems)
