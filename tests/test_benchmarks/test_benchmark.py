"""The benchmark: counts, summaries, and a run of every part."""

import json
import sys

import pytest
import torch
from mmengine.config import Config

from benchmarks import PARTS, open_bench
from benchmarks.measure import make_result, quartiles, take_turns
from benchmarks.plain import PlainClips
from benchmarks.step import (
    _CountWaits,
    count_in_step,
    resident_batch,
)
from mmavloc.apis.modules import register_all_modules
from mmavloc.models.losses import ContrastiveLoss, SimilarityLoss
from tests.paths import REPO
from tests.test_tools.conftest import TINY

SHORT = 'train_dataloader.dataset.pipeline.1.duration=0.5'


def test_quartiles_and_ratios_of_turns():
    assert quartiles([3.0]) == (3.0, 3.0, 3.0)
    assert quartiles([4, 1, 3, 2, 5]) == (3, 2, 4)
    # the machine was slow in the second repetition: the ratio is unchanged
    result = make_result(
        'x', 'a', 'clips/s', [80, 8, 90], limit='b', limits=[100, 10, 100]
    )
    assert (result.median, result.repeats) == (80, 3)
    assert result.ratio == pytest.approx(0.8)
    assert make_result('x', 'a', '%', [1.0]).ratio is None


def test_works_alternate_after_a_warm_up():
    calls, now = [], iter(range(100))
    works = {n: lambda n=n: calls.append(n) or 6 for n in 'ab'}
    rates = take_turns(works, 2, clock=lambda: next(now))
    assert calls == list('ababab')
    assert rates == {'a': [6, 6], 'b': [6, 6]}


def test_waits_are_counted():
    x = torch.arange(4.0)
    for work, count in (
        (lambda: x.sum() + 1, 0),
        (lambda: x.sum().item(), 1),
        (lambda: float(x[0]) + bool(x[1] > 0), 2),
        (lambda: x[x > 1], 1),
        (lambda: x[torch.tensor([0, 1])], 0),
        (lambda: x.nonzero(), 1),
    ):
        with _CountWaits() as waits:
            work()
        assert waits.count == count


@pytest.mark.parametrize(
    'loss',
    [
        *(SimilarityLoss(negatives=n) for n in ('shift', 'bernoulli', 'all')),
        ContrastiveLoss(),
    ],
)
def test_no_loss_waits_for_the_device(loss):
    s = torch.rand(4, 5, requires_grad=True)
    with _CountWaits() as waits:
        image, sound, match = loss.pairs(4)
        loss(s[image], s[sound].detach(), match).backward()
    assert waits.count == 0 and torch.isfinite(s.grad).all()


@pytest.fixture(scope='module', autouse=True)
def few_clips():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr('benchmarks.bench.CLIPS', 12)
        yield


@pytest.fixture(scope='module')
def bench(few_clips):
    register_all_modules()
    cfg = Config.fromfile(REPO / 'configs/unsup_pretrained_10k.py')
    cfg.merge_from_dict(options())
    settings = dict(device='cpu', workers=0, repeats=1, steps=1, maps=20)
    with open_bench(cfg, **settings) as bench:
        yield bench


def options():
    from ast import literal_eval

    pairs = (option.split('=') for option in [*TINY, SHORT])
    return {key: literal_eval(value) for key, value in pairs}


def test_a_step_never_waits_and_encodes_once(bench):
    model = bench.model().train()
    batch = resident_batch(bench, model)
    assert batch['inputs']['image'].dtype == torch.uint8
    assert batch['inputs']['audio'].dtype == torch.int16
    assert count_in_step(model, batch) == (1, 0)

    # the counts change if a head waits or encodes again
    forward = model.sound_head.forward

    def slow(features):
        model.audio_backbone(torch.rand(2, 2, 32, 32))
        assert features.sum().item() is not None
        return forward(features)

    model.sound_head.forward = slow
    assert count_in_step(model, batch) == (2, 1)


def test_synthetic_files_replace_missing_data(bench):
    assert bench.source == 'synthetic files' and len(bench.dataset) == 12
    with pytest.raises(ValueError, match='has no train_dataloader'):  # noqa: SIM117
        with open_bench(Config(), device='cpu', workers=0, repeats=1, steps=1):
            pass


@pytest.mark.parametrize(
    'part', ['loader', 'step', 'train', 'eval', 'scoring', 'video']
)
def test_every_part_runs(bench, part, monkeypatch):
    monkeypatch.setattr('benchmarks.loader.LEAST', 1)
    monkeypatch.setattr('benchmarks.video.SECONDS', 1)
    monkeypatch.setattr('benchmarks.video.SIZE', (64, 48))
    monkeypatch.setattr('benchmarks.evaluate.LEAST', 1)
    results = PARTS[part](bench)
    assert {result.part for result in results} == {part}
    names = [result.name for result in results]
    assert len(names) == len(set(names))
    for result in results:
        assert result.low <= result.median <= result.high
        assert (result.ratio is None) == (result.limit is None)
        if result.ratio is not None:
            assert result.ratio > 0
            assert result.limit in names


def test_the_plain_loop_reads_what_is_read_here(monkeypatch):
    register_all_modules()
    monkeypatch.setattr('benchmarks.bench.CLIPS', 6)
    cfg = Config.fromfile(REPO / 'configs/ezvsl/ezvsl_flickr_10k.py')
    for network in ('image_backbone', 'audio_backbone'):
        cfg.model[network].base_channels = 16
    cfg.model.map_head.update(in_channels=128, channels=16)
    cfg.train_dataloader.batch_size = 3
    pipeline = cfg.train_dataloader.dataset.pipeline
    pipeline[1].duration = 0.5
    pipeline[2].size = pipeline[3].size = 64  # nothing is left to chance
    pipeline[4].prob = 1.0
    turns = dict(device='cpu', workers=0, repeats=1, steps=1)
    with open_bench(cfg, **turns) as bench:
        plain = PlainClips(bench)
        plain.change.transforms[2].p = 1.0
        picture, sound = plain[0]
        model = bench.model()
        batch = {
            'inputs': {
                name: x[None] for name, x in bench.dataset[0]['inputs'].items()
            }
        }
        inputs = model.data_preprocessor(batch)['inputs']
        assert torch.allclose(inputs['image'][0], picture, atol=0.02)
        assert torch.allclose(inputs['audio'][0], sound, atol=1e-4)
        results = PARTS['epoch'](bench)
    assert [r.name for r in results] == ['epoch', 'plain loop']
    assert results[0].ratio > 0
    cfg.model.type = 'TwoStepLocalizer'
    assert PARTS['epoch'](bench) == []


def test_the_tool_writes_what_it_prints(tmp_path, monkeypatch, capsys):
    from benchmarks import benchmark

    out = tmp_path / 'out.json'
    config = str(REPO / 'configs/unsup_pretrained_10k.py')

    def run(*argv):
        monkeypatch.setattr(sys, 'argv', ['benchmark.py', *argv])
        benchmark.main()

    few = ('--parts', 'step', '--repeats', '1', '--steps', '1')
    run(config, *few, '--out', str(out), '--cfg-options', *TINY, SHORT)
    written = json.loads(out.read_text())
    printed = capsys.readouterr().out
    assert written['clips'] == 'synthetic files'
    assert 'torch' in written['machine']
    for result in written['results']:
        assert result['name'].split()[0] in printed
    with pytest.raises(SystemExit, match='^error: .*no train_dataloader'):
        run(str(REPO / 'configs/floor/floor.py'), *few)
    with pytest.raises(SystemExit):
        run(config, '--repeats', '0')
