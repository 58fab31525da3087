"""What the header of a WAV file says."""

from dataclasses import dataclass
from typing import BinaryIO

LINEAR = (1, 3, 6, 7)  # PCM, float, A-law, mu-law: a frame has its bytes
EXTENSIBLE = 0xFFFE  # the tag proper stands further on
HEAD = 128  # bytes, read at once: few headers are longer


@dataclass(frozen=True)
class WavHeader:
    """How the samples lie in a WAV file.

    Attributes:
        tag: of the format; 1 is PCM.
        channels, rate, bits: as the header says.
        align: bytes of a frame.
        start: byte at which the first frame lies.
        length: of the samples in bytes; None where a streamed file left that
            open.
        frames: how many are promised; None where that is open, or samples
            are compressed, so that bytes do not tell.
    """

    tag: int
    channels: int
    rate: int
    bits: int
    align: int
    start: int
    length: int | None
    frames: int | None


def read_header(file: BinaryIO) -> WavHeader | None:
    """Read a WAV file's header; None if it has none.

    Args:
        file: at its start; it is left anywhere.
    """
    head = file.read(HEAD)
    if head[:4] != b'RIFF' or head[8:12] != b'WAVE':
        return None
    form, at = None, 12
    while len(chunk := _part(file, head, at, 8)) == 8:
        length, at = int.from_bytes(chunk[4:], 'little'), at + 8
        if chunk[:4] == b'data':
            return _header(form, at, length)
        if chunk[:4] == b'fmt ':
            form = _part(file, head, at, min(length, 26))
        at += length + length % 2
    return None


def _part(file: BinaryIO, head: bytes, at: int, size: int) -> bytes:
    """Return bytes of the head, or from further on in the file."""
    if at + size <= len(head):
        return head[at : at + size]
    file.seek(at)
    return file.read(size)


def _header(form: bytes | None, start: int, length: int) -> WavHeader | None:
    """Return what the format chunk and the length of the samples say."""
    if form is None or len(form) < 16:
        return None
    tag, channels = _number(form, 0, 2), _number(form, 2, 2)
    if tag == EXTENSIBLE and len(form) >= 26:
        tag = _number(form, 24, 2)
    rate, align = _number(form, 4, 4), _number(form, 12, 2)
    # Streamed files write 0 or the greatest number instead.
    size = None if length == 0 or length >= 0x7FFFF000 else length
    bits = _number(form, 14, 2)
    told = size and tag in LINEAR and align == channels * (bits + 7 >> 3)
    frames = size // align if size and told and rate else None
    return WavHeader(tag, channels, rate, bits, align, start, size, frames)


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
