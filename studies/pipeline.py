"""Long chores, made of tools: what is done is kept, what stopped goes on."""

import ctypes
import json
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from mmavloc.formats.atomic import locked, write_text

TOOLS = Path(__file__).resolve().parents[1] / 'tools'
# What the tools print: MMEngine "Epoch(train) [2][ 50/100] ... loss: 0.4" and
# "Epoch(test) [10/28]", the generator "made 500/10900".
EPOCH = re.compile(r'Epoch\(train\)\s+\[(\d+)\]\[\s*(\d+)/(\d+)\]')
COUNT = re.compile(r'(?:Epoch\(test\)\s+\[\s*|^made )(\d+)/(\d+)')
LOSS = re.compile(r'\bloss: ([\d.]+)')
PR_SET_PDEATHSIG = 1
IDLE = {'--no-val'}  # what changes no product; older notes lack it


@dataclass(frozen=True)
class Step:
    """One command of a chore.

    Attributes:
        name: what the user reads while it runs.
        command: a tool's file name and its arguments.
        product: the file that is there, whole, once the work is done; None
            for a command that finds out by itself whether anything is left.
        log: where everything that the tool says goes.
        cost: how long it takes, in any unit that all steps share.
    """

    name: str
    command: list[str]
    product: Path | None
    log: Path
    cost: float = 1.0

    @property
    def note(self) -> Path:
        """Where it is noted which command the product is of."""
        return self.product.with_name(f'{self.product.name}.command.json')

    @property
    def noted(self) -> list[str]:
        """The command as it is noted: wherever this checkout lies."""
        return [
            word.removeprefix(f'{TOOLS.parent}/')
            for word in self.command
            if word not in IDLE
        ]

    def done(self) -> bool:
        """Whether the product is there.

        Raises:
            SystemExit: it, or its beginnings, are of another command.
        """
        if self.product is None:
            return False
        there = self.product.exists()
        if not self.note.is_file():
            if there:
                raise SystemExit(
                    f'{self.product} is there and nothing says what made it; '
                    'move it away, or choose another work directory'
                )
            return False
        found = json.loads(self.note.read_text())
        if found != self.noted:
            raise SystemExit(
                f'{self.product} belongs to another command, '
                f'{" ".join(found)!r} instead of {" ".join(self.noted)!r}; '
                'choose another work directory, or remove this file and '
                f'{self.note.name}'
            )
        return there


def run_steps(steps: Sequence[Step], folder: str | Path) -> float:
    """Run what is not done yet, under one progress bar.

    A step is noted before it begins and counts as done when its product is
    there, so that a chore which was killed at any point goes on with the step
    it was in. Only one process at a time works in a folder.

    Args:
        steps: in the order in which they need each other.
        folder: the chore's work directory, made if absent.

    Returns:
        How many minutes it took.

    Raises:
        SystemExit: a step failed; its last lines are printed and its log is
            named.
        OSError: another process is at work in the folder.
    """
    console = Console()
    begin = time.monotonic()
    columns = (
        TextColumn('{task.description:<38}'),
        BarColumn(),
        TextColumn('{task.percentage:>3.0f} %'),
        TimeElapsedColumn(),
        TextColumn('left'),
        TimeRemainingColumn(),
        TextColumn('{task.fields[remark]}'),
    )
    with (
        locked(Path(folder)) as lock,
        Progress(*columns, console=console) as p,
    ):
        left = [step for step in steps if not step.done()]
        task = p.add_task('', total=sum(step.cost for step in left), remark='')
        spent = 0.0
        for number, step in enumerate(left, 1):
            label = f'[{number}/{len(left)}] {step.name}'
            p.update(task, description=label, remark='')
            if not console.is_terminal:
                console.print(label, f'({time.monotonic() - begin:.0f} s)')

            def tell(part: float, remark: str, base=spent, cost=step.cost):
                p.update(task, completed=base + cost * part, remark=remark)

            if step.product:
                write_text(step.note, json.dumps(step.noted))
            follow(step.command, step.log, tell, lock)
            if step.command[0] == 'train.py':
                link_last(step.product.parent)
            if step.product and not step.product.exists():
                raise SystemExit(
                    f'{step.command[0]} ended well and left no '
                    f'{step.product}; all it said is in {step.log}'
                )
            spent += step.cost
            p.update(task, completed=spent)
    return (time.monotonic() - begin) / 60


def follow(
    command: list[str],
    log: Path,
    tell: Callable[[float, str], None],
    lock: int | None = None,
) -> None:
    """Run a tool, keep its output, and report how far it is.

    Args:
        command: name of a tool and its arguments.
        log: file for its output.
        tell: called with the share done (0..1) and a remark.
        lock: a file descriptor that the tool holds open while it lives.

    Raises:
        SystemExit: the tool failed; its last lines and the log are named.
    """
    argv = [sys.executable, str(TOOLS / command[0]), *command[1:]]
    tail: deque[str] = deque(maxlen=12)
    epochs = None
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open('a', buffering=1) as file:  # to be watched
        print('$', *argv, file=file, flush=True)
        process = subprocess.Popen(
            argv,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=() if lock is None else (lock,),
            preexec_fn=_die_with_parent,
        )
        for line in process.stdout:
            file.write(line)
            tail.append(line.rstrip())
            if found := re.search(r'max_epochs=(\d+)', line):
                epochs = int(found[1])
            if (found := EPOCH.search(line)) and epochs:
                epoch, step, length = map(int, found.groups())
                loss = LOSS.search(line)
                tell(
                    (epoch - 1 + step / length) / epochs,
                    f'loss {float(loss[1]):.3f}' if loss else '',
                )
            elif found := COUNT.search(line):
                tell(int(found[1]) / int(found[2]), '')
    if process.wait() != 0:
        print(*tail, sep='\n', file=sys.stderr)
        raise SystemExit(
            f'{command[0]} failed with status {process.returncode}; all it '
            f'said is in {log}'
        )


def link_last(folder: Path) -> None:
    """Give the newest checkpoint of a training the name ``last.pth``.

    Raises:
        SystemExit: the training left none.
    """
    note = folder / 'last_checkpoint'
    if not note.is_file():
        raise SystemExit(f'{folder}: training left no checkpoint')
    newest = Path(note.read_text().strip())
    link = folder / 'last.pth'
    link.unlink(missing_ok=True)
    link.symlink_to(newest.name)


def _die_with_parent() -> None:
    """Let Linux end this process when the one that started it is killed."""
    if sys.platform == 'linux':
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
