"""Processes that may die: what they were at is tried again, alone."""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from typing import Any

LIMIT = 3600.0  # CPU s of one job; a decoder that takes more never ends


def run_jobs(
    work: Callable[[Any], Any],
    jobs: Iterable[Any],
    workers: int,
    died: Callable[[Any], Any],
    remark: Callable[[str], None] = lambda text: None,
    limit: float = LIMIT,
) -> Iterator[Any]:
    """Do jobs in processes, and yield what they give, as it comes.

    A process that is killed, by a decoder's crash, for want of memory or for
    taking too long, takes down the others. All that were at work are then
    done again, each in a process of its own; one that dies a second time is
    given up.

    Args:
        work: a function that a process can import; called with one job.
        jobs: to be done.
        workers: number of processes.
        died: gives the result of a job whose process died twice.
        remark: told when a process died.
        limit: seconds of CPU time that a job may take.

    Raises:
        Exception: whatever ``work`` raises; the rest is then left undone.
    """
    waiting = iter(jobs)
    while True:
        suspects: list[Any] = []
        yield from _until_broken(work, waiting, workers, suspects, limit)
        if not suspects:
            return
        remark(
            f'a process died while {len(suspects)} clips were in work; each '
            'is tried again alone'
        )
        for job in suspects:
            again: list[Any] = []
            yield from _until_broken(work, iter([job]), 1, again, limit)
            if again:
                yield died(job)


def _until_broken(
    work: Callable[[Any], Any],
    waiting: Iterator[Any],
    workers: int,
    suspects: list[Any],
    limit: float,
) -> Iterator[Any]:
    """Do jobs until none waits or a process dies; tell which it was at."""
    context = get_context('forkserver')  # imports once, for all processes
    context.set_forkserver_preload([_module_of(work)])
    pool = ProcessPoolExecutor(workers, context, _begin)
    at_work: dict[Future, Any] = {}
    try:
        while True:
            # As many as there are processes and one each to follow at once:
            # few are suspect when one dies.
            for job in islice(waiting, 2 * workers - len(at_work)):
                suspects[:] = [job]  # until it is handed over
                at_work[pool.submit(_limited, work, limit, job)] = job
                suspects.clear()
            if not at_work:
                return
            for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                result = future.result()
                del at_work[future]
                yield result
    except BrokenProcessPool:
        for future, job in at_work.items():
            if future.done() and not future.exception():
                yield future.result()
            else:
                suspects.append(job)
    finally:
        # On an error or an interruption: none waits for a long decoding.
        processes = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        if at_work:
            for process in processes:
                process.kill()
        for process in processes:
            process.join()


def _limited(work: Callable[[Any], Any], limit: float, job: Any) -> Any:
    """Do a job in limited CPU time.

    The system ends the process, since a decoder in an endless loop may not
    give Python its turn. Waiting for a slow disk does not count.
    """
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        return work(job)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _module_of(work: Callable) -> str:
    """Return the module that a function, whole or partly applied, is in."""
    return getattr(work, 'func', work).__module__


def _begin() -> None:
    """Let a process end with its parent, and leave Ctrl-C to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    connection.wait([parent_process().sentinel])
    os._exit(1)
