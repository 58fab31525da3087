"""Concat-and-localize: images, boxes and audio of each half."""

import csv

import numpy as np
import pytest
import soundfile
from mmengine.dataset import BaseDataset
from mmengine.registry import init_default_scope
from PIL import Image

from mmavloc.datasets import ConcatAndLocalize
from mmavloc.datasets.lists.pair_lists import (
    read_pairs,
    write_pairs,
)
from mmavloc.datasets.transforms import LoadAudio
from mmavloc.registry import DATASETS
from mmavloc.testing import (
    write_annotation,
    write_flickr_layout,
    write_image,
    write_sound,
)


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


def concat(root, dataset=None, **kwargs):
    return ConcatAndLocalize(
        dataset=dataset
        or dict(
            type='FlickrSoundNet',
            data_root=str(root),
            ann_file='test.txt',
            annotated=True,
        ),
        pair_file=str(root / 'pairs.txt'),
        num_samples=4,
        pipeline=[
            dict(type='LoadSideBySide', size=(64, 48)),
            dict(type='LoadAudio', duration=0.5),
            dict(type='PackAVInputs'),
        ],
        **kwargs,
    )


def test_images_boxes_and_audio_of_each_half(tmp_path):
    write_flickr_layout(tmp_path, train=1, test=3)
    for i, shade in enumerate((40, 120, 200)):
        size = (100 + 40 * i, 80)
        grey = Image.new('RGB', size, (shade,) * 3)
        grey.save(tmp_path / f'image/900{i}.jpg', quality=95)
        write_sound(tmp_path / f'audio/900{i}.wav', 0.3 + 0.1 * i)
    dataset = concat(tmp_path)
    pairs = read_pairs(tmp_path / 'pairs.txt', {'9000', '9001', '9002'})
    assert len(dataset) == 4 and len(pairs) == 2
    shades = {'9000': 40, '9001': 120, '9002': 200}
    for index, (left, right) in enumerate(pairs):
        for offset, (side, name) in enumerate(
            (('left', left), ('right', right))
        ):
            clip = dataset[2 * index + offset]
            sample = clip['data_samples']
            assert sample.sample_id == f'{left}+{right}:{side}'
            assert sample.audio_path.endswith(f'{name}.wav')
            image = clip['inputs']['image'].float()
            assert image.shape == (3, 48, 64)
            assert image[..., :30].mean() == pytest.approx(shades[left], abs=3)
            assert image[..., 34:].mean() == pytest.approx(
                shades[right], abs=3
            )
            x = 0.5 * (side == 'right')
            wanted = [
                [32 / 512 + x, 32 / 256, 160 / 512 + x, 160 / 256],
                [64 / 512 + x, 48 / 256, 176 / 512 + x, 192 / 256],
            ]
            assert np.allclose(sample.boxes, wanted)
    concat(tmp_path)  # reads the existing list
    with pytest.raises(ValueError, match='drawn with seed=5; remove the list'):
        concat(tmp_path, seed=5)
    assert read_pairs(tmp_path / 'pairs.txt', set(shades)) == pairs


def test_a_list_of_another_seed_is_read_again_with_that_seed(tmp_path):
    write_flickr_layout(tmp_path, train=1, test=3)
    drawn = concat(tmp_path, seed=5)
    again = concat(tmp_path, seed=5)
    ids = [info['sample_id'] for info in map(drawn.get_data_info, range(4))]
    for index, name in enumerate(ids):
        assert again.get_data_info(index)['sample_id'] == name


def test_any_annotated_data_set_can_be_wrapped(tmp_path):
    write_flickr_layout(tmp_path, train=1, test=3)

    @DATASETS.register_module(force=True)
    class OtherClips(BaseDataset):
        def load_data_list(self):
            return [
                dict(
                    sample_id=name,
                    img_path=str(tmp_path / f'image/{name}.jpg'),
                    audio_path=str(tmp_path / f'audio/{name}.wav'),
                    boxes=np.array([[0, 0, 1, 1.0]]),
                    annotators=np.array([0]),
                    num_annotators=1,
                )
                for name in ('9000', '9001', '9002')
            ]

    dataset = concat(tmp_path, dict(type='OtherClips'))
    assert np.array_equal(dataset[1]['data_samples'].boxes, [[0.5, 0, 1, 1]])


