"""Speed of training with the loader, relative to steps on resident tensors."""

from collections.abc import Iterator

from torch.utils.data import DataLoader, Subset

from .bench import CLIPS, Bench
from .measure import (
    Clock,
    Result,
    cpu_clock,
    make_result,
    measure,
    synchronise,
)
from .step import resident_batch


def train_part(bench: Bench) -> list[Result]:
    """Measure both alternately, with the same model and optimizer.

    During the steps on resident tensors the workers fill their queues and
    stop; these batches are used before the clock starts. ``train`` is elapsed
    time, on which other work on the machine has a large effect. The figures
    of CPU time hardly depend on it: ``train, CPU`` counts this process and
    its workers, and ``loading`` is the CPU time that both sides need to load
    a clip, as a share of the CPU time of a step per clip. They need Linux and
    are meaningful for a step on the CPU.
    """
    model = bench.model().train()
    optimizer = bench.optimizer(model)
    batch = resident_batch(bench, model)
    loader = bench.loader()
    batches = forever(loader)
    few = Subset(bench.dataset, range(min(CLIPS, len(bench.dataset))))
    epoch = bench.loader(dataset=few)
    resident = iter(lambda: batch, None)
    waiting = bench.workers * (loader.prefetch_factor or 0) + 1

    def train(source: Iterator[dict], count: int = bench.steps) -> float:
        for _ in range(count):
            model.train_step(next(source), optimizer)
        synchronise(bench.device)
        return count * bench.batch_size

    def load() -> float:
        return sum(bench.batch_size for _ in epoch)

    rates: dict[str, list[float]] = {}

    def clocked(name: str, work, clock: Clock) -> None:
        """Measure elapsed time and CPU time of one run."""
        begin = clock()
        rates.setdefault(name, []).append(measure(work, bench.device))
        units = bench.steps * bench.batch_size
        spent = clock() - begin
        rates.setdefault(f'{name}, CPU', []).append(units / spent)

    train(resident)
    load()  # starts the workers
    for _ in range(bench.repeats):
        train(batches, waiting)
        both = cpu_clock(worker_pids(loader))
        clocked('train', lambda: train(batches), both)
        clocked('step', lambda: train(resident), cpu_clock())
        both = cpu_clock(worker_pids(epoch))
        rates.setdefault('load', []).append(measure(load, clock=both))
    shares = [
        100 * step / load
        for step, load in zip(rates['step, CPU'], rates['load'], strict=True)
    ]
    return [
        make_result(
            'train',
            'train',
            'clips/s',
            rates['train'],
            limit='resident step',
            limits=rates['step'],
            target='>= 0.95',
        ),
        make_result('train', 'resident step', 'clips/s', rates['step']),
        make_result(
            'train',
            'train, CPU',
            'clips/CPU s',
            rates['train, CPU'],
            limit='resident step, CPU',
            limits=rates['step, CPU'],
        ),
        make_result(
            'train', 'resident step, CPU', 'clips/CPU s', rates['step, CPU']
        ),
        make_result('train', 'loader, CPU', 'clips/CPU s', rates['load']),
        make_result('train', 'loading', '% of step', shares),
    ]


def forever(loader: DataLoader) -> Iterator[dict]:
    """Yield the batches of one epoch after another."""
    while True:
        yield from loader


def worker_pids(loader: DataLoader) -> list[int]:
    """Return the process ids of a loader's persistent workers."""
    workers = getattr(loader._iterator, '_workers', ())
    return [worker.pid for worker in workers]
