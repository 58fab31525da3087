"""Ogg files (RFC 3533): whether their last page is there."""

from typing import BinaryIO

PAGE, LAST = b'OggS', 0x04  # and the flag of a stream's last page
TAIL = 1 << 17  # bytes; a page has half as many at most


def breaks_off(file: BinaryIO) -> bool:
    """Tell whether a file is Ogg and does not end with a last page.

    What is missing is not known: pages are counted from the start only.
    """
    file.seek(0)
    if file.read(4) != PAGE:
        return False
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    tail = file.read()
    at = tail.rfind(PAGE)
    return 0 <= at < len(tail) - 5 and not tail[at + 5] & LAST
