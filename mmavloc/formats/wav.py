"""Reader of WAV headers."""

from dataclasses import dataclass
from typing import BinaryIO

LINEAR = (1, 3, 6, 7)  # PCM, float, A-law, mu-law: frames of constant size
EXTENSIBLE = 0xFFFE  # the format tag is in the extension of the chunk
HEAD = 128  # bytes, read at once: few headers are longer


@dataclass(frozen=True)
class WavHeader:
    """Format and position of the samples of a WAV file.

    Attributes:
        tag: format tag; 1 is PCM.
        channels, rate, bits: as stated in the header.
        align: bytes per frame.
        start: byte offset of the first frame.
        length: length of the samples in bytes; None if a streamed file does
            not state it.
        frames: stated number of frames; None if the length is not stated, or
            the samples are compressed.
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
        file: a file at its start; its position changes.
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
    """Return bytes of the part that was read, or read them from the file."""
    if at + size <= len(head):
        return head[at : at + size]
    file.seek(at)
    return file.read(size)


def _header(form: bytes | None, start: int, length: int) -> WavHeader | None:
    """Decode the format chunk."""
    if form is None or len(form) < 16:
        return None
    tag, channels = _number(form, 0, 2), _number(form, 2, 2)
    if tag == EXTENSIBLE and len(form) >= 26:
        tag = _number(form, 24, 2)
    rate, align = _number(form, 4, 4), _number(form, 12, 2)
    # Streamed files state 0 or the greatest number instead of a length.
    size = None if length == 0 or length >= 0x7FFFF000 else length
    bits = _number(form, 14, 2)
    linear = tag in LINEAR and align == channels * (bits + 7 >> 3)
    frames = size // align if size and linear and rate else None
    return WavHeader(tag, channels, rate, bits, align, start, size, frames)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], 'little')
