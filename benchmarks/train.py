"""Speed of training with the loader, relative to steps on resident tensors."""

from collections.abc import Iterator

from torch.utils.data import DataLoader

from .bench import Bench
from .measure import Result, make_result, measure
from .step import resident_batch


def train_part(bench: Bench) -> list[Result]:
    """Measure both alternately, with the same model and optimizer.

    During the steps on resident tensors the workers fill their queues and
    stop; these batches are used before the clock starts. On a CPU the workers
    and the step share the cores. ``loading`` reports the cost: the time in
    which one core loads a clip, as a share of the training time per clip.
    """
    model = bench.model().train()
    optimizer = bench.optimizer(model)
    batch = resident_batch(bench, model)
    loader = bench.loader()
    batches = forever(loader)
    alone = forever(bench.loader(num_workers=0, persistent_workers=False))
    resident = iter(lambda: batch, None)
    waiting = bench.workers * (loader.prefetch_factor or 0) + 1

    def train(source: Iterator[dict], count: int = bench.steps) -> float:
        for _ in range(count):
            model.train_step(next(source), optimizer)
        return count * bench.batch_size

    def load() -> float:
        for _ in range(bench.steps):
            next(alone)
        return bench.steps * bench.batch_size

    rates: dict[str, list[float]] = {'train': [], 'step': [], 'load': []}
    train(resident)
    for _ in range(bench.repeats):
        train(batches, waiting)
        works = {
            'train': lambda: train(batches),
            'step': lambda: train(resident),
            'load': load,
        }
        for name, work in works.items():
            rates[name].append(measure(work, bench.device))
    shares = [
        100 * step / load
        for step, load in zip(rates['step'], rates['load'], strict=True)
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
        make_result('train', 'loading', '% of step', shares),
    ]


def forever(loader: DataLoader) -> Iterator[dict]:
    """Yield the batches of one epoch after another."""
    while True:
        yield from loader
