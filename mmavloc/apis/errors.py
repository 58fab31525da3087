"""Error messages: one sentence for user errors, a traceback for others."""

import contextlib
import difflib
import os
import re
import sys
import traceback
from collections.abc import Iterator

# If this environment variable is set, errors keep their tracebacks.
TRACEBACK = 'MMAVLOC_TRACEBACK'
OURS = {'mmavloc', 'studies', 'benchmarks'}
UNREGISTERED = re.compile(r'(\S+) is not in the (\S+) registry')
# "Model.__init__() got an unexpected keyword argument 'x'"
UNEXPECTED = re.compile(
    r"([\w.]+?)(?:\.__init__)?\(\) got an unexpected keyword argument '(.+)'"
)
MISSING = re.compile(
    r'([\w.]+?)(?:\.__init__)?\(\) missing \d+ required (?:positional|keyword'
    r'-only) arguments?: (.+)'
)


@contextlib.contextmanager
def exit_on_user_error() -> Iterator[None]:
    """End a tool with one sentence, ``error: ...``, and status 1.

    Also a decorator, ``@exit_on_user_error()``. Errors that the user's input
    did not cause are raised unchanged. The environment variable
    ``MMAVLOC_TRACEBACK=1`` keeps every traceback; the log file of a run
    always has it.

    Raises:
        SystemExit: instead of a user error.
    """
    try:
        yield
    except Exception as error:
        sentence = as_sentence(error)
        if sentence is None or os.environ.get(TRACEBACK):
            raise
        _log_traceback(error)
        raise SystemExit(f'error: {sentence}') from None


def as_sentence(error: Exception) -> str | None:
    """Return a message for the user, or None for a bug of the program."""
    text = str(error).strip()
    if isinstance(error, OSError):
        if error.strerror and error.filename is not None:
            return f'{error.filename}: {error.strerror.lower()}'
        return _last_line(text)
    if isinstance(error, ValueError):
        text = _last_line(text)
        return text if _raised_by_us(error) else f'{text} ({_where(error)})'
    if isinstance(error, KeyError) and (found := UNREGISTERED.search(text)):
        return _unregistered(found[1].strip('\'"'), found[2])
    if isinstance(error, TypeError) and (found := UNEXPECTED.search(text)):
        return (
            f'{found[1]} has no argument {found[2]}; remove it from the '
            'config, or correct its spelling'
        )
    if isinstance(error, TypeError) and (found := MISSING.search(text)):
        return f'{found[1]} needs {found[2]}; add it to the config'
    if type(error).__name__ == 'OutOfMemoryError':
        return (
            f'{_last_line(text).partition(". ")[0]}; want a smaller batch, or '
            'fewer clips at once'
        )
    if isinstance(error, RuntimeError | ImportError) and _raised_by_us(error):
        return _last_line(text)
    # a message, not a missing key of some dict
    if isinstance(error, KeyError) and error.args:
        said = error.args[0]
        is_sentence = isinstance(said, str) and ' ' in said
        return said if is_sentence and _raised_by_us(error) else None
    return None


def _last_line(text: str) -> str:
    """Return the last line, without the traceback of a loader worker."""
    line = text.splitlines()[-1].strip() if text else 'no cause was given'
    return re.sub(r'^[\w.]+(?:Error|Exception): ', '', line)


def _raised_by_us(error: Exception) -> bool:
    """Return whether a line of this project raised the error."""
    if 'Original Traceback' in str(error):  # in a loader worker
        return True
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return True
    module = trace.tb_frame.f_globals.get('__name__', '')
    return module.partition('.')[0] in OURS


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return (
        f'in {frames[-1].name} of another library; {TRACEBACK}=1 shows where'
        if frames
        else type(error).__name__
    )


def _unregistered(name: str, registry: str) -> str:
    """Return a message that suggests a similar registered name."""
    from .modules import all_registries

    names = [
        known
        for found in all_registries()
        if found.name == registry.partition('::')[2]
        for known in registered_names(found)
    ]
    near = difflib.get_close_matches(name, names, 1)
    hint = (
        f'did you mean {near[0]!r}?'
        if near
        else (
            'want a class of this project, of MMEngine, or one that the '
            "config's custom_imports loads"
        )
    )
    return f'type={name!r} is not registered as {registry}; {hint}'


def registered_names(registry) -> list[str]:
    """List the names in a registry and its parents."""
    registry.import_from_location()
    names = list(registry.module_dict)
    return names + (
        registered_names(registry.parent) if registry.parent else []
    )


def _log_traceback(error: Exception) -> None:
    """Write the traceback to the log file of the current run, if any."""
    if 'mmengine.logging' not in sys.modules:
        return
    import logging

    from mmengine.logging import MMLogger

    if not MMLogger.check_instance_created('mmengine') and not getattr(
        MMLogger, '_instance_dict', None
    ):
        return
    record = logging.LogRecord(
        *('mmavloc', logging.ERROR, __file__, 0, 'stopped by an error', ()),
        exc_info=(type(error), error, error.__traceback__),
    )
    for handler in MMLogger.get_current_instance().handlers:
        if isinstance(handler, logging.FileHandler):
            handler.handle(record)
