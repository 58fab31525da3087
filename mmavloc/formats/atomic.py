"""Whole files only: write beside, then rename; and one writer per folder."""

import fcntl
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_numbers = itertools.count()  # of a process's unfinished files
LOCK_WAIT = 30  # s, for the processes of a killed run to end


@contextmanager
def atomic_file(
    path: str | Path, folder: str | Path | None = None
) -> Iterator[BinaryIO]:
    """Open a binary file that appears under its name once it is complete.

    A process that is killed leaves the previous file as it was; an exception
    removes what was written. Several processes may write the same file: the
    last one wins, and a reader never sees a mixture.

    Args:
        path: of the file; its folder is made if absent.
        folder: where the unfinished file lies, on the same file system; by
            default beside ``path``.

    Raises:
        OSError: the file cannot be written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # not the file's own name: with more to it, it may be too long
    name = f'.{os.getpid()}-{next(_numbers)}.part'
    unfinished = Path(folder or path.parent, name)
    try:
        with unfinished.open('wb') as file:
            yield file
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def write_bytes(
    path: str | Path, content: bytes, folder: str | Path | None = None
) -> None:
    """Write a file as a whole or not at all, see :func:`atomic_file`."""
    with atomic_file(path, folder) as file:
        file.write(content)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text as a whole or not at all."""
    write_bytes(path, text.encode('utf-8'))


@contextmanager
def locked(folder: str | Path) -> Iterator[int]:
    """Hold a folder for this process and the processes that it starts.

    Args:
        folder: made if absent; the lock is the file ``.lock`` in it.

    Returns:
        A file descriptor; a child process that inherits it holds the lock.

    Raises:
        OSError: another process holds the folder and does not end.
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
                        f'{folder}: another process is at work there; wait '
                        'until it has ended, or choose another folder'
                    ) from None
                time.sleep(0.5)
        yield file.fileno()
