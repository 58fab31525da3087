"""Localizing in Python: the same maps as a test, whatever the input."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from mmengine.config import Config
from PIL import Image

import mmavloc
from mmavloc.apis.checkpoint_config import config_of, parse_config
from mmavloc.apis.publish import publish_model
from mmavloc.cli.localize import main, write_picture
from mmavloc.datasets.loading.collate import collate_clips
from mmavloc.datasets.transforms.image import read_rgb
from mmavloc.inference.folder import clips_of_folder
from mmavloc.inference.pipeline import steps_of
from mmavloc.inference.result import Localization, box_of, peak_of
from mmavloc.registry import DATASETS
from tests.test_inference.conftest import tiny_config
from tests.videos import write_video


def files(root, name):
    return root / f'image/{name}.jpg', root / f'audio/{name}.wav'


def test_maps_are_those_of_a_test(clips, localize):
    dataset = DATASETS.build(tiny_config(clips).test_dataloader.dataset)
    batch = collate_clips([dataset[i] for i in range(len(dataset))])
    with torch.no_grad():
        tested = localize.model.test_step(batch)
    pairs = [files(clips, sample.sample_id) for sample in tested]
    for sample, result in zip(tested, localize(pairs), strict=True):
        assert result.maps.keys() == {'potential', 'attention', 'localization'}
        for name, heat in result.maps.items():
            assert heat.dtype == np.float32
            assert np.array_equal(heat, sample.pred_maps[name].numpy())


def test_every_kind_of_input_gives_the_same_map(clips, localize, tmp_path):
    image, audio = files(clips, '9000')
    wanted = localize(image, audio)
    pixels = read_rgb(image)
    whole, rate = soundfile.read(audio, dtype='int16')
    stereo = np.stack([whole, whole], axis=1) / np.float32(32768)
    for name, folder in (('9000.jpg', image), ('9000.wav', audio)):
        (tmp_path / name).write_bytes(folder.read_bytes())
    kinds = [
        localize(pixels, whole, sample_rate=rate),
        localize(Image.open(image), stereo, sample_rate=rate),
        localize(dict(image=pixels, audio=whole, sample_rate=rate)),
        *localize([pixels], [whole.astype(np.int32) << 16], sample_rate=rate),
        *localize(tmp_path),
        *localize([(str(image), str(audio))]),
    ]
    for result in kinds:
        heat = result.maps['localization']
        assert np.allclose(heat, wanted.maps['localization'], atol=1e-6)
    assert not np.allclose(
        localize(image, files(clips, '9001')[1]).maps['attention'],
        localize(*files(clips, '9001')).maps['attention'],
    )


def test_clips_of_several_sizes_come_back_in_order(clips, localize):
    several = [files(clips, f'900{i}') for i in (0, 1, 2, 3)]
    mixed = localize(several, batch_size=3)
    assert [r.name for r in mixed] == [str(image) for image, _ in several]


def test_a_video_gives_its_middle_frame(localize, tmp_path):
    path = tmp_path / 'a.mp4'
    write_video(path, frames=11, rate=10, seconds=1.1)
    result = localize(path)
    assert result.size == (48, 64)
    assert abs(float(result.image.mean()) - (16 + 8 * 5)) < 4
    silent = tmp_path / 'b.mp4'
    write_video(silent, seconds=0)
    with pytest.raises(ValueError, match='b.mp4: no sound'):
        localize(silent)


def test_a_result_prints_draws_and_answers():
    heat = np.zeros((4, 8), np.float32)
    heat[1, 5] = 1.0
    image = np.full((80, 160, 3), 200, np.uint8)
    result = Localization('a', image, {'localization': heat})
    assert result.peak == (110, 30) == peak_of(heat, (80, 160))
    x1, y1, x2, y2 = result.box
    assert x1 < 110 < x2 and y1 < 30 < y2 and (x2 - x1) < 25
    assert '160 x 80 px: peak (110, 30)' in repr(result)
    assert result.as_dict()['peak'] == [110, 30]
    plain, lined = result.overlay(), result.overlay(contour=True)
    assert plain.size == lined.size == (160, 80)
    assert np.asarray(plain)[30, 110, 0] > 200 > np.asarray(plain)[70, 10, 0]
    assert result._repr_png_()[:4] == b'\x89PNG'
    with pytest.raises(KeyError, match='no map .potential'):
        result.overlay('potential')
    assert box_of(np.ones((3, 3), np.float32), (9, 9)) is None


def test_a_cropped_view_is_placed_in_the_picture(clips, checkpoint):
    cfg = tiny_config(clips, side=128, crop=64)
    localize = mmavloc.SoundLocalizationInferencer(
        cfg, checkpoint, device='cpu'
    )
    result = localize(*files(clips, '9000'))
    assert result.view == (0.25, 0.25, 0.75, 0.75)
    x, y = result.peak
    assert 64 <= x < 192 and 64 <= y < 192  # of 256 px
    drawn = np.asarray(result.overlay())
    assert np.array_equal(drawn[:64], result.image[:64])
    assert not np.array_equal(drawn[64:192], result.image[64:192])


@pytest.mark.parametrize(
    ('image', 'audio', 'said'),
    [
        ('none.jpg', None, 'no such file'),
        (np.zeros((8, 8, 3), np.uint8), None, 'has no sound'),
        (np.zeros((8, 8, 3), np.uint8), 'none.wav', 'no such file'),
        (np.zeros((8, 8, 3), np.uint8), np.zeros(9000), 'without their rate'),
        (np.zeros((8, 8, 4), np.uint8), None, 'shape (8, 8, 4)'),
        (np.zeros((8, 8, 3)), None, 'type float64'),
    ],
)
def test_what_cannot_be_read_is_named(localize, image, audio, said):
    with pytest.raises((ValueError, FileNotFoundError)) as error:
        localize(image, audio)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ('samples', 'said'),
    [
        (np.full(9000, 3e4), 'up to 30000'),
        (np.full(9000, np.nan), 'finite'),
        (np.zeros((2, 9000)), 'transpose'),
        (np.zeros(0), 'shape (0,)'),
        (np.zeros(9000, bool), 'type bool'),
    ],
)
def test_samples_are_checked(localize, samples, said):
    picture = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(ValueError) as error:
        localize(picture, samples, sample_rate=8000)
    assert said in str(error.value)


def test_the_config_of_a_checkpoint_is_data(checkpoint, tmp_path):
    assert config_of(str(checkpoint)).model.type == 'TwoStepLocalizer'
    text = Config(dict(a=[1, (2.5, 'b')], c=dict(d=None, e=-1))).pretty_text
    assert parse_config(text, 'x') == dict(
        a=[1, (2.5, 'b')], c=dict(d=None, e=-1)
    )
    for code in ('import os', 'a = open("b")', 'a = [i for i in "b"]', 'a ='):
        with pytest.raises(ValueError, match='x.pth: its config is not plain'):
            parse_config(code, 'x.pth')
    torch.save({'state_dict': {}}, tmp_path / 'bare.pth')
    with pytest.raises(ValueError, match='holds no config'):
        config_of(str(tmp_path / 'bare.pth'))


def test_a_published_file_is_enough(clips, localize, tmp_path):
    steps = steps_of(localize.cfg)
    path, digest = publish_model(
        localize.model, localize.cfg, steps, tmp_path / 'mine.safetensors'
    )
    assert path.name == f'mine-{digest[:8]}.safetensors'
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    assert str(clips).encode() not in path.read_bytes()
    again = mmavloc.SoundLocalizationInferencer(path, device='cpu')
    wanted, found = (
        one(*files(clips, '9000')).maps['localization']
        for one in (localize, again)
    )
    assert np.array_equal(wanted, found)
    small, _ = publish_model(
        localize.model, localize.cfg, steps, tmp_path / 'h.safetensors', True
    )
    assert small.stat().st_size < 0.7 * path.stat().st_size
    half = mmavloc.SoundLocalizationInferencer(small, device='cpu')
    assert {p.dtype for p in half.model.parameters()} == {torch.float32}
    near = half(*files(clips, '9000')).maps['localization']
    assert np.allclose(near, wanted, atol=1e-3)
    with pytest.raises(ValueError, match=r'ends in \.safetensors'):
        publish_model(localize.model, localize.cfg, steps, 'a.pth')


def test_the_potential_map_of_a_picture_needs_no_sound(clips, localize):
    image, audio = files(clips, '9000')
    alone = localize(image, maps=['potential'])
    both = localize(image, audio)
    assert alone.maps.keys() == {'potential'}
    assert np.array_equal(alone.maps['potential'], both.maps['potential'])
    assert alone.peak and 'peak' in repr(alone) and alone.overlay()
    with pytest.raises(ValueError, match='has no sound, and this model list'):
        localize(image, maps=['potential', 'localization'])
    with pytest.raises(ValueError, match="no map 'object'; want one of pot"):
        localize(image, audio, maps=['object'])


def test_a_folder_gives_every_video_of_a_name(clips, tmp_path):
    image, audio = files(clips, '9000')
    for name, source in (('a.jpg', image), ('a.wav', audio)):
        (tmp_path / name).write_bytes(source.read_bytes())
    for name in ('a.mp4', 'a.mkv', 'b.mp4'):
        write_video(tmp_path / name, 3, 10, seconds=0.6)
    found = clips_of_folder(tmp_path)
    assert [(Path(x).name, y and Path(y).name) for x, y in found] == [
        ('a.jpg', 'a.wav'),
        ('a.mkv', None),
        ('a.mp4', None),
        ('b.mp4', None),
    ]


def test_the_tool_gives_files_of_one_name_two_outputs(
    clips, checkpoint, tmp_path, monkeypatch, capsys
):
    for name in ('in/a.mp4', 'in/a.mkv', 'in/b.mp4'):
        write_video(tmp_path / name, 3, 10, seconds=0.6, size=(64, 64))
    monkeypatch.chdir(tmp_path)
    command = f'localize in --model {checkpoint} --out out --device cpu'
    monkeypatch.setattr('sys.argv', command.split())
    assert main() == 0
    assert {p.name for p in (tmp_path / 'out').iterdir()} == {
        *('a.mp4.mp4', 'a.mp4.jsonl', 'a.mkv.mp4', 'a.mkv.jsonl'),
        *('b.mp4', 'b.jsonl'),
    }


def test_a_sound_that_is_no_window_is_said(clips, localize):
    image, _ = files(clips, '9000')
    rate, window = 8000, localize.pipeline.loader.duration
    wave = np.full(round(2 * window * rate), 0.1)
    for part, said in (
        (wave, f'the model hears {window:g} s from 0 s on'),
        (wave[: len(wave) // 4], f'repeated to the {window:g} s'),
        (np.zeros(round(window * rate)), 'silent audio'),
    ):
        (remark,) = localize(image, part, sample_rate=rate).remarks
        assert said in remark


def test_results_never_replace_the_picture(clips, localize, tmp_path):
    image, audio = files(clips, '9000')
    picture = tmp_path / 'a.png'
    Image.open(image).save(picture)
    before = picture.read_bytes()
    result = localize(picture, audio)
    with pytest.raises(ValueError, match='a.png: is the input itself'):
        write_picture(result, ('localization',), tmp_path / 'a')
    assert picture.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1
    assert len(write_picture(result, ('potential',), tmp_path / 'b')) == 3
