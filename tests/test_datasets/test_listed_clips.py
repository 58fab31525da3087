"""Data sets with one ground truth per clip, and data sets without boxes."""

import logging

import numpy as np
import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope

from mmavloc.apis.config import set_data_root
from mmavloc.datasets import (
    IS3,
    MUSIC,
    VGGSS,
    AVSBench,
    ConcatAndLocalize,
    FlickrSoundNet,
    MediaFolder,
    VGGSound,
)
from mmavloc.registry import DATASETS
from mmavloc.testing import write_clips
from tests.paths import REPO

UNION = [VGGSS, AVSBench, IS3, MUSIC]
PREPARED = [*UNION, VGGSound, MediaFolder]
TWO_OBJECTS = [[(0, 0, 64, 64), (128.5, 128, 256, 256)]]
PIPELINE = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', duration=0.5),
    dict(type='PackAVInputs'),
]


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


def listed(kind, root, ann_file='test.txt', **kwargs):
    return kind(
        data_root=str(root), ann_file=ann_file, pipeline=PIPELINE, **kwargs
    )


@pytest.mark.parametrize('kind', UNION)
def test_all_boxes_are_one_ground_truth(kind, tmp_path):
    write_clips(tmp_path, 'test', ['a_1'], TWO_OBJECTS)
    sample = listed(kind, tmp_path, test_mode=True)[0]['data_samples']
    assert (sample.kind, sample.num_annotators) == ('union', 1)
    assert sample.boxes[1].tolist() == [128.5 / 256, 0.5, 1, 1]
    assert sample.get('group') == ('a' if kind is IS3 else None)


@pytest.mark.parametrize('kind', [FlickrSoundNet, MediaFolder])
def test_several_annotators_mark_one_source(kind, tmp_path):
    write_clips(tmp_path, 'test', ['a'], [[(0, 0, 9, 9)], [(1, 1, 9, 9)]])
    sample = listed(kind, tmp_path, test_mode=True)[0]['data_samples']
    assert (sample.kind, sample.num_annotators) == ('consensus', 2)


@pytest.mark.parametrize('kind', [VGGSound, MediaFolder])
def test_training_clips_have_no_boxes(kind, tmp_path):
    write_clips(tmp_path, 'train', ['a_000001', 'b_000002'])
    dataset = listed(kind, tmp_path, 'train.txt')
    sample = dataset[1]['data_samples']
    assert len(dataset) == 2 and sample.sample_id == 'b_000002'
    assert 'boxes' not in sample and 'kind' not in sample
    assert 'group' not in sample


def test_an_id_without_an_object_has_no_group(tmp_path):
    write_clips(tmp_path, 'test', ['a_b_1', 'a_b_2', 'c'], TWO_OBJECTS)
    dataset = listed(IS3, tmp_path, test_mode=True)
    groups = [dataset[i]['data_samples'].get('group') for i in range(3)]
    assert groups == ['a_b', 'a_b', None]


@pytest.mark.parametrize('kind', PREPARED)
def test_unprepared_data_name_the_command(kind, tmp_path):
    root = tmp_path / 'data'
    command = (
        rf'python tools/prepare_data\.py {kind.prepare_as} --source DIR '
        rf'--out {root}$'
    )
    with pytest.raises(FileNotFoundError, match=command):
        listed(kind, root)
    for mark in ('prepared.json', 'manifest.jsonl', 'image/a.jpg'):
        (root / mark).parent.mkdir(parents=True, exist_ok=True)
        (root / mark).touch()
        with pytest.raises(FileNotFoundError, match='no such id list'):
            listed(kind, root)
        (root / mark).unlink()


@pytest.fixture
def roots(tmp_path):
    """VGGSound and VGG-SS in one folder; both contain the clip b."""
    names = [f'{letter}_000001' for letter in 'abcdefgh']
    write_clips(tmp_path / 'vggsound', 'train', names)
    write_clips(
        tmp_path / 'vggss', 'test', ['b_000001', 'x_000001'], TWO_OBJECTS
    )
    return tmp_path


