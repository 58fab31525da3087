"""Long jobs made of tools: finished stages are kept, stopped ones go on."""

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
# What the tools print, see mmavloc.engine.console: "epoch 2/5 step 50/100 loss
# 0.4 ..." and "test 10/28"; the generator prints "made 500/10900".
EPOCH = re.compile(r'^epoch (\d+)/(\d+) step (\d+)/(\d+)(?: loss ([\d.]+))?')
COUNT = re.compile(r'^(?:test|made) (\d+)/(\d+)')
PR_SET_PDEATHSIG = 1
IDLE = {'--no-val'}  # options that change no product; older records lack it


@dataclass(frozen=True)
class Stage:
    """One command of a job.

    Attributes:
        name: what the user reads while it runs.
        command: a tool's file name and its arguments.
        product: the file that exists once the work is done; None for a
            command that checks by itself whether anything is left.
        log: file for the tool's output.
        cost: duration, in any unit that all stages share.
    """

    name: str
    command: list[str]
    product: Path | None
    log: Path
    cost: float = 1.0

    @property
    def note(self) -> Path:
        """The file that records which command made the product."""
        return self.product.with_name(f'{self.product.name}.command.json')

    @property
    def noted(self) -> list[str]:
        """The command as recorded, without the place of this checkout."""
        return [
            word.removeprefix(f'{TOOLS.parent}/')
            for word in self.command
            if word not in IDLE
        ]

    def done(self) -> bool:
        """Whether the product is there.

        Raises:
            ValueError: it, or its beginnings, are of another command.
        """
        if self.product is None:
            return False
        there = self.product.exists()
        if not self.note.is_file():
            if there:
                raise ValueError(
                    f'{self.product} exists and no record says what made it; '
                    'move it away, or choose another work directory'
                )
            return False
        found = json.loads(self.note.read_text())
        if found != self.noted:
            raise ValueError(
                f'{self.product} belongs to another command, '
                f'{" ".join(found)!r} instead of {" ".join(self.noted)!r}; '
                'choose another work directory, or remove this file and '
                f'{self.note.name}'
            )
        return there


def run_stages(stages: Sequence[Stage], folder: str | Path) -> float:
    """Run what is not done yet, under one progress bar.

    A stage is noted before it begins and counts as done when its product is
    there, so that a job which was killed at any point goes on with the stage
    it was in. Only one process at a time works in a folder.

    Args:
        stages: in the order in which they need each other.
        folder: the job's work directory, made if absent.

    Returns:
        How many minutes it took.

    Raises:
        ValueError: a stage failed; its last lines are printed and its log is
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
        left = [stage for stage in stages if not stage.done()]
        task = p.add_task(
            '', total=sum(stage.cost for stage in left), remark=''
        )
        spent = 0.0
        for number, stage in enumerate(left, 1):
            label = f'[{number}/{len(left)}] {stage.name}'
            p.update(task, description=label, remark='')
            if not console.is_terminal:
                console.print(label, f'({time.monotonic() - begin:.0f} s)')

            def tell(part: float, remark: str, base=spent, cost=stage.cost):
                p.update(task, completed=base + cost * part, remark=remark)

            if stage.product:
                write_text(stage.note, json.dumps(stage.noted))
            follow(stage.command, stage.log, tell, lock)
            if stage.command[0] == 'train.py':
                link_last(stage.product.parent)
            if stage.product and not stage.product.exists():
                raise ValueError(
                    f'{stage.command[0]} ended well and left no '
                    f'{stage.product}; its output is in {stage.log}'
                )
            spent += stage.cost
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
        ValueError: the tool failed; its last lines and the log are named.
    """
    argv = [sys.executable, str(TOOLS / command[0]), *command[1:]]
    tail: deque[str] = deque(maxlen=12)
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
            if found := EPOCH.match(line):
                epoch, epochs, step, steps = map(int, found.groups()[:4])
                tell(
                    (epoch - 1 + step / steps) / epochs,
                    f'loss {found[5]}' if found[5] else '',
                )
            elif found := COUNT.match(line):
                tell(int(found[1]) / int(found[2]), '')
    if process.wait() != 0:
        print(*tail, sep='\n', file=sys.stderr)
        raise ValueError(
            f'{command[0]} failed with status {process.returncode}; its '
            f'output is in {log}'
        )


def link_last(folder: Path) -> None:
    """Give the newest checkpoint of a training the name ``last.pth``.

    Raises:
        ValueError: the training left none.
    """
    note = folder / 'last_checkpoint'
    if not note.is_file():
        raise ValueError(f'{folder}: training left no checkpoint')
    newest = Path(note.read_text().strip())
    link = folder / 'last.pth'
    link.unlink(missing_ok=True)
    link.symlink_to(newest.name)


def _die_with_parent() -> None:
    """Let Linux end this process when the one that started it is killed."""
    if sys.platform == 'linux':
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
