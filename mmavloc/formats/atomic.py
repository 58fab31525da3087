"""Atomic file writes (write, then rename), and locks of folders."""

import fcntl
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_numbers = itertools.count()  # names of this process's unfinished files
LOCK_WAIT = 30  # s; the processes of a killed run end within this time


@contextmanager
def atomic_file(
    path: str | Path, folder: str | Path | None = None
) -> Iterator[BinaryIO]:
    """Open a binary file that appears under its name when it is complete.

    If the process is killed, the previous file is unchanged. An exception
    removes the unfinished file. Several processes may write the same file:
    the last one wins, and a reader always gets one complete version.

    Args:
        path: path of the file; its folder is created if absent.
        folder: folder of the unfinished file, on the same file system; by
            default that of ``path``.

    Raises:
        OSError: the file cannot be written.
    """
    with (
        unfinished_file(path, folder) as unfinished,
        unfinished.open('wb') as file,
    ):
        yield file


@contextmanager
def unfinished_file(
    path: str | Path, folder: str | Path | None = None
) -> Iterator[Path]:
    """Name a file to write, which gets the name ``path`` at the end.

    For writers that open files themselves; otherwise as :func:`atomic_file`.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # not the file's own name: with a suffix it could be too long
    name = f'.{os.getpid()}-{next(_numbers)}.part'
    unfinished = Path(folder or path.parent, name)
    try:
        yield unfinished
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def write_bytes(
    path: str | Path, content: bytes, folder: str | Path | None = None
) -> None:
    """Write a whole file or none, see :func:`atomic_file`."""
    with atomic_file(path, folder) as file:
        file.write(content)


def write_text(path: str | Path, text: str) -> None:
    """Write a whole file of UTF-8 text or none."""
    write_bytes(path, text.encode('utf-8'))


@contextmanager
def locked(folder: str | Path) -> Iterator[int]:
    """Lock a folder for this process and the processes that it starts.

    Args:
        folder: created if absent; the lock is the file ``.lock`` in it.

    Returns:
        A file descriptor; a child process that inherits it holds the lock.

    Raises:
        OSError: another process holds the lock for longer than 30 s.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / '.lock').open('w') as file:
        deadline = time.monotonic() + LOCK_WAIT
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise OSError(
                        f'{folder}: another process is using this folder; '
                        'wait until it has ended, or choose another folder'
                    ) from None
                time.sleep(0.5)
        yield file.fileno()