BESIDE = dict(disjoint_from=['../vggss/test.txt'])


def test_a_test_list_next_to_the_root_is_excluded(roots):
    root = roots / 'vggsound'
    with pytest.raises(ValueError, match='share 1 ids: b_000001'):
        listed(VGGSound, root, 'train.txt', **BESIDE)
    drawn = listed(VGGSound, root, 'all.txt', subset_size=7, **BESIDE)
    ids = {drawn.get_data_info(i)['sample_id'] for i in range(len(drawn))}
    assert len(ids) == 7 and 'b_000001' not in ids


def test_a_root_that_is_a_symbolic_link(roots):
    (roots / 'elsewhere').mkdir()
    (roots / 'vggsound').rename(roots / 'elsewhere/big')
    (roots / 'vggsound').symlink_to(roots / 'elsewhere/big')
    with pytest.raises(ValueError, match='share 1 ids: b_000001'):
        listed(VGGSound, roots / 'vggsound', 'train.txt', **BESIDE)


def test_a_missing_test_list_gives_a_warning(roots, monkeypatch):
    said = []
    monkeypatch.setattr(
        'mmavloc.datasets.base.print_log',
        lambda text, **kwargs: said.append((text, kwargs['level'])),
    )
    (roots / 'vggss/test.txt').unlink()
    assert len(listed(VGGSound, roots / 'vggsound', 'train.txt', **BESIDE))
    ((text, level),) = said
    assert level == logging.WARNING
    assert text.startswith(f'{roots}/vggss/test.txt: no such list')


def test_clips_side_by_side_keep_their_kind(tmp_path):
    write_clips(tmp_path, 'test', ['a_1', 'a_2', 'b_1'], TWO_OBJECTS)
    for kind, wanted in ((IS3, 'union'), (FlickrSoundNet, 'consensus')):
        dataset = ConcatAndLocalize(
            dataset=dict(
                type=kind.__name__,
                data_root=str(tmp_path),
                ann_file='test.txt',
                annotated=True,
            ),
            pair_file=str(tmp_path / 'pairs.txt'),
            num_samples=4,
            pipeline=[
                dict(type='LoadSideBySide', size=(64, 48)),
                *PIPELINE[1:],
            ],
        )
        for index, side in enumerate((0.0, 0.5, 0.0, 0.5)):
            sample = dataset[index]['data_samples']
            assert sample.kind == wanted and 'group' not in sample
            halves = np.array([[0, 0, 0.125, 0.25], [0.25098, 0.5, 0.5, 1]])
            assert sample.boxes == pytest.approx(
                halves + [side, 0, side, 0], abs=1e-3
            )


DATA_CONFIGS = sorted(
    path.stem
    for path in (REPO / 'configs/data').glob('*.py')
    if not path.stem.endswith('_extended')  # these have a list of negatives
    and any(
        f"_base_/{b}_clips.py'" in path.read_text() for b in ('test', 'concat')
    )
)


@pytest.mark.parametrize('name', DATA_CONFIGS)
def test_test_data_configs_give_clips(name, tmp_path):
    cfg = Config.fromfile(REPO / f'configs/data/{name}.py')
    assert cfg.data_root == f'data/{name.removeprefix("concat_")}'
    ids = [f'{i // 2}_{i % 2}' for i in range(40)]
    write_clips(tmp_path, 'test', ids, TWO_OBJECTS)
    set_data_root(cfg, str(tmp_path))
    settings = cfg.test_dataloader.dataset
    if settings.type == 'ConcatAndLocalize':
        settings.num_samples = 2
    dataset = DATASETS.build(settings)
    assert len(dataset) == (2 if name.startswith('concat_') else 40)
    packed = dataset[1]
    assert packed['inputs']['image'].shape == (3, 224, 224)
    assert len(packed['inputs']['audio']) == 220500
    kind = 'consensus' if name == 'media_folder' else 'union'
    assert packed['data_samples'].kind == kind


