"""Lengths of sound files that FFmpeg does not pass on."""

from pathlib import Path

from mmavloc.formats.mp3 import stated_seconds
from mmavloc.formats.wav import read_header


def stated_length(path: Path, decoded: float) -> float | None:
    """Return the length that a WAV or MP3 file states, in s.

    Of a WAV file with compressed samples that breaks off, it is in proportion
    to its bytes.

    Args:
        path: of the file.
        decoded: s that were decoded of it, as far as it was read.

    Returns:
        None if nothing is stated.
    """
    with path.open('rb') as file:
        header = read_header(file)
        if header is None:
            file.seek(0)
            return stated_seconds(file) if _may_be_mp3(file) else None
    if header.frames is not None:
        return header.frames / header.rate
    there = path.stat().st_size - header.start
    if header.length and 0 < there < header.length:
        return decoded * header.length / there
    return None


def _may_be_mp3(file) -> bool:
    head = file.read(3)
    file.seek(0)
    return head == b'ID3' or (len(head) > 1 and head[0] == 0xFF)
