"""Run tools one after another; skip finished stages, resume stopped ones."""

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
# The progress lines of the tools (mmavloc.engine.console): "epoch 2/5 step
# 50/100 loss 0.4 ..." and "test 10/28". The generator prints "made 500/10900".
EPOCH = re.compile(r'^epoch (\d+)/(\d+) step (\d+)/(\d+)(?: loss ([\d.]+))?')
COUNT = re.compile(r'^(?:test|made) (\d+)/(\d+)')
PR_SET_PDEATHSIG = 1
TIMES = 'times.txt'  # in a job's folder: seconds and product of each stage
IDLE = {'--no-val'}  # options that change no product; old records lack them


@dataclass(frozen=True)
class Stage:
    """One command of a job.

    Attributes:
        name: shown to the user while the stage runs.
        command: a tool's file name and its arguments.
        product: the file that exists once the work is done; None for a
            command that checks by itself whether work is left.
        log: file for the tool's output.
        cost: expected duration, in the same unit for all stages.
        finished: tells from the files themselves whether the product is made,
            also by a command that was typed by hand; it raises ValueError if
            they are of another job. By default the recorded command tells.
    """

    name: str
    command: list[str]
    product: Path | None
    log: Path
    cost: float = 1.0
    finished: Callable[[Path], bool] | None = None

    @property
    def record(self) -> Path:
        """The file that records which command made the product."""
        return self.product.with_name(f'{self.product.name}.command.json')

    @property
    def recorded_command(self) -> list[str]:
        """The command as recorded, without the path of this checkout."""
        return [
            word.removeprefix(f'{TOOLS.parent}/')
            for word in self.command
            if word not in IDLE
        ]

    def done(self) -> bool:
        """Return whether the product exists.

        Raises:
            ValueError: another command made or began the product, or no
                record exists of the command that made it.
        """
        if self.product is None:
            return False
        if self.finished:
            return self.finished(self.product)
        exists = self.product.exists()
        if not self.record.is_file():
            if exists:
                raise ValueError(
                    f'{self.product} exists, but no record of the command '
                    'that made it; move it away, or choose another work '
                    'directory'
                )
            return False
        found = json.loads(self.record.read_text())
        if found != self.recorded_command:
            raise ValueError(
                f'{self.product} belongs to another command, '
                f'{" ".join(found)!r} instead of '
                f'{" ".join(self.recorded_command)!r}; choose another work '
                f'directory, or remove this file and {self.record.name}'
            )
        return exists


def run_stages(stages: Sequence[Stage], folder: str | Path) -> float:
    """Run the unfinished stages, with one progress bar.

    The command of a stage is recorded before the stage begins, and the stage
    is finished when its product exists. A job that was killed therefore
    continues with the stage that was interrupted. Only one process at a time
    can use the folder.

    Args:
        stages: a stage may need the products of earlier stages.
        folder: the job's work directory, created if absent.

    Returns:
        The duration in minutes.

    Raises:
        ValueError: a stage failed. Its last lines are printed and the error
            names its log.
        OSError: another process uses the folder.
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

            def report(part: float, remark: str, base=spent, cost=stage.cost):
                p.update(task, completed=base + cost * part, remark=remark)

            if stage.product:
                write_text(stage.record, json.dumps(stage.recorded_command))
            start = time.monotonic()
            run_logged(stage.command, stage.log, report, lock)
            if stage.product:
                seconds = time.monotonic() - start
                with Path(folder, TIMES).open('a') as times:
                    print(f'{seconds:.0f}', stage.product, file=times)
            if stage.product and not stage.product.exists():
                raise ValueError(
                    f'{stage.command[0]} ended without an error but did not '
                    f'write {stage.product}; its output is in {stage.log}'
                )
            spent += stage.cost
            p.update(task, completed=spent)
    return (time.monotonic() - begin) / 60


def cost(folder: str | Path) -> dict:
    """Return the number of finished stages of a job and their hours.

    A stage that was stopped before its end is not counted.
    """
    file = Path(folder, TIMES)
    lines = file.read_text().splitlines() if file.is_file() else []
    seconds = sum(int(line.split(' ', 1)[0]) for line in lines)
    return {'stages': len(lines), 'hours': seconds / 3600}


def run_logged(
    command: list[str],
    log: Path,
    report: Callable[[float, str], None],
    lock: int | None = None,
) -> None:
    """Run a tool, log its output, and report its progress.

    Args:
        command: file name of a tool and its arguments.
        log: file for its output.
        report: called with the finished fraction (0..1) and a remark.
        lock: a file descriptor that the tool's process keeps open.

    Raises:
        ValueError: the tool failed. Its last lines are printed and the error
            names the log.
    """
    argv = [sys.executable, str(TOOLS / command[0]), *command[1:]]
    tail: deque[str] = deque(maxlen=12)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open('a', buffering=1) as file:  # readable while the tool runs
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
                report(
                    (epoch - 1 + step / steps) / epochs,
                    f'loss {found[5]}' if found[5] else '',
                )
            elif found := COUNT.match(line):
                report(int(found[1]) / int(found[2]), '')
    if process.wait() != 0:
        print(*tail, sep='\n', file=sys.stderr)
        raise ValueError(
            f'{command[0]} failed with status {process.returncode}; its '
            f'output is in {log}'
        )


def _die_with_parent() -> None:
    """Ask Linux to end this process when its parent process ends."""
    if sys.platform == 'linux':
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