def check_halves(root, boxes):
    """Compare images, audio and boxes of each half with the clips.

    Args:
        root: data root of the clips in the layout of Flickr-SoundNet.
        boxes: id -> x1 y1 x2 y2, fractions.
    """
    dataset = concat(root)
    load = LoadAudio(duration=0.5)
    for sample in (dataset[i] for i in range(len(dataset))):
        names, side = sample['data_samples'].sample_id.rsplit(':', 1)
        left, right = names.split('+')
        source = left if side == 'left' else right
        alone = load({'audio_path': str(root / f'audio/{source}.wav')})
        assert np.array_equal(sample['inputs']['audio'], alone['audio'])
        box = sample['data_samples'].boxes[0]
        wanted = boxes[source] * [0.5, 1, 0.5, 1]
        wanted += np.array([0.5, 0, 0.5, 0]) * (side == 'right')
        assert np.abs(box - wanted).max() < 1 / 256
        for half, name in enumerate((left, right)):
            with Image.open(root / f'image/{name}.jpg') as image:
                photo = np.asarray(image.resize((32, 48)), dtype=float)
            part = sample['inputs']['image'][..., 32 * half : 32 * half + 32]
            part = part.permute(1, 2, 0).numpy()
            assert np.abs(part - photo).mean() < 8


def test_halves_of_real_photographs(realdata, tmp_path):
    pairs = (realdata / 'avpairs/pairs.csv').read_text().splitlines()
    clips = [
        row
        for row in csv.DictReader(pairs)
        if row['split'] == 'test' and row['boxes']
    ][::35]
    boxes = {}
    for clip in clips:
        photo = realdata / 'avpairs' / clip['image']
        sound = realdata / 'avpairs' / clip['audio']
        name = clip['id']
        (tmp_path / 'image').mkdir(exist_ok=True)
        with Image.open(photo) as image:
            image.convert('RGB').save(tmp_path / f'image/{name}.jpg')
        (tmp_path / 'audio').mkdir(exist_ok=True)
        samples, rate = soundfile.read(sound)
        soundfile.write(tmp_path / f'audio/{name}.wav', samples, rate)
        first = clip['boxes'].split(';')[0]
        boxes[name] = np.array([float(x) for x in first.split(',')])
        pixels = [round(256 * x) for x in boxes[name]]
        write_annotation(tmp_path / f'annotation/{name}.xml', [[pixels]])
    (tmp_path / 'test.txt').write_text('\n'.join(boxes))
    check_halves(tmp_path, boxes)


def test_halves_of_synthetic_images(tmp_path):
    boxes = {}
    for number, name in enumerate(('one', 'two', 'three', 'four')):
        write_image(tmp_path / f'image/{name}.jpg', (90, 60 + number), number)
        (tmp_path / 'audio').mkdir(exist_ok=True)
        wave = 0.5 * np.sin(np.arange(22050) * 0.05 * (number + 1))
        soundfile.write(tmp_path / f'audio/{name}.wav', wave, 22050)
        pixels = [16 * number, 32, 16 * number + 96, 200]
        boxes[name] = np.array(pixels) / 256
        write_annotation(tmp_path / f'annotation/{name}.xml', [[pixels]])
    (tmp_path / 'test.txt').write_text('\n'.join(boxes))
    check_halves(tmp_path, boxes)


def test_unusable_data_sets_are_refused(tmp_path):
    write_flickr_layout(tmp_path, train=3, test=1)
    unlabelled = dict(
        type='FlickrSoundNet', data_root=str(tmp_path), ann_file='train.txt'
    )
    with pytest.raises(ValueError, match='clip 1000 has no boxes'):
        concat(tmp_path, unlabelled)
    with pytest.raises(ValueError, match='2 pairs of 1 clips'):
        concat(tmp_path)
    assert not (tmp_path / 'pairs.txt').exists()
    with pytest.raises(ValueError, match='num_samples=3'):
        ConcatAndLocalize(
            dataset=unlabelled, pair_file='x', num_samples=3, pipeline=[]
        )


def test_a_list_of_another_length_is_refused(tmp_path):
    write_flickr_layout(tmp_path, train=1, test=6)
    ids = (tmp_path / 'test.txt').read_text().split()
    write_pairs(tmp_path / 'pairs.txt', [ids[:2]])
    with pytest.raises(ValueError, match='1 pairs.* 2 samples.*num_samples=4'):
        concat(tmp_path)
    assert read_pairs(tmp_path / 'pairs.txt', set(ids)) == [tuple(ids[:2])]
