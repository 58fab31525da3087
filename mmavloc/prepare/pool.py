"""Jobs in processes that a broken file may kill or hang.

Pebble's pool names the job whose process died and goes on with the others;
the pool of the standard library loses all running jobs.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from typing import Any

from pebble import ProcessExpired, ProcessPool

LIMIT = 3600.0  # s of one job; a decoder that takes longer never ends


def run_jobs(
    work: Callable[[Any], Any],
    jobs: Iterable[Any],
    workers: int,
    died: Callable[[Any], Any],
    remark: Callable[[str], None] = lambda text: None,
    limit: float = LIMIT,
) -> Iterator[Any]:
    """Do jobs in processes, and yield their results as they come.

    A process may be killed, by a decoder's crash or by the system where memory
    is short. Its job is done again at the end, with no other beside it; one
    whose process dies a second time, or takes too long, is given up.

    Args:
        work: a function that a process can import; called with one job.
        jobs: to be done.
        workers: number of processes.
        died: gives the result of a job that is given up.
        remark: called with a sentence when processes died.
        limit: seconds that a job may take.

    Raises:
        Exception: whatever ``work`` raises; the rest is then left undone.
    """
    again: list[Any] = []
    yield from _run(work, iter(jobs), workers, again, died, limit)
    if again:
        remark(
            f'{len(again)} clips killed their process; each is tried again '
            'alone'
        )
    twice: list[Any] = []
    yield from _run(work, iter(again), 1, twice, died, limit)
    yield from map(died, twice)


def _run(
    work: Callable[[Any], Any],
    waiting: Iterator[Any],
    workers: int,
    killed: list[Any],
    died: Callable[[Any], Any],
    limit: float,
) -> Iterator[Any]:
    """Do jobs; append those whose process died to ``killed``."""
    first = list(islice(waiting, 1))
    if not first:
        return
    context = get_context('forkserver')  # imports once, for all processes
    context.set_forkserver_preload([_module_of(work)])
    pool = ProcessPool(workers, context=context, initializer=_end_with_parent)
    at_work: dict[Future, Any] = {}
    try:
        while True:
            # One for each process, and one more to follow at once.
            for job in (*first, *islice(waiting, 2 * workers - len(at_work))):
                future = pool.schedule(work, args=[job], timeout=limit)
                at_work[future] = job
            first = []
            if not at_work:
                return
            for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                job = at_work.pop(future)
                try:
                    result = future.result()
                except ProcessExpired:
                    killed.append(job)
                    continue
                except TimeoutError:
                    result = died(job)
                yield result
    finally:
        # On an error or an interruption no decoder is waited for.
        pool.stop() if at_work else pool.close()
        pool.join()


def _module_of(work: Callable) -> str:
    """Return the module that a function, whole or partly applied, is in."""
    return getattr(work, 'func', work).__module__


def _end_with_parent() -> None:
    """Let a process end when its parent is killed."""
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    connection.wait([parent_process().sentinel])
    os._exit(1)
