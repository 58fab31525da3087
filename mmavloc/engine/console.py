"""Console output of a run: progress, warnings and results.

Everything else that MMEngine logs (environment, config, hooks, weights) is
only in the log file in the work directory. The form of the progress lines is
stable, so that programs can parse them:

    epoch 3/25 step 50/125 loss 0.412 left 4 min
    step 50/1000 loss 0.412 left 4 min
    test 10/28 left 1 min
"""

import logging
import re
import sys

# The lines that MMEngine's LogProcessor writes.
STEP = re.compile(
    r'^(?P<by>Epoch|Iter)\((?P<mode>train|val|test)\)\s+'
    r'(?:\[\s*(?P<epoch>\d+)\])?\[\s*(?P<step>\d+)/(?P<steps>\d+)\]\s*'
    r'(?P<rest>.*)',
    re.DOTALL,
)
VALUE = re.compile(r'(\S+): (-?[\d.]+(?:e[+-]?\d+)?|nan|inf)(?=\s|$)')
# Other messages of MMEngine that are shown.
WANTED = re.compile(r'^(resumed epoch|Checkpoints will be saved|The best)')
# Warnings of MMEngine about its own code, which users cannot avoid.
UNWANTED = re.compile(
    r'"FileClient" will be|"HardDiskBackend" is the alias|'
    r'`(save|resume)_param_scheduler` is True but|'
    r'The prefix is not set in metric'
)
SHOWN = 4  # scores of a validation that are shown


class ConsoleFormatter(logging.Formatter):
    """Format progress and messages briefly.

    Args:
        epochs: function that returns the number of epochs of the training,
            or None.
    """

    def __init__(self, epochs):
        super().__init__()
        self.epochs = epochs

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        message = record.getMessage()
        if found := STEP.match(message):
            return self._progress(found)
        if record.levelno >= logging.WARNING:
            message = f'{record.levelname.lower()}: {message}'
        if record.exc_info:
            message += '\n' + self.formatException(record.exc_info)
        return message

    def _progress(self, found: re.Match) -> str:
        values = dict(VALUE.findall(found['rest']))
        place = f'{found["step"]}/{found["steps"]}'
        left = re.search(r'eta: (?:(\d+) days?, )?(\d+):(\d+):(\d+)', found[0])
        words = []
        if found['mode'] == 'train':
            if found['epoch']:
                words.append(f'epoch {found["epoch"]}/{self.epochs() or "?"}')
            words.append(f'step {place}')
            if 'loss' in values:
                words.append(f'loss {float(values["loss"]):.3f}')
        elif left is None:  # the scores after the last batch
            words.append(
                f'{"validation" if found["mode"] == "val" else "test"}:'
            )
            scores = {
                name: value
                for name, value in values.items()
                if name not in ('time', 'data_time')
            }
            first = sorted(scores, key=lambda n: n != 'localization/cIoU')
            for name in first[:SHOWN]:
                words.append(f'{name} {float(scores[name]):.1f}')
        else:
            words.append(f'{found["mode"]} {place}')
        if left:
            words.append(f'left {_time(left)}')
        return ' '.join(words)


def _time(left: re.Match) -> str:
    days, hours, minutes, seconds = (int(part or 0) for part in left.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total < 100:
        return f'{total} s'
    if total < 100 * 60:
        return f'{total / 60:.0f} min'
    return f'{total / 3600:.1f} h'


class ConsoleFilter(logging.Filter):
    """Select the messages that the console shows; see the module.

    Args:
        trains: function that returns whether this run trains. Validations
            during training print a line instead of a table; a test prints
            its table and not the same numbers again.
    """

    def __init__(self, trains):
        super().__init__()
        self.trains = trains
        self.table = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the console shows a message."""
        message = record.getMessage()
        if not _from_mmengine():
            table = '┃' in message
            self.table |= table
            return not (table and self.trains())
        if record.levelno >= logging.WARNING:
            return not UNWANTED.search(message)
        if found := STEP.match(message):
            scores = found['mode'] == 'test' and 'eta:' not in message
            return not (scores and self.table)
        return bool(WANTED.match(message))


def _from_mmengine() -> bool:
    """Return whether code of MMEngine, except its logging, is the caller."""
    frame = sys._getframe(1)
    while frame:
        name = frame.f_globals.get('__name__', '')
        if name.partition('.')[0] != 'logging' and not name.startswith(
            ('mmengine.logging', __name__)
        ):
            return name.startswith('mmengine.')
        frame = frame.f_back
    return False


def quieten(logger: logging.Logger, *, epochs, trains) -> None:
    """Restrict a logger's console to progress, warnings and results."""
    for handler in logger.handlers:
        if isinstance(handler, logging.StreamHandler) and not isinstance(
            handler, logging.FileHandler
        ):
            handler.setFormatter(ConsoleFormatter(epochs))
            handler.addFilter(ConsoleFilter(trains))
