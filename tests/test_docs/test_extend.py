"""The text of docs/extend.md, run as it stands."""

import os
import re
import shutil

import numpy as np
import pytest
import torch

from mmavloc.evaluation.metrics import ConsensusIoU
from mmavloc.evaluation.protocols.table import PROTOCOLS
from mmavloc.evaluation.results.clip_values import (
    CLIP_METRICS,
    METRIC_NAMES,
    add_metric,
)
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.floors import FLOORS
from mmavloc.sounding_shapes import WorldSettings, make_world
from mmavloc.structures import Truth
from tests.paths import REPO
from tests.test_tools.conftest import run_tool

TEXT = (REPO / 'docs/extend.md').read_text()


@pytest.fixture
def folder(tmp_path):
    """A folder outside the repository, with the files that the page shows."""
    for name in ('my_head.py', 'my_config.py'):
        block = re.search(
            rf'`{re.escape(name)}`.*?```python\n(.*?)```', TEXT, re.DOTALL
        )
        (tmp_path / name).write_text(block[1])
    shutil.copytree(REPO / 'configs', tmp_path / 'configs')
    make_world(
        tmp_path / 'data/sounding_shapes',
        WorldSettings(*(17, 2, 2, 2, 2, 2, 12), size=192, seconds=2.0),
    )
    return tmp_path


def test_a_head_from_outside_is_trained_by_config_alone(folder):
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
    with pytest.raises(ValueError, match='called .found_well. already'):
        add_metric(CLIP_METRICS['found_well'])
