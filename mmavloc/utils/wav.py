"""What the header of a WAV file says."""

from typing import BinaryIO


def promised_frames(file: BinaryIO) -> int | None:
    """Return how many frames a WAV header promises; None if it does not.

    libsndfile trusts the file's length over the header, so that a download
    that broke off would pass as a shorter clip.

    Args:
        file: at its start; it is left anywhere.
    """
    head = file.read(12)
    if head[:4] != b'RIFF' or head[8:] != b'WAVE':
        return None
    align = None
    while len(chunk := file.read(8)) == 8:
        length = int.from_bytes(chunk[4:], 'little')
        if chunk[:4] == b'fmt ':
            align = int.from_bytes(file.read(length)[12:14], 'little')
            file.seek(length % 2, 1)
        elif chunk[:4] == b'data':
            # Streamed files write 0 or the greatest number instead.
            unknown = length in (0, 0xFFFFFFFF) or length >= 0x7FFFF000
            return None if unknown or not align else length // align
        else:
            file.seek(length + length % 2, 1)
    return None
