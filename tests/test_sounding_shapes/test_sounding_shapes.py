"""The generated data set: layout, determinism, splits and sounds."""

import hashlib
import json

import numpy as np
import pytest
from PIL import Image

from mmavloc.datasets import ClassImages, SoundingShapes
from mmavloc.sounding_shapes import (
    CLASSES,
    WorldSettings,
    make_world,
)
from mmavloc.sounding_shapes.composition import fit_box, place_one
from mmavloc.sounding_shapes.drawing import Pose
from mmavloc.sounding_shapes.scenes import make_scene, paste

SMALL = WorldSettings(
    train=5,
    val=2,
    test=3,
    wild=2,
    type_a=3,
    type_b=3,
    supervised=2,
    classes=24,
    size=96,
    seconds=1,
)


def hashes(root):
    return {
        str(path.relative_to(root)): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(root.rglob('*'))
        if path.is_file()
    }


@pytest.fixture(scope='module')
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp('world')
    assert make_world(root, SMALL, workers=1)
    return root


def test_layout(world):
    for split in ('train', 'test', 'wild', 'type_a', 'type_b', 'supervised'):
        n = getattr(SMALL, split)
        ids = (world / f'{split}.txt').read_text().split()
        assert ids == [f'{split}_{i:06d}' for i in range(n)]
        for name in ids:
            with Image.open(world / f'image/{name}.jpg') as image:
                assert image.size == (96, 96)
            assert (world / f'audio/{name}.wav').is_file()
            annotated = (world / f'annotation/{name}.xml').is_file()
            assert annotated == (split != 'train')
    lines = (world / 'classes/train.txt').read_text().splitlines()
    assert len(lines) == 22
    types = (world / 'types.txt').read_text().splitlines()
    assert types[0] == 'type_a_000000 A' and len(types) == 6
    assert types[-1] == 'type_b_000002 B'
    assert not list(world.rglob('.*')), 'no temporary file is left'


def test_equal_settings_give_equal_bytes(world, tmp_path):
    make_world(tmp_path, SMALL, workers=2)
    assert hashes(tmp_path) == hashes(world)


def test_an_existing_data_set_is_not_written_again(world, tmp_path):
    before = hashes(world)
    assert not make_world(world, SMALL)
    assert hashes(world) == before
    other = WorldSettings(**{**vars(SMALL), 'seed': 1})
    with pytest.raises(ValueError, match='SoundingShapes .seed 0 instead'):
        make_world(world, other)


def test_an_interrupted_run_continues_with_the_same_settings(tmp_path):
    class Stop(Exception):
        pass

    def stop(done, total):
        if done == 3:
            raise Stop

    with pytest.raises(Stop):
        make_world(tmp_path, SMALL, progress=stop)
    with pytest.raises(FileNotFoundError, match='no finished SoundingShapes'):
        SoundingShapes(data_root=str(tmp_path), ann_file='test.txt')
    with pytest.raises(FileNotFoundError, match='no finished SoundingShapes'):
        ClassImages(data_root=str(tmp_path / 'classes'), ann_file='train.txt')
    other = WorldSettings(**{**vars(SMALL), 'size': 64})
    with pytest.raises(ValueError, match='another SoundingShapes .size 96'):
        make_world(tmp_path, other)
    assert make_world(tmp_path, SMALL)


@pytest.mark.parametrize(
    ('manifest', 'said'),
    [
        ('{"version": 2, "train": 6}', 'version 2'),
        ('{"version": 2, "tra', 'cannot be read'),
        ('[]', 'cannot be read|holds no settings'),
    ],
)
def test_a_world_of_another_version_is_refused_and_kept(
    tmp_path, manifest, said
):
    """By what makes, what trains, and what trains the classifier."""
    for name in ('world.json', 'test.txt', 'classes/train.txt'):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(manifest if name == 'world.json' else 'test_000000 1')
    before = hashes(tmp_path)
    for use in (
        lambda: make_world(tmp_path, SMALL),
        lambda: SoundingShapes(data_root=str(tmp_path), ann_file='test.txt'),
        lambda: ClassImages(
            data_root=str(tmp_path / 'classes'), ann_file='train.txt'
        ),
    ):
        with pytest.raises(ValueError, match=said) as raised:
            use()
        assert '\n' not in str(raised.value)
    assert hashes(tmp_path) == before


def test_the_data_set_class_reads_boxes_near_the_truth(world):
    truth = json.loads((world / 'truth.json').read_text())
    dataset = SoundingShapes(
        data_root=str(world), ann_file='type_b.txt', test_mode=True
    )
    for i in range(3):
        info = dataset.get_data_info(i)
        sounding = [
            item
            for item in truth[info['sample_id']]['objects']
            if item['sounds']
        ]
        assert info['num_annotators'] == 3
        for who in range(3):
            mine = info['boxes'][info['annotators'] == who]
            assert len(mine) == len(sounding)
            for box, item in zip(mine, sounding, strict=True):
                assert np.abs(box - item['box']).max() < 0.15


