"""Speed of the training step on tensors that are already on the device."""

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from .bench import Bench
from .measure import Result, make_result, take_turns

# Operators that make the host wait for the device.
WAITS = {'aten::_local_scalar_dense', 'aten::nonzero', 'aten::masked_select'}


def step_part(bench: Bench) -> list[Result]:
    """Measure steps, their arithmetic, and the shares of other work.

    The limit of the arithmetic is the best rate of this machine for a large
    matrix product or convolution. Shares are relative to the step's time.
    """
    model = bench.model().train()
    optimizer = bench.optimizer(model)
    batch = resident_batch(bench, model)
    prepare = model.data_preprocessor

    def step() -> float:
        for _ in range(bench.steps):
            model.train_step(batch, optimizer)
        return bench.steps * bench.batch_size

    def often(work) -> float:
        for _ in range(bench.steps):
            work()
        return bench.steps * bench.batch_size

    with FlopCounterMode(display=False) as counter:
        model.train_step(batch, optimizer)
    flops = counter.get_total_flops() / bench.batch_size
    limits = best_rates(bench.device)
    works = {
        'step': step,
        'spectrogram': lambda: often(
            lambda: prepare.spectrogram(batch['inputs']['audio'])
        ),
        'preprocessor': lambda: often(lambda: prepare(batch)),
        'optimizer': lambda: often(optimizer.step),
    }
    if 'audio' not in batch['inputs']:
        del works['spectrogram']
    rates = take_turns({**works, **limits}, bench.repeats, bench.device)
    turns = zip(*(rates[name] for name in limits), strict=True)
    best = [max(turn) for turn in turns]
    results = [
        make_result('step', 'step', 'clips/s', rates['step']),
        make_result(
            'step',
            'arithmetic',
            'FLOP/s',
            [flops * rate for rate in rates['step']],
            limit='best product',
            limits=best,
        ),
        make_result('step', 'best product', 'FLOP/s', best),
    ]
    for name, target in (
        ('spectrogram', '< 3'),
        ('preprocessor', None),
        ('optimizer', None),
    ):
        if name in rates:
            shares = [
                100 * step / part
                for step, part in zip(rates['step'], rates[name], strict=True)
            ]
            results.append(
                make_result('step', name, '% of step', shares, target=target)
            )
    runs, waits = count_in_step(model, batch)
    return [
        *results,
        make_result('step', 'encoder runs', 'a batch', [runs], target='1'),
        make_result('step', 'waits for device', 'a step', [waits], target='0'),
    ]


def resident_batch(bench: Bench, model: nn.Module) -> dict:
    """Load one batch and move it to the device without conversion."""
    batch = next(iter(bench.loader(num_workers=0, persistent_workers=False)))
    batch['inputs'] = model.data_preprocessor.cast_data(batch['inputs'])
    return batch


def best_rates(device: str) -> dict:
    """Return works that count floating point operations."""
    n, b, c, side = 1024, 8, 64, 56
    square = torch.rand(n, n, device=device)
    kernel = torch.rand(c, c, 3, 3, device=device)
    image = torch.rand(b, c, side, side, device=device)
    image = image.contiguous(memory_format=torch.channels_last)

    def product() -> float:
        for _ in range(10):
            torch.mm(square, square)
        return 10 * 2 * n**3

    def convolution() -> float:
        for _ in range(10):
            nn.functional.conv2d(image, kernel, padding=1)
        return 10 * 2 * b * side**2 * c**2 * 9

    return {'product': product, 'convolution': convolution}


class _CountWaits(TorchDispatchMode):
    """Count operators that make the host wait for the device."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        name = function._schema.name
        by_mask = name.startswith('aten::index') and any(
            isinstance(index, torch.Tensor) and index.dtype == torch.bool
            for index in (args[1] if isinstance(args[1], list) else ())
        )
        self.count += name in WAITS or by_mask
        return function(*args, **(kwargs or {}))


def count_in_step(model: nn.Module, batch: dict) -> tuple[int, int]:
    """Count, in one step, the most runs of an encoder, and waits.

    The optimizer is not included: its counters are on the host.
    """
    runs = {name: 0 for name, _ in model.named_children()}
    hooks = []
    for name, part in model.named_children():
        if 'backbone' in name or name == 'network':

            def count(*_, name=name):
                runs[name] += 1

            hooks.append(part.register_forward_hook(count))
    with _CountWaits() as waits:
        losses = model(**model.data_preprocessor(batch, True), mode='loss')
        model.parse_losses(losses)[0].backward()
    model.zero_grad()
    for hook in hooks:
        hook.remove()
    return max(runs.values()), waits.count
