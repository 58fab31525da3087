"""Sound files as libsndfile and FFmpeg read them."""

import os
from contextlib import suppress
from typing import BinaryIO

import numpy as np
import soundfile

from mmavloc.formats.containers import open_container
from mmavloc.formats.wav import WavHeader

from .errors import UnreadableMediaError
from .media import media_size


def refuse_cut(path: str, header: WavHeader | None) -> None:
    """Refuse a WAV file with fewer compressed bytes than its header says."""
    if header is None or header.frames is not None or not header.length:
        return
    there = media_size(path) - header.start
    if there < header.length:
        raise UnreadableMediaError(
            f'{path}: truncated, {there} of {header.length} bytes of audio '
            'are present; download or convert the file again'
        )


def decode_all(source: BinaryIO) -> tuple[np.ndarray, int]:
    """Decode a whole file with FFmpeg: (t channels) float32, and its rate.

    Raises:
        ValueError: no sample can be decoded.
    """
    import av

    source.seek(0)
    waves: list[np.ndarray] = []
    rate = 0
    to_float = av.AudioResampler('fltp')
    with (
        suppress(av.FFmpegError),
        open_container(source) as container,
    ):
        for packet in container.demux(audio=0):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue  # a damaged packet; missing samples are counted
            for frame in frames:
                rate = rate or frame.sample_rate
                waves += [f.to_ndarray().T for f in to_float.resample(frame)]
    if not waves:
        raise ValueError('no sample can be decoded')
    return np.concatenate(waves), rate


def open_sound(source: BinaryIO) -> soundfile.SoundFile:
    """Open an audio file by its descriptor, faster than by callbacks."""
    try:
        number = source.fileno()
    except OSError:  # a member of a shard has none
        source.seek(0)
        return soundfile.SoundFile(source)
    os.lseek(number, 0, os.SEEK_SET)
    return soundfile.SoundFile(number, closefd=False)
