"""Measurements that take turns, and what is said of them."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

# Some work, done once; returns how many units of it, such as clips.
Work = Callable[[], float]


@dataclass(frozen=True)
class Result:
    """A rate or a share, its spread, and how near it comes to its limit.

    Attributes:
        part, name, unit: what was measured, in what.
        median, low, high: of the repeats; low and high are the quartiles.
        repeats: how many.
        limit: name of what it is compared with, measured in the same turns.
        ratio, ratio_low, ratio_high: median and quartiles of the ratios of
            each turn; None where there is no limit.
        target: what the ratio (or the median, where there is no limit) is
            wanted to be, as text.
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
    """Sum up the turns of one measurement, and of its limit."""
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
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Time works in turn (A B A B ...), each once before to warm up.

    A machine that others use slows all of them alike.

    Args:
        works: by name.
        repeats: turns of each.
        device: to wait for.
        clock: in seconds, such as ``time.process_time`` for what one process
            alone does, which others on the machine hardly change.

    Returns:
        Units a second of each, a value per repeat.
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
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Return the units a second that a piece of work does."""
    synchronise(device)
    begin = clock()
    units = work()
    synchronise(device)
    return units / (clock() - begin)


def synchronise(device: str) -> None:
    """Wait until the device has done what it was given."""
    if device.startswith('cuda'):
        torch.cuda.synchronize()


def describe_machine(device: str) -> str:
    """Say in words what this was measured on."""
    cores = len(os.sched_getaffinity(0))
    words = f'{cores} cores ({platform.machine()}, {platform.system()})'
    if device.startswith('cuda'):
        words += f', {torch.cuda.get_device_name()}'
    threads = torch.get_num_threads()
    return (
        f'{words}, torch {torch.__version__} with {threads} threads, '
        f'Python {platform.python_version()}'
    )
