"""Read an image or audio file from disk or from a tar shard.

A clip's ``img_path`` and ``audio_path`` are either file names or, in a
packed data set, members of a tar file with offset and length in bytes::

    pack/000003.tar/5417.jpg@1536+9990

so that a path is always a string, and a message that contains it names both
shard and clip.
"""

import io
import os
import re
from pathlib import Path
from typing import BinaryIO

from .errors import UnreadableMediaError

MEMBER = re.compile(r'(.+\.tar)/([^/]+)@(\d+)\+(\d+)')
FEW = 1 << 20  # bytes; a smaller member is read at once


def member_path(shard: str | Path, name: str, offset: int, size: int) -> str:
    """Return the path of a shard's member; see the module."""
    return f'{shard}/{name}@{offset}+{size}'


def split_member(path: str | Path) -> tuple[str, str, int, int] | None:
    """Return shard, member, offset and size; None for a plain file."""
    found = MEMBER.fullmatch(str(path))
    if found is None:
        return None
    shard, name, offset, size = found.groups()
    return shard, name, int(offset), int(size)


def open_media(path: str | Path) -> BinaryIO:
    """Open an image or audio file, or a member of a shard.

    Raises:
        UnreadableMediaError: there is no such file, or the shard is
            truncated.
    """
    place = split_member(path)
    shard, name, offset, size = place or (path, '', 0, 0)
    try:
        # unbuffered, because reads are large; the caller closes the file
        file = open(shard, 'rb', buffering=0)  # noqa: SIM115
    except FileNotFoundError:
        raise UnreadableMediaError(
            f'{path}: no such file; expected the image or audio of this clip'
        ) from None
    except OSError as error:
        raise UnreadableMediaError(
            f'{path}: cannot be opened ({error.strerror}); make the file '
            'readable'
        ) from None
    if place is None:
        return file
    if (total := os.fstat(file.fileno()).st_size) < offset + size:
        file.close()
        raise UnreadableMediaError(
            f'{shard}: {total} bytes, but {name} is at {offset} to '
            f'{offset + size}; the shard is truncated: copy or pack it again'
        )
    if size <= FEW:
        with file:
            return io.BytesIO(os.pread(file.fileno(), size, offset))
    return io.BufferedReader(_Member(file, offset, size))


def read_media(path: str | Path) -> bytes:
    """Read all bytes of an image or audio file.

    Raises:
        UnreadableMediaError: see :func:`open_media`.
    """
    with open_media(path) as file:
        return file.read()


def media_size(path: str | Path) -> int:
    """Return the size in bytes; 0 if there is no such file."""
    place = split_member(path)
    if place is not None:
        return place[3]
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


class _Member(io.RawIOBase):
    """A byte range of an open file, read like a separate file."""

    def __init__(self, file: BinaryIO, offset: int, size: int):
        self._file, self._offset, self._size = file, offset, size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = min(len(buffer), max(0, self._size - self._at))
        data = os.pread(self._file.fileno(), count, self._offset + self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence, self._size)
        self._at = max(0, base + offset)
        return self._at

    def close(self) -> None:
        self._file.close()
        super().close()
