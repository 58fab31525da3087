"""The table of methods: plan, numbers and page."""

import json

import numpy as np
import pytest
from mmengine.config import Config

from mmavloc.evaluation.results.clip_table import Clip, ClipTable
from mmavloc.evaluation.results.files import write_json
from mmavloc.sounding_shapes import WorldSettings, make_world
from studies import sounding_shapes
from studies.method_data import SHAPES, real
from studies.method_page import render_methods, write_methods
from studies.method_product import product_gain
from studies.method_table import costs, scores
from studies.methods import BATCH, METHODS, plan_methods
from studies.plan import CONFIGS, folder
from tests.paths import REPO

from .test_reproduce import write_results


@pytest.fixture
def dataset(tmp_path):
    return sounding_shapes(str(tmp_path / 'data'))


@pytest.mark.parametrize('name', METHODS)
def test_every_method_has_a_config_with_one_budget(name):
    cfg = Config.fromfile(CONFIGS / METHODS[name].config)
    if METHODS[name].trained:
        assert cfg.train_cfg.max_epochs == cfg.param_scheduler.T_max == 2
        assert cfg.optim_wrapper.type == 'Bfloat16OptimWrapper'


def test_every_method_is_planned(dataset, tmp_path):
    names = ['floor_centre', 'two_step', 'ezvsl_potential', 'twostage']
    stages = plan_methods(dataset, tmp_path, [3], names, short=False)
    tools = [stage.command[0] for stage in stages][2:]
    whole = ['train.py', 'test.py', 'audit.py']
    # a classifier of each kind, before the first that starts from it
    assert tools == ['test.py', *2 * ['train.py', *whole], *whole]
    seed = tmp_path / 'seed3'
    cfg = Config.fromfile(seed / 'twostage/config.py')
    splits = cfg.test_dataloader.dataset.datasets
    assert [d.get('split') for d in splits] == [*SHAPES.splits, None]
    assert [d.pipeline[0].type for d in splits[-2:]] == [
        'LoadImage',
        'LoadSideBySide',
    ]
    assert cfg.train_dataloader.batch_size == BATCH
    probe = Config.fromfile(seed / 'ezvsl_potential/config.py').model
    for network in (
        cfg.model.image_backbone,
        probe.localizer.image_backbone,
    ):
        assert network.init_cfg.checkpoint == str(
            seed / 'classifier_ResNet18/last.pth'
        )
    two = Config.fromfile(seed / 'two_step/config.py').model.image_backbone
    assert two.init_cfg.checkpoint == str(seed / 'classifier_VGG11/last.pth')


def test_scores_of_seeds_are_means_with_wider_intervals():
    rng = np.random.default_rng(0)
    tables, own, blind = [], [], []
    for shift in (0, 30):
        own.append(rng.uniform(0, 50, 40) + shift)
        blind.append(rng.uniform(0, 50, 40))
        table = ClipTable(in_percent=True)
        table.add(
            [Clip(f'{i}', split='wild') for i in range(40)],
            {
                ('localization', 'oya'): {'cIoU': own[-1]},
                ('potential', 'oya'): {'cIoU': blind[-1]},
            },
        )
        tables.append(table)
    cells = scores(tables)['wild']
    assert cells['localization/cIoU']['value'] == pytest.approx(np.mean(own))
    gap = cells['gap/cIoU']
    assert gap['value'] == pytest.approx(np.mean(own) - np.mean(blind))
    assert (gap['n'], gap['seeds'], gap['protocol']) == (40, 2, 'oya')
    one = scores(tables[:1])['wild']['gap/cIoU']
    assert gap['high'] - gap['low'] > 2 * (one['high'] - one['low'])


def test_the_page_shows_what_was_run(dataset, tmp_path):
    names = ['floor_centre', 'two_step', 'ezvsl']
    for name, maps in (
        ('floor_centre', ('localization',)),
        ('two_step', ('localization', 'potential', 'attention')),
    ):
        out = folder(tmp_path, 3, name)
        write_results(
            out / 'splits.json', [*SHAPES.splits, 'concat'], maps=maps
        )
    plan_methods(dataset, tmp_path, [3], names, short=True)
    cell = dict(value=12.0, low=8.0, high=16.0, n=300, protocol='oya', p=0.001)
    write_json(
        folder(tmp_path, 3, 'two_step') / 'audit/results.json',
        {
            SHAPES.audited: {
                'gap_soundless/cIoU': {**cell, 'uses_sound': True},
                'gap_swapped/cIoU': cell,
                'gap_swapped/pointing': cell,
            }
        },
    )
    page = write_methods(dataset, tmp_path, [3], names, True).read_text()
    content = json.loads((tmp_path / 'methods.json').read_text())
    assert render_methods(content) == page
    floor, two, _ = content['methods']
    value = floor['scores']['wild']['localization/cIoU']['value']
    line = next(x for x in page.splitlines() if 'floor: centred' in x)
    assert f'{value:.1f} [' in line and 'not run' not in line
    assert '| two-step system | yes | +12.0 [+8.0, +16.0] | +12.0 [' in page
    gain = two['gains']['type_b']['value']
    own, alone = (
        two['scores']['type_b'][f'{name}/cIoU']['value']
        for name in ('localization', 'attention')
    )
    assert gain == pytest.approx(own - alone)
    assert 'gap/cIoU' in two['scores']['type_b'] and two['speed'] is None
    assert page.count('| EZ-VSL | not run |') == 4
    assert 'in batches of 4,' in page
    out = folder(tmp_path, 3, 'floor_centre')
    assert costs(METHODS['floor_centre'], out)['parameters'] is None


