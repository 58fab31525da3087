"""Files of a running page: a folder a session, gone when it ends."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Scratch:
    """A folder with one folder for each session.

    Args:
        root: that holds them.
    """

    def __init__(self, root: Path):
        self.root = root

    def of(self, session: str | None) -> Path:
        """Return the folder of a session.

        Args:
            session: what the browser calls itself, which may be anything.
        """
        folder = self._folder(session)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def forget(self, session: str | None) -> None:
        """Delete what a session left."""
        shutil.rmtree(self._folder(session), ignore_errors=True)

    def _folder(self, session: str | None) -> Path:
        name = hashlib.sha256((session or '').encode()).hexdigest()[:16]
        return self.root / 'sessions' / name


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder that is gone afterwards, whatever happened."""
    with tempfile.TemporaryDirectory(
        prefix='mmavloc_app_', ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder).resolve()
