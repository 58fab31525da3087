"""What the header of a WAV file says, and samples that need no decoder."""

import io
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

PCM = 1  # format tag of samples that are plain integers


@dataclass(frozen=True)
class WavHeader:
    """How the samples lie in a WAV file.

    Attributes:
        tag: of the format; 1 is PCM.
        channels, rate, bits: as the header says.
        align: bytes of a frame.
        start: byte at which the first frame lies.
        frames: how many are promised; None where a streamed file left that
            open.
    """

    tag: int
    channels: int
    rate: int
    bits: int
    align: int
    start: int
    frames: int | None


def read_header(file: BinaryIO) -> WavHeader | None:
    """Read a WAV file's header; None if it has none.

    Args:
        file: at its start; it is left anywhere.
    """
    head = file.read(12)
    if head[:4] != b'RIFF' or head[8:] != b'WAVE':
        return None
    form = None
    while len(chunk := file.read(8)) == 8:
        length = int.from_bytes(chunk[4:], 'little')
        if chunk[:4] == b'fmt ':
            form = file.read(length)
            file.seek(length % 2, 1)
        elif chunk[:4] == b'data':
            return _header(form, file.tell(), length)
        else:
            file.seek(length + length % 2, 1)
    return None


def _header(form: bytes | None, start: int, length: int) -> WavHeader | None:
    """Return what the format chunk and the length of the samples say."""
    if form is None or len(form) < 16:
        return None
    tag, channels = _number(form, 0, 2), _number(form, 2, 2)
    rate, align = _number(form, 4, 4), _number(form, 12, 2)
    # Streamed files write 0 or the greatest number instead.
    unknown = length == 0 or length >= 0x7FFFF000 or not align
    frames = None if unknown else length // align
    bits = _number(form, 14, 2)
    return WavHeader(tag, channels, rate, bits, align, start, frames)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], 'little')


def promised_frames(file: BinaryIO) -> int | None:
    """Return how many frames a WAV header promises; None if it does not.

    libsndfile trusts the file's length over the header, so that a download
    that broke off would pass as a shorter clip.

    Args:
        file: at its start; it is left anywhere.
    """
    header = read_header(file)
    return header.frames if header else None


def is_plain(file: BinaryIO, header: WavHeader, rate: int) -> bool:
    """Tell whether a file is whole and holds 16-bit mono samples of a rate.

    Args:
        file: that ``header`` was read from; it is left anywhere.
        header: see :func:`read_header`.
        rate: that is wanted, in Hz.
    """
    form = (header.tag, header.channels, header.bits, header.align)
    if not header.frames or form != (PCM, 1, 16, 2) or header.rate != rate:
        return False
    end = header.start + header.frames * header.align
    return file.seek(0, io.SEEK_END) >= end


def read_plain(
    file: BinaryIO, header: WavHeader, first: int, count: int
) -> np.ndarray:
    """Read samples of a file that :func:`is_plain`, (count) int16."""
    samples = np.empty(count, '<i2')
    file.seek(header.start + first * header.align)
    file.readinto(samples)  # type: ignore[attr-defined]
    return samples.astype(np.int16, copy=False)
