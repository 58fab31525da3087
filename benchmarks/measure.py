"""Alternating measurements and their summary."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

# Does some work once; returns the number of units, such as clips.
Work = Callable[[], float]
Clock = Callable[[], float]  # in seconds


@dataclass(frozen=True)
class Result:
    """A rate or a share, its spread, and its ratio to a limit.

    Attributes:
        part, name, unit: the measured part, quantity and unit.
        median, low, high: median and quartiles over the repetitions.
        repeats: number of repetitions.
        limit: name of the limit, which was measured alternately.
        ratio, ratio_low, ratio_high: median and quartiles of the ratio in
            each repetition; None without a limit.
        target: required ratio (or median, without a limit), as text.
    """

    part: str
    name: str
    unit: str
    median: float
    low: float
    high: float
    repeats: int
    limit: str | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    target: str | None = None


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the median and the quartiles of one value or more."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, median, high = statistics.quantiles(values, n=4, method='inclusive')
    return median, low, high


def make_result(
    part: str,
    name: str,
    unit: str,
    values: Sequence[float],
    *,
    limit: str | None = None,
    limits: Sequence[float] = (),
    target: str | None = None,
) -> Result:
    """Summarise the repetitions of one measurement and of its limit."""
    ratios: tuple = (None, None, None)
    if limit is not None:
        ratios = quartiles(
            [a / b for a, b in zip(values, limits, strict=True)]
        )
    return Result(
        part,
        name,
        unit,
        *quartiles(values),
        len(values),
        limit,
        *ratios,
        target,
    )


def take_turns(
    works: Mapping[str, Work],
    repeats: int,
    device: str = 'cpu',
    clock: Clock = time.perf_counter,
) -> dict[str, list[float]]:
    """Measure works alternately (A B A B ...), after one warm-up of each.

    Other processes on the machine then slow all works equally.

    Args:
        works: functions by name.
        repeats: repetitions of each.
        device: device to synchronise.
        clock: returns seconds; ``time.process_time`` for work in this process
            only, on which other processes have little effect.

    Returns:
        Units per second for each name, one value per repetition.
    """
    rates: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(repeats + 1):
        for name, work in works.items():
            rate = measure(work, device, clock)
            if turn:
                rates[name].append(rate)
    return rates


def measure(
    work: Work,
    device: str = 'cpu',
    clock: Clock = time.perf_counter,
) -> float:
    """Do some work; return units per second."""
    synchronise(device)
    begin = clock()
    units = work()
    synchronise(device)
    return units / (clock() - begin)


def cpu_clock(pids: Sequence[int] = ()) -> Clock:
    """Return a clock of the CPU time of this and other processes (Linux).

    Args:
        pids: other processes, such as workers of a loader. Their clocks are
            those of ``clock_getcpuclockid``, for all their threads.
    """
    clocks = [~pid << 3 | 2 for pid in pids]
    return lambda: (
        time.process_time()
        + sum(time.clock_gettime(clock) for clock in clocks)
    )


def synchronise(device: str) -> None:
    """Wait until the device has finished its work."""
    if device.startswith('cuda'):
        torch.cuda.synchronize()


def describe_machine(device: str) -> str:
    """Describe the machine in words."""
    cores = len(os.sched_getaffinity(0))
    words = f'{cores} cores ({platform.machine()}, {platform.system()})'
    if device.startswith('cuda'):
        words += f', {torch.cuda.get_device_name()}'
    threads = torch.get_num_threads()
    return (
        f'{words}, torch {torch.__version__} with {threads} threads, '
        f'Python {platform.python_version()}'
    )