@pytest.mark.parametrize(
    'split', ['train', 'test', 'wild', 'type_a', 'type_b', 'supervised']
)
def test_each_split_follows_its_rule(split):
    silent = crowd = 0
    for seed in range(60):
        scene = make_scene(split, 64, 4000, np.random.default_rng(seed))
        able = [item for item in scene.objects if item.able]
        sounding = [item for item in scene.objects if item.sounds]
        assert sounding and all(item.able for item in sounding)
        assert len({item.name for item in able}) == len(able)
        silent += len(able) > len(sounding)
        silent_objects = len(scene.objects) - len(able)
        assert silent_objects <= 4
        crowd += silent_objects
        if split in ('type_a', 'test'):
            assert sounding == able
        if split == 'type_b':
            assert len(sounding) == 1 < len(able)
    assert crowd > 2 * 60, 'two to four silent objects per scene'
    if split in ('train', 'wild', 'supervised'):
        assert 10 < silent < 50, 'able but silent objects are common'


def test_boxes_are_tight():
    for name in CLASSES:
        rng = np.random.default_rng(3)
        empty = np.zeros((80, 100, 3))
        box = np.array([0.2, 0.1, 0.8, 0.9])
        x1, y1, x2, y2 = paste(empty, Pose(name, rng), box)
        drawn = empty.sum(2) > 60
        rows, columns = (
            np.flatnonzero(drawn.any(1)),
            np.flatnonzero(drawn.any(0)),
        )
        found = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
        wanted = np.array([x1, y1, x2, y2]) * [100, 80, 100, 80]
        assert np.abs(found - wanted).max() <= 2, name
        outline = np.abs(wanted - box * [100, 80, 100, 80])
        assert outline.max() <= 3, 'an object fills its box'


def test_curated_scenes_match_the_boxes_of_flickr_soundnet():
    """Quantiles of its 249 public test images: area, distance of centres."""
    drawn = [
        box
        for seed in range(400)
        for boxes in make_scene(
            'test', 64, 400, np.random.default_rng(seed)
        ).annotations
        for box in boxes
    ]
    x1, y1, x2, y2 = np.array(drawn).T / 256
    area = (x2 - x1) * (y2 - y1)
    distance = np.hypot((x1 + x2) / 2 - 0.5, (y1 + y2) / 2 - 0.5)
    for values, wanted in (
        (area, (0.11, 0.25, 0.39, 0.51, 0.66)),
        (distance, (0.03, 0.08, 0.13, 0.20, 0.35)),
    ):
        found = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))
        assert np.abs(found - wanted).max() < 0.06


def test_boxes_fit_the_image_and_keep_their_area():
    for area, aspect in ((0.1, 0.5), (0.5, 3.0), (0.6, 0.2), (0.94, 1.0)):
        width, height = fit_box(area, aspect)
        assert max(width, height) <= 0.97
        assert width * height == pytest.approx(area, rel=0.01)


def test_the_position_with_the_least_overlap_is_chosen():
    rng = np.random.default_rng(0)
    taken = [np.array([0.0, 0.0, 1.0, 0.5])]
    box, covered = place_one((0.3, 0.3), taken, rng, tries=200)
    assert covered == 0 and box[1] >= 0.5
    box, covered = place_one((0.9, 0.9), taken, rng)
    common = (0.5 - box[1]) * 0.9
    assert covered == pytest.approx(common / 0.81)


def test_another_version_is_refused_with_one_sentence(world, tmp_path):
    def refused(text):
        with pytest.raises(ValueError, match=text) as found:
            make_world(tmp_path, SMALL)
        assert '\n' not in str(found.value)

    old = json.loads((world / 'world.json').read_text())
    old |= {'version': 2}
    del old['wild']
    (tmp_path / 'world.json').write_text(json.dumps(old))
    refused('version 2 instead of 3')
    with pytest.raises(ValueError, match='version 2, and this release reads'):
        SoundingShapes(data_root=str(tmp_path), ann_file='test.txt')
    (tmp_path / 'world.json').write_text('{')
    refused('cannot be read')
    with pytest.raises(ValueError, match='cannot be read as settings'):
        SoundingShapes(data_root=str(tmp_path), ann_file='test.txt')
    (tmp_path / 'world.json').unlink()
    (tmp_path / 'lists').mkdir()
    refused('contains lists but no world.json')
    assert [p.name for p in tmp_path.iterdir()] == ['lists']


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match='at least 64 px'):
        WorldSettings(size=10)
    with pytest.raises(ValueError, match='every split'):
        WorldSettings(test=0)