def test_results_on_another_version_are_refused(dataset, tmp_path):
    out = folder(tmp_path, 0, 'floor_centre') / 'splits.json'
    write_results(out, ['test'], version=2)
    with pytest.raises(ValueError, match='wanted are results on version'):
        write_methods(dataset, tmp_path, [0], ['floor_centre'], True)


def test_the_page_of_methods_matches_its_json():
    content = json.loads((REPO / 'docs/methods.json').read_text())
    assert render_methods(content) == (REPO / 'docs/methods.md').read_text()
    assert [row['name'] for row in content['methods']] == list(METHODS)


def test_real_pairs_are_trained_for_as_many_clips(tmp_path):
    root = tmp_path / 'pairs'
    root.mkdir()
    (root / 'train.txt').write_text('\n'.join(f'c{i}' for i in range(700)))
    names = ['two_step', 'lvs', 'cavl']
    stages = plan_methods(real(str(root)), tmp_path, [0], names, short=False)
    # no classifier; no number of sources for CAVL
    whole = ['train.py', 'test.py', 'audit.py']
    assert [stage.command[0] for stage in stages] == 2 * whole
    cfg = Config.fromfile(tmp_path / 'seed0/lvs/config.py')
    assert cfg.train_cfg.max_epochs == cfg.param_scheduler.T_max == 9
    assert cfg.model.image_backbone.init_cfg is None
    load, resize, audio, *_ = cfg.train_dataloader.dataset.pipeline
    assert (load.type, resize.scale) == ('LoadImage', (192, 192))
    assert audio.random_start and audio.duration == 3
    clips, pairs = cfg.test_dataloader.dataset.datasets
    assert clips.type == pairs.dataset.type == 'FlickrSoundNet'
    assert [step.type for step in pairs.pipeline][:2] == [
        'LoadSideBySide',
        'LoadAudio',
    ]
    page = write_methods(real(str(root)), tmp_path, [0], names, False)
    assert 'CAVL was not run: it needs the number' in page.read_text()


def test_the_product_with_p_is_compared_with_the_map(tmp_path):
    """P that is even changes nothing; P elsewhere loses the source."""
    root = tmp_path / 'data'
    few = dict(val=1, wild=1, type_a=1, type_b=1, supervised=1, classes=1)
    make_world(root, WorldSettings(train=2, test=4, **few))
    dataset = sounding_shapes(str(root))
    plan_methods(dataset, tmp_path, [0], ['lvs_potential'], short=True)
    out = folder(tmp_path, 0, 'lvs_potential')
    cfg = Config.fromfile(out / 'config.py')
    tests = cfg.test_dataloader.dataset
    tests.datasets = [d for d in tests.datasets if d.get('split') == 'test']
    cfg.dump(out / 'config.py')
    truth = json.loads((root / 'truth.json').read_text())
    ids = (root / 'test.txt').read_text().split()
    maps = {}
    for at, name in enumerate(ids):
        heat = np.zeros((24, 24))
        for thing in truth[name]['objects']:
            if thing['sounds']:
                x1, y1, x2, y2 = (round(24 * v) for v in thing['box'])
                heat[y1:y2, x1:x2] = 1
        maps[f'test/{name}/localization'] = heat
        maps[f'test/{name}/potential'] = (
            np.full_like(heat, 1 / heat.size) if at else 1 - heat
        )
    np.savez(out / 'splits.npz', **maps)
    table = ClipTable(in_percent=True)
    table.add(
        [Clip(name, split='test') for name in ids],
        {
            (name, 'oya'): {'cIoU': np.full(4, 100.0)}
            for name in ('localization', 'potential')
        },
    )
    gain = product_gain(out, table)['test']
    assert gain.tolist() == [-100, 0, 0, 0]
