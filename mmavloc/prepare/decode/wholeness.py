"""Whether a file holds all the bytes that its own structure announces."""

from pathlib import Path
from typing import BinaryIO

from mmavloc.formats.ogg import PAGE, breaks_off

EBML, SEGMENT = b'\x1a\x45\xdf\xa3', b'\x18\x53\x80\x67'


def is_whole(path: Path) -> bool | None:
    """Tell whether a file ends where its container says; None if unknown.

    MP4, Matroska, RIFF (AVI, WAV) and AIFF state the length of their parts,
    Ogg marks its last page. MPEG streams and others have no such mark.
    """
    size = path.stat().st_size
    with path.open('rb') as file:
        head = file.read(12)
        if head[4:8] in (b'ftyp', b'moov', b'mdat', b'wide', b'skip'):
            return _boxes_end(file, size)
        if head[:4] == EBML:
            return _segment_ends(file, size)
        if head[:4] in (b'RIFF', b'FORM'):
            return _chunks_end(file, size)
        if head[:4] == PAGE:
            return not breaks_off(file)
    return None


def _boxes_end(file: BinaryIO, size: int) -> bool:
    """Walk the boxes of an MP4 file (ISO 14496-12, 4.2)."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], 'big')
        if length == 1:
            length = int.from_bytes(head[8:16], 'big')
        if length == 0:  # to the end of the file
            return True
        if length < 8:
            return at > 0  # padding after the last box
        at += length
    return at <= size


def _segment_ends(file: BinaryIO, size: int) -> bool | None:
    """Compare the end of a Matroska file's first segment (RFC 8794)."""
    at = 0
    for wanted in (EBML, SEGMENT):
        file.seek(at)
        head = file.read(12)
        if head[:4] != wanted:
            return None
        width = 9 - head[4].bit_length()
        if width > 8:
            return None
        value = int.from_bytes(head[4 : 4 + width], 'big')
        length = value & ((1 << 7 * width) - 1)
        if length == (1 << 7 * width) - 1:
            return None  # unknown, as of a live recording
        at += 4 + width + length
    return at <= size


def _chunks_end(file: BinaryIO, size: int) -> bool | None:
    """Walk the chunks of a RIFF or AIFF file."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(8)
        if head[:4] not in (b'RIFF', b'FORM'):
            break  # padding after the last chunk
        order = 'little' if head[:4] == b'RIFF' else 'big'
        length = int.from_bytes(head[4:], order)
        if length == 0 or length >= 0x7FFFF000:
            return None  # streamed
        at += 8 + length
    return at <= size + 1  # the last byte of padding may be left out
