"""Other sounds for a clip: silence, noise, and another one for a video."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from mmavloc.prepare.decode.media import (
    Packets,
    open_media,
    video_stream,
)

SILENCE, NOISE = 'silence', 'noise'
LOUDNESS = 0.1  # RMS of the noise, of full scale
PART = 1024  # samples of a frame of sound


def made_sound(kind: str, seconds: float, rate: int) -> np.ndarray:
    """Make silence or white noise, always the same: (t) int16.

    Args:
        kind: ``silence`` or ``noise``.
        seconds: length.
        rate: in Hz.
    """
    samples = max(1, round(seconds * rate))
    if kind == SILENCE:
        return np.zeros(samples, np.int16)
    wave = LOUDNESS * np.random.default_rng(0).standard_normal(samples)
    return np.rint(32767 * wave.clip(-1, 1)).astype(np.int16)


def replace_sound(video: Path, wave: np.ndarray, rate: int, out: Path) -> None:
    """Copy a video's picture, with another sound that begins with it.

    Args:
        video: to copy; its frames are not encoded again.
        wave: (t) int16, mono.
        rate: in Hz.
        out: ``.mkv``, which holds any picture.

    Raises:
        RejectedError: the video cannot be read.
    """
    with (
        open_media(video) as source,
        av.open(str(out), 'w', format='matroska') as target,
    ):
        stream = video_stream(source)
        # all tracks are there before the first packet, which begins the file
        copied = target.add_stream_from_template(stream)
        track = target.add_stream('pcm_s16le', rate=rate, layout='mono')
        first, begin = None, 0
        for packet in Packets(source, [stream]):
            if not packet.size:
                continue
            # the first packets of Matroska with reordered frames have no dts
            at = packet.dts if packet.pts is None else packet.pts
            if at is None:
                continue
            first = at if first is None else first
            if packet.dts is not None:
                packet.dts -= first
            if packet.pts is not None:
                packet.pts -= first
            # sound goes along, or it would lie far behind in a long file
            until = float((at - first) * packet.time_base) * rate
            while begin < min(until, len(wave)):
                _add(target, track, wave, begin, rate)
                begin += PART
            packet.stream = copied
            target.mux(packet)
        for rest in range(begin, len(wave), PART):
            _add(target, track, wave, rest, rate)
        target.mux(track.encode(None))


def _add(target, track, wave: np.ndarray, begin: int, rate: int) -> None:
    """Write a part of a sound."""
    part = np.ascontiguousarray(wave[None, begin : begin + PART])
    frame = av.AudioFrame.from_ndarray(part, 's16', 'mono')
    frame.sample_rate, frame.pts = rate, begin
    frame.time_base = Fraction(1, rate)
    target.mux(track.encode(frame))
