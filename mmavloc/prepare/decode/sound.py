"""The sound of a clip: mono, 22 050 Hz, 16 bit, in time with its picture."""

import io
import wave
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import soxr

from mmavloc.formats.wav import promised_frames
from mmavloc.prepare.errors import RejectedError

from .media import (
    audio_stream,
    begin_of,
    frames_of,
    length_of,
    open_media,
    video_stream,
)

RATE = 22050  # Hz
SHORTEST = 0.1  # s; less is no sound
SHORTEST_TORN = 1.0  # s; less of a sound that breaks off is no sound
GAP = 0.1  # s; a longer hole is filled with silence ...
JUMP = 10.0  # s; ... unless it is so long that the time must be wrong
SLACK = 0.5  # s that a header may promise too much
CLIPPED = 0.01  # share of samples beyond full scale that is worth a word

# A stretch of sound: its time in s, its rate in Hz, mono float32 samples.
Piece = tuple[float, int, np.ndarray]


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
    path: Path, seconds: float = 0.0, moment: float | None = None
) -> Sound:
    """Decode the sound of a file of its own or of a video.

    Time 0 is that of the video's first frame, if there is one: a sound that
    starts later is preceded by silence, one that starts earlier is cut.
    Channels are averaged; the resampler is soxr's HQ (its aliases lie below
    -130 dB where FFmpeg's own leaves -36 dB, and it takes a seventh of the
    time); samples beyond full scale are clipped; no dither, so that equal
    files give equal files.

    Args:
        path: of anything that FFmpeg reads.
        seconds: keep no more than this; 0 for all of it.
        moment: the second that the kept part lies around; None for the
            middle.

    Raises:
        RejectedError: there is no sound, or too little of it.
    """
    with open_media(path) as container:
        length, zero = _stated(container, path)
    low, high = _window(length, seconds, moment)
    pieces = _pieces(path, float(zero), low, high)
    if seconds and (not pieces or length is None):
        # The header says nothing, or what is not so: the middle of what is.
        pieces = _pieces(path, float(zero), 0.0, float('inf'))
        length = Fraction(_end(pieces)) if pieces else None
        low, high = _window(length, seconds, moment)
    if not pieces:
        raise RejectedError('no sound: not one sample can be decoded')
    problems: list[str] = []
    begin = pieces[0][0]
    if low == 0 and abs(begin) >= GAP:
        side = 'later' if begin > 0 else 'earlier'
        problems.append(
            f'sound starts {abs(begin):.2f} s {side} than the picture'
        )
    first = max(low, begin)
    there = min(_end(pieces), high) - first
    promised = min(high, float(length)) - first if length else 0.0
    audio = _cut(pieces, low, high, problems)
    torn = there < promised - max(SLACK, 0.05 * promised)
    if len(audio) < (SHORTEST_TORN if torn else SHORTEST) * RATE:
        raise RejectedError(
            f'too little sound: {len(audio) / RATE:.2f} s of '
            f'{max(promised, there):.2f} s decoded'
        )
    if torn:
        problems.append(
            f'truncated: {there:.2f} of {promised:.2f} s of sound decoded'
        )
    return _encoded(audio, problems)


def _stated(
    container: av.container.InputContainer, path: Path
) -> tuple[Fraction | None, Fraction]:
    """Return the stated length of the sound, and the time that counts as 0.

    The length is counted from that time.
    """
    sound, picture = audio_stream(container), video_stream(container)
    if sound is None:
        raise RejectedError('no sound: the file has no audio stream')
    begin = begin_of(sound)
    zero = begin if picture is None else begin_of(picture)
    length = length_of(container, sound)
    with path.open('rb') as file:
        promised = promised_frames(file)
    if promised:  # FFmpeg believes the file's end
        length = Fraction(promised, sound.rate)
    return (length + begin - zero if length else None), zero


def _window(
    length: Fraction | None, seconds: float, moment: float | None
) -> tuple[float, float]:
    """Return which part to keep, in s."""
    if not seconds:
        return 0.0, float('inf')
    centre = moment
    if centre is None:
        centre = float(length) / 2 if length else 0.0
    low = centre - seconds / 2
    if length is not None:
        low = min(low, float(length) - seconds)
    low = max(0.0, low)
    return low, low + seconds


def _pieces(path: Path, zero: float, low: float, high: float) -> list[Piece]:
    """Decode what overlaps a stretch of time, mono, times counted from 0."""
    pieces: list[Piece] = []
    with open_media(path) as container:
        stream = audio_stream(container)
        time = float(begin_of(stream)) - zero
        for frame in frames_of(container, stream):
            if frame.pts is not None and frame.time_base:
                time = frame.time - zero
            end = time + frame.samples / frame.sample_rate
            if time > high:
                break
            if end > low:
                pieces.append((time, frame.sample_rate, _mono(frame)))
            time = end
    return pieces


def _mono(frame: av.AudioFrame) -> np.ndarray:
    """Average a frame's channels: float32 (t), 1 is full scale."""
    samples = frame.to_ndarray()
    if frame.format.is_packed:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    mono = samples.mean(axis=0, dtype=np.float64)
    if samples.dtype == np.uint8:
        mono = (mono - 128) / 128
    elif np.issubdtype(samples.dtype, np.integer):
        mono /= -float(np.iinfo(samples.dtype).min)
    return mono.astype(np.float32)


def _end(pieces: list[Piece]) -> float:
    time, rate, samples = pieces[-1]
    return time + len(samples) / rate


def _cut(
    pieces: list[Piece], low: float, high: float, problems: list[str]
) -> np.ndarray:
    """Join pieces at 22 050 Hz, and keep exactly the stretch of time."""
    begin = pieces[0][0]
    stretches = []
    for rate, group in groupby(pieces, key=itemgetter(1)):
        joined = _joined(list(group), problems)
        if rate != RATE:
            joined = soxr.resample(joined, rate, RATE, 'HQ')
        stretches.append(joined)
    audio = np.concatenate(stretches)
    first = round((low - begin) * RATE)
    audio = np.pad(audio, (-first, 0)) if first < 0 else audio[first:]
    if high < float('inf'):
        audio = audio[: round((high - low) * RATE)]
    return audio


def _joined(pieces: list[Piece], problems: list[str]) -> np.ndarray:
    """Join pieces of one rate, silence where some are missing."""
    begin, rate = pieces[0][:2]
    waves: list[np.ndarray] = []
    filled = silent = shift = jumps = 0
    for time, _, samples in pieces:
        hole = round((time - begin) * rate) - filled - shift
        if abs(hole) > JUMP * rate:
            shift += hole
            jumps += 1
        elif hole > GAP * rate:
            waves.append(np.zeros(hole, np.float32))
            filled += hole
            silent += hole
        waves.append(samples)
        filled += len(samples)
    if silent:
        problems.append(
            f'{silent / rate:.2f} s of sound are missing; they are silent'
        )
    if jumps:
        problems.append(f'times of its sound jump, {jumps} times; joined')
    return np.concatenate(waves)


def _encoded(audio: np.ndarray, problems: list[str]) -> Sound:
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
        file.setframerate(RATE)
        file.writeframes(pcm.tobytes())
    return Sound(stream.getvalue(), len(pcm), problems)
