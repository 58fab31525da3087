"""MMEngine's Runner with a quiet console."""

import contextlib
import io
import tempfile
from pathlib import Path

from mmengine.logging import MMLogger
from mmengine.runner import BaseLoop, Runner

from mmavloc.registry import RUNNERS

from .console import quieten


@RUNNERS.register_module()
class ConsoleRunner(Runner):
    """MMEngine's ``Runner`` with a brief console output.

    The log file has all messages. See :mod:`mmavloc.engine.console`.
    """

    def build_logger(self, *args, **kwargs) -> MMLogger:
        """Build the logger, and restrict its console."""
        logger = super().build_logger(*args, **kwargs)
        quieten(logger, epochs=self._epochs, trains=self._trains)
        return logger

    def load_checkpoint(self, filename: str, *args, **kwargs) -> dict:
        """Load a checkpoint; suppress MMEngine's ``print`` calls."""
        with contextlib.redirect_stdout(io.StringIO()):
            return super().load_checkpoint(filename, *args, **kwargs)

    def _epochs(self) -> int | None:
        return self._train_loop.max_epochs if self._trains() else None

    def _trains(self) -> bool:
        return isinstance(self._train_loop, BaseLoop)


def check_work_dir(work_dir: str) -> None:
    """Check that a work directory can be written.

    Raises:
        ValueError: it cannot; the message has the cause.
    """
    try:
        Path(work_dir).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=work_dir):
            pass
    except OSError as error:
        raise ValueError(
            f'--work-dir {work_dir}: cannot be written '
            f'({(error.strerror or str(error)).lower()}); want a writable '
            'folder'
        ) from None


def link_last(folder: str | Path) -> None:
    """Give the newest checkpoint of a training the name ``last.pth``.

    A training that wrote none leaves none.
    """
    note = Path(folder, 'last_checkpoint')
    if not note.is_file():
        return
    link = Path(folder, 'last.pth')
    link.unlink(missing_ok=True)
    link.symlink_to(Path(note.read_text().strip()).name)