def test_test_data_configs_exist():
    assert len(DATA_CONFIGS) == 11 and 'concat_vggss' in DATA_CONFIGS


def test_images_with_unrelated_audio_are_negatives(tmp_path):
    write_clips(tmp_path, 'test', ['1', '2'], [[(0, 0, 9, 9)]])
    write_clips(tmp_path, 'more', ['3'])
    (tmp_path / 'silent.csv').write_text(
        'video,audio,label\n1,3,non-sounding\n3,3,non-sounding\n'
    )
    options = dict(
        type='FlickrSoundNet',
        data_root=str(tmp_path),
        ann_file='test.txt',
        negatives='silent.csv',
        test_mode=True,
    )
    dataset = DATASETS.build(options)
    records = [dataset.get_data_info(i) for i in range(len(dataset))]
    assert [(r['sample_id'], r['kind'], len(r['boxes'])) for r in records] == [
        ('1', 'consensus', 1),
        ('2', 'consensus', 1),
        ('1+3', 'negative', 0),
        ('3+3', 'negative', 0),
    ]
    assert records[2]['img_path'].endswith('image/1.jpg')
    assert records[2]['audio_path'].endswith('audio/3.wav')
    (tmp_path / 'audio/3.wav').unlink()
    with pytest.raises(FileNotFoundError, match='2 of 4 files of 2 negatives'):
        DATASETS.build(options)
    with pytest.raises(ValueError, match='test_mode'):
        DATASETS.build({**options, 'test_mode': False})


def test_a_test_list_that_matches_no_clip_is_refused(tmp_path):
    write_clips(tmp_path, 'train', ['1', '2'])
    (tmp_path / 'test.txt').write_text('v_1\nv_2\n')
    options = dict(
        type='MediaFolder',
        data_root=str(tmp_path),
        ann_file='train.txt',
        disjoint_from=['test.txt'],
    )
    with pytest.raises(ValueError, match='none of its ids, such as v_1'):
        DATASETS.build(options)
    # the tested clips may be on another machine
    (tmp_path / 'test.txt').write_text('3\n4\n')
    assert len(DATASETS.build(options)) == 2
    assert len(DATASETS.build({**options, 'subset_size': 2})) == 2


@pytest.mark.parametrize('name', ['flickr_soundnet', 'vggss'])
def test_extended_configs_give_clips_of_both_kinds(name, tmp_path):
    cfg = Config.fromfile(REPO / f'configs/data/{name}_extended.py')
    write_clips(tmp_path, 'test', ['1'], [[(0, 0, 9, 9)]])
    (tmp_path / f'{name.split("_")[0]}_test_plus_silent.csv').write_text(
        'video,audio,label\n1,1,non-sounding\n'
    )
    set_data_root(cfg, str(tmp_path))
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    samples = [dataset[i]['data_samples'] for i in range(len(dataset))]
    assert samples[0].kind != 'negative' and len(samples[0].boxes) == 1
    assert samples[1].kind == 'negative' and len(samples[1].boxes) == 0


def test_a_list_of_another_length_is_refused(tmp_path):
    write_clips(tmp_path, 'all', [f'{i}' for i in range(6)])
    (tmp_path / 'train.txt').write_text('0\n1\n')
    kind = dict(kind=MediaFolder, root=tmp_path, ann_file='train.txt')
    with pytest.raises(
        ValueError, match='train.txt: 2 ids, expected subset_size'
    ):
        listed(**kind, subset_size=4)
    assert len(listed(**kind, subset_size=2)) == 2
    assert len(listed(**kind)) == 2
    # as long as it can be
    (tmp_path / 'train.txt').write_text((tmp_path / 'all.txt').read_text())
    assert len(listed(**kind, subset_size=9)) == 6
