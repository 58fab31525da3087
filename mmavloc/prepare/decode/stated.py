"""Lengths that headers state."""

import re
from fractions import Fraction
from pathlib import Path

import av

from mmavloc.formats.mp3 import stated_seconds
from mmavloc.formats.wav import read_header

MICRO = 1_000_000  # a container counts its duration in these parts of a second
CLOCK = re.compile(r'(\d+):(\d+):(\d+(?:\.\d+)?)')
# Formats whose header states a length, where others let FFmpeg estimate it.
STATING = {'mov', 'matroska', 'avi', 'flv', 'asf', 'wav', 'aiff', 'flac'}
STATING |= {'au', 'caf', 'w64', 'rm', 'nut'}


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


def stated_end(
    container: av.container.InputContainer, stream: av.stream.Stream
) -> Fraction | None:
    """Return the end of a stream that the header states, in s."""
    if family(container) not in STATING:
        return None
    begin = (stream.start_time or 0) * stream.time_base
    if stream.duration and stream.duration > 0:
        return begin + stream.duration * stream.time_base
    if found := CLOCK.fullmatch(stream.metadata.get('DURATION', '')):
        hours, minutes, seconds = map(Fraction, found.groups())
        return 3600 * hours + 60 * minutes + seconds
    alone = len(container.streams) == 1
    if alone and container.duration and container.duration > 0:
        return Fraction(container.duration, MICRO)
    return None


def family(container: av.container.InputContainer) -> str:
    """Return the first of the names that FFmpeg has for a format."""
    return container.format.name.split(',')[0]
