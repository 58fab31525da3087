"""The examples of docs/extend.md, run without changes."""

import importlib
import os
import re
import shutil
import sys

import numpy as np
import pytest
import torch
from mmengine.config import Config

from mmavloc.evaluation.metrics import ConsensusIoU
from mmavloc.evaluation.protocols.table import PROTOCOLS
from mmavloc.evaluation.results.clip_values import (
    CLIP_METRICS,
    METRIC_NAMES,
    add_metric,
)
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.floors import FLOORS
from mmavloc.registry import MODELS
from mmavloc.sounding_shapes import WorldSettings, make_world
from mmavloc.structures import AVDataSample, Truth
from tests.paths import REPO
from tests.test_tools.conftest import run_tool

TEXT = (REPO / 'docs/extend.md').read_text()


@pytest.fixture
def folder(tmp_path):
    """A folder outside the repository, with the files that the page shows."""
    files = re.findall(
        r'`(my_\w+\.py)`[^\n]*:\n\n```python\n(.*?)```', TEXT, re.DOTALL
    )
    for name, content in files:
        (tmp_path / name).write_text(content)
    shutil.copytree(REPO / 'configs', tmp_path / 'configs')
    return tmp_path


@pytest.mark.parametrize('part', ['loss', 'frontend', 'localizer'])
def test_a_part_from_outside_is_built_by_config_alone(
    folder, part, monkeypatch
):
    monkeypatch.syspath_prepend(folder)
    known = set(MODELS.module_dict)
    cfg = Config.fromfile(folder / f'my_{part}_config.py')
    try:
        model = MODELS.build(cfg.model)
        inputs = {
            'image': torch.randint(0, 256, (3, 3, 64, 64), dtype=torch.uint8),
            'audio': torch.randint(-999, 999, (3, 22050), dtype=torch.int16),
        }
        samples = [AVDataSample() for _ in range(3)]
        data = {'inputs': inputs, 'data_samples': samples}
        losses = model(**model.data_preprocessor(data, True), mode='loss')
        model.parse_losses(losses)[0].backward()
        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        assert any(grad.abs().sum() > 0 for grad in gradients)
        predicted = model.eval().test_step(data)
        assert predicted[0].pred_maps['localization'].ndim == 2
        own = set(MODELS.module_dict) - known
        assert len(own) == 1 and own.pop() in str(cfg.model)
    finally:
        for name in set(MODELS.module_dict) - known:
            del MODELS.module_dict[name]
        del sys.modules[f'my_{part}']
        importlib.invalidate_caches()


def test_a_head_from_outside_is_trained_by_config_alone(folder):
    make_world(
        folder / 'data/sounding_shapes',
        WorldSettings(*(17, 2, 2, 2, 2, 2, 12), size=192, seconds=2.0),
    )
    assert 'PYTHONPATH=. python tools/train.py my_config.py' in TEXT
    run_tool(
        *(REPO / 'tools/train.py', 'my_config.py', '--cfg-options'),
        'model.image_backbone.init_cfg=None',
        'train_dataloader.num_workers=0',
        'train_dataloader.persistent_workers=False',
        'default_hooks.logger.interval=1',
        'train_cfg.max_epochs=1',
        cwd=folder,
        env={'PYTHONPATH': f'.{os.pathsep}{REPO}'},
    )
    work_dir = folder / 'work_dirs/my_config'
    (log,) = work_dir.rglob('*.log')
    log = log.read_text()
    assert 'TemperedSelectionHead' in log
    assert len(re.findall(r'Epoch\(train\).* loss: 0\.\d+', log)) == 2
    assert (work_dir / 'epoch_1.pth').is_file()


def test_the_example_is_short():
    block = re.search(r'```python\n(import torch.*?)```', TEXT, re.DOTALL)
    code = [line for line in block[1].splitlines() if line.strip()]
    assert len(code) <= 25


@pytest.fixture
def own_entries():
    """Run the blocks that add a metric, a floor and a protocol."""
    tables = CLIP_METRICS, FLOORS, PROTOCOLS
    before, names = [dict(t) for t in tables], list(METRIC_NAMES)
    part = TEXT[TEXT.index('## A metric, a floor') :]
    for block in re.findall(r'```python\n(.*?)```', part, re.DOTALL):
        exec(block, {})
    yield
    for entries, known in zip(tables, before, strict=True):
        for name in set(entries) - set(known):
            del entries[name]
    METRIC_NAMES[:] = names


def test_a_metric_a_floor_and_a_protocol_are_an_entry_each(own_entries):
    metric = ConsensusIoU(
        metric=['cIoU', 'found_well'],
        floors=['point'],
        protocols=['oya', 'oya_any'],
    )
    heat = torch.zeros(20, 20)
    heat[4:14, 2:12] = 1
    sample = dict(
        sample_id='a',
        split='test',
        boxes=np.array([[0.1, 0.2, 0.6, 0.7]]),
        annotators=np.array([0]),
        num_annotators=1,
        pred_maps={'localization': heat},
    )
    metric.process({}, [sample])
    found = metric.evaluate(1)
    assert set(found) == {
        f'{name}/{score}{suffix}'
        for name in ('point', 'localization')
        for score in ('cIoU', 'found_well')
        for suffix in ('', '@oya_any')
    }
    assert found['localization/found_well'] == 100
    scorer = MapScorer(protocols=['mmavloc'], metrics=['found_well'])
    scorer.add('a', heat.numpy(), Truth.of(sample))
    summary = scorer.report()['mmavloc']['summary']['consensus']
    assert summary['found_well'] == 1
    with pytest.raises(ValueError, match='.found_well. exists already'):
        add_metric(CLIP_METRICS['found_well'])
