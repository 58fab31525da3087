"""Loading of pictures and sounds of every kind, and what moves boxes."""

import mmcv.transforms
import numpy as np
import pytest
import soundfile
import torch
from PIL import Image, ImageOps

from mmavloc.datasets import UnreadableMediaError
from mmavloc.datasets.transforms import (
    DrawConsensus,
    FlipImage,
    LoadAudio,
    LoadImage,
    PackAVInputs,
    RandomCrop,
)
from mmavloc.datasets.transforms.image import decode_plain_jpeg
from mmavloc.registry import TRANSFORMS
from mmavloc.testing import write_image, write_sound

RATE = 22050


def load_image(path):
    return LoadImage()(dict(img_path=str(path)))['img']


def load_audio(path, **kwargs):
    """Load as float32, as the data preprocessor makes it."""
    audio = LoadAudio(**kwargs)(dict(audio_path=str(path)))['audio']
    if audio.dtype == np.int16:
        return audio.astype(np.float32) / 32768
    return audio


@pytest.mark.parametrize('mode', ['L', 'RGB', 'RGBA', 'P', 'CMYK', '1', 'LA'])
def test_every_kind_of_picture_becomes_rgb(tmp_path, mode):
    suffix = 'jpg' if mode in ('L', 'RGB', 'CMYK') else 'png'
    path = tmp_path / f'a.{suffix}'
    colour = Image.new('RGB', (20, 10), (200, 60, 30))
    colour.convert(mode).save(
        path, **({'quality': 95} if suffix == 'jpg' else {})
    )
    image = load_image(path)
    assert image.shape == (10, 20, 3) and image.dtype == np.uint8
    if mode in ('RGB', 'RGBA', 'P', 'CMYK'):
        assert np.abs(image.mean((0, 1)) - [200, 60, 30]).max() < 12


def test_the_quick_decoder_gives_the_pixels_of_the_slow_one(tmp_path):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (33, 47, 3), dtype=np.uint8)
    for number, options in enumerate(
        (
            dict(quality=30),
            dict(quality=95, subsampling=0),
            dict(quality=90, progressive=True),
            dict(quality=90, comment='a comment'),
        )
    ):
        path = tmp_path / f'{number}.jpg'
        Image.fromarray(pixels).save(path, **options)
        assert decode_plain_jpeg(path.read_bytes()) is not None
        with Image.open(path) as image:
            assert np.array_equal(load_image(path), np.asarray(image))


def test_the_quick_decoder_leaves_all_else_to_the_slow_one(tmp_path):
    colour = Image.new('RGB', (20, 10), (200, 60, 30))
    exif = Image.Exif()
    exif[0x0112] = 3
    kinds = {
        'grey.jpg': (colour.convert('L'), {}),
        'cmyk.jpg': (colour.convert('CMYK'), {}),
        'turned.jpg': (colour, dict(exif=exif)),
        'deep.png': (Image.new('I;16', (20, 10), 40000), {}),
    }
    for name, (image, options) in kinds.items():
        image.save(tmp_path / name, **options)
        assert decode_plain_jpeg((tmp_path / name).read_bytes()) is None
        with Image.open(tmp_path / name) as slow:
            slow = np.asarray(ImageOps.exif_transpose(slow).convert('RGB'))
        assert np.array_equal(load_image(tmp_path / name), slow)


@pytest.mark.parametrize('progressive', [False, True])
def test_a_picture_cut_anywhere_is_an_error(tmp_path, progressive):
    write_image(tmp_path / 'a.png', (24, 16))
    with Image.open(tmp_path / 'a.png') as image:
        image.save(tmp_path / 'a.jpg', progressive=progressive)
    whole = (tmp_path / 'a.jpg').read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / 'a.jpg').write_bytes(whole[:length])
        with pytest.raises(UnreadableMediaError, match=r'a\.jpg: '):
            load_image(tmp_path / 'a.jpg')


def test_exif_rotation_is_applied(tmp_path):
    pixels = np.zeros((16, 32, 3), np.uint8)
    pixels[:, :16] = 255  # left half white
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned right by 90 degrees
    Image.fromarray(pixels).save(tmp_path / 'a.jpg', exif=exif, quality=95)
    image = load_image(tmp_path / 'a.jpg')
    assert image.shape == (32, 16, 3)
    assert image[:12].mean() > 240 and image[-12:].mean() < 15  # top white


@pytest.mark.parametrize('content', [b'', b'no picture', b'\xff\xd8\xff\xe0'])
def test_bad_pictures_are_named(tmp_path, content):
    (tmp_path / 'bad.jpg').write_bytes(content)
    with pytest.raises(UnreadableMediaError, match=r'bad\.jpg: '):
        load_image(tmp_path / 'bad.jpg')


def test_truncated_and_missing_pictures_are_named(tmp_path):
    write_image(tmp_path / 'a.jpg', (200, 200))
    whole = (tmp_path / 'a.jpg').read_bytes()
    (tmp_path / 'a.jpg').write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableMediaError, match=r'a\.jpg: .*truncated'):
        load_image(tmp_path / 'a.jpg')
    with pytest.raises(UnreadableMediaError, match='nowhere.jpg'):
        load_image(tmp_path / 'nowhere.jpg')


@pytest.mark.parametrize('rate', [8000, 16000, 22050, 44100, 48000])
@pytest.mark.parametrize('channels', [1, 2])
def test_any_rate_and_channels(tmp_path, rate, channels):
    write_sound(tmp_path / 'a.wav', 2.0, rate, channels)
    audio = load_audio(tmp_path / 'a.wav', duration=1.5)
    assert audio.shape == (round(1.5 * RATE),) and audio.dtype == np.float32
    spectrum = np.abs(np.fft.rfft(audio[:RATE]))
    assert spectrum[220] > 0.9 * spectrum.max()  # 220 Hz, 1 Hz a bin
    assert np.delete(spectrum, [219, 220, 221, 439, 440, 441]).max() < 300
    if channels == 2:  # the mean of 220 and 440 Hz
        assert spectrum[440] == pytest.approx(spectrum[220], rel=0.05)


def test_the_window_is_the_one_asked_for(tmp_path):
    ramp = np.linspace(-1, 1, 3 * RATE, dtype=np.float32)
    soundfile.write(tmp_path / 'a.wav', ramp, RATE, subtype='FLOAT')
    audio = load_audio(tmp_path / 'a.wav', duration=0.5, start=1.0)
    assert np.array_equal(audio, ramp[RATE : RATE + RATE // 2])
    whole = load_audio(tmp_path / 'a.wav', duration=None)
    assert np.array_equal(whole, ramp)


def test_16_bits_stay_16_bits_and_lose_nothing(tmp_path):
    rng = np.random.default_rng(0)
    stored = rng.integers(-(2**15), 2**15, 3 * RATE).astype(np.int16)
    for name, samples, rate in (
        ('mono', stored, RATE),
        ('stereo', stored[: 2 * RATE].reshape(-1, 2), RATE),
        ('other', stored, 2 * RATE),
    ):
        soundfile.write(tmp_path / f'{name}.wav', samples, rate)
    load = LoadAudio(duration=1.0, start=0.5)
    audio = load(dict(audio_path=str(tmp_path / 'mono.wav')))['audio']
    assert audio.dtype == np.int16
    plain, _ = soundfile.read(
        tmp_path / 'mono.wav', RATE, round(RATE * 0.5), dtype='float32'
    )
    assert np.array_equal(audio.astype(np.float32) / 32768, plain)
    for name in ('stereo', 'other'):
        path = str(tmp_path / f'{name}.wav')
        audio = LoadAudio(duration=0.5)(dict(audio_path=path))['audio']
        assert audio.dtype == np.float32 and len(audio) == RATE // 2


def test_random_start_stays_inside(tmp_path):
    ramp = np.linspace(0, 1, 2 * RATE, dtype=np.float32)
    soundfile.write(tmp_path / 'a.wav', ramp, RATE, subtype='FLOAT')
    np.random.seed(0)
    starts = [
        load_audio(tmp_path / 'a.wav', duration=0.5, random_start=True)[0]
        for _ in range(40)
    ]
    assert min(starts) < 0.15 and 0.6 < max(starts) <= 0.75


def test_a_short_clip_is_repeated(tmp_path):
    ramp = np.linspace(0, 1, RATE // 2, dtype=np.float32)
    soundfile.write(tmp_path / 'a.wav', ramp, RATE, subtype='FLOAT')
    audio = load_audio(tmp_path / 'a.wav', duration=1.25)
    assert np.array_equal(
        audio, np.concatenate([ramp, ramp, ramp])[: len(audio)]
    )


def test_silence_stays_silence(tmp_path):
    soundfile.write(tmp_path / 'a.wav', np.zeros(RATE), RATE)
    assert not load_audio(tmp_path / 'a.wav', duration=2.0).any()


def test_bad_sounds_are_named(tmp_path):
    (tmp_path / 'empty.wav').write_bytes(b'')
    (tmp_path / 'text.wav').write_text('not a sound')
    soundfile.write(tmp_path / 'none.wav', np.zeros(0), RATE)
    write_sound(tmp_path / 'cut.wav', 2.0)
    whole = (tmp_path / 'cut.wav').read_bytes()
    (tmp_path / 'cut.wav').write_bytes(whole[: len(whole) // 2])
    write_sound(tmp_path / 'short.wav', 0.5)
    for name, message in (
        ('empty', 'cannot be read as sound'),
        ('text', 'cannot be read as sound'),
        ('none', '0 samples'),
        ('cut', 'truncated, .* of 44100'),
        ('nowhere', 'no such file'),
    ):
        with pytest.raises(UnreadableMediaError, match=rf'{name}.*{message}'):
            load_audio(tmp_path / f'{name}.wav', duration=1.0)
    with pytest.raises(UnreadableMediaError, match='short.*after 2'):
        load_audio(tmp_path / 'short.wav', duration=1.0, start=2.0)
    with pytest.raises(ValueError, match='duration=0'):
        LoadAudio(duration=0)


def test_crop_moves_boxes_along():
    image = np.zeros((100, 120, 3), np.uint8)
    image[40:60, 30:90] = 255
    boxes = np.array([[30 / 120, 0.4, 90 / 120, 0.6], [0, 0, 0.01, 0.01]])
    np.random.seed(1)
    for _ in range(20):
        out = RandomCrop(size=80)(
            dict(img=image, boxes=boxes, annotators=np.array([0, 1]))
        )
        assert out['img'].shape == (80, 80, 3)
        assert out['img_shape'] == (80, 80)
        x1, y1, x2, y2 = np.rint(out['boxes'][0] * 80).astype(int)
        white = np.zeros((80, 80), bool)
        white[y1:y2, x1:x2] = True
        assert np.array_equal(out['img'][..., 0] == 255, white)
        assert len(out['boxes']) == len(out['annotators'])
    with pytest.raises(ValueError, match='100 x 120 px is too small'):
        RandomCrop(size=110)(dict(img=image))


def test_flip_moves_boxes_along():
    image = np.zeros((10, 20, 3), np.uint8)
    image[2:5, 3:8] = 255
    boxes = np.array([[3 / 20, 0.2, 8 / 20, 0.5]])
    out = FlipImage(prob=1.0)(dict(img=image, boxes=boxes))
    x1, y1, x2, y2 = np.rint(out['boxes'][0] * [20, 10, 20, 10]).astype(int)
    assert (x1, x2) == (12, 17) and out['img'][y1:y2, x1:x2].min() == 255
    same = FlipImage(prob=0.0)(dict(img=image, boxes=boxes))
    assert np.array_equal(same['boxes'], boxes)


def drawn(clip, *steps):
    for step in steps:
        clip = step(clip)
    return DrawConsensus()(clip)


def boxed(boxes, annotators, m=3):
    return dict(
        sample_id='a',
        img=np.zeros((100, 120, 3), np.uint8),
        boxes=np.array(boxes, dtype=float).reshape(-1, 4),
        annotators=np.array(annotators, dtype=int),
        num_annotators=m,
    )


def test_consensus_against_a_loop_over_pixels():
    boxes = [[0.1, 0.2, 0.5, 0.6], [0.3, 0.1, 0.9, 0.5], [0.4, 0.4, 1, 1]]
    who = [0, 1, 1]  # the third annotator drew none, and counts
    g = DrawConsensus(size=(10, 20))(boxed(boxes, who))['consensus']
    slow = np.zeros((10, 20))
    for i in range(10):
        for j in range(20):
            marked = {
                annotator
                for (x1, y1, x2, y2), annotator in zip(boxes, who, strict=True)
                if int(20 * x1) <= j < int(20 * x2)
                and int(10 * y1) <= i < int(10 * y2)
            }
            slow[i, j] = len(marked) / 3
    assert g.dtype == np.float32 and np.allclose(g, slow, atol=1e-7)


def test_consensus_follows_crop_and_flip():
    """Drawn after moving boxes, it is the moved drawing."""
    boxes, who = [[0.1, 0.2, 0.6, 0.6], [0.3, 0.3, 0.9, 0.9]], [0, 1]
    whole = DrawConsensus()(boxed(boxes, who, 2))['consensus']
    assert whole.shape == (100, 120)
    for seed in range(5):
        np.random.seed(seed)
        clip = boxed(boxes, who, 2)
        clip['img'] = np.repeat(
            np.rint(200 * whole).astype(np.uint8)[..., None], 3, axis=2
        )
        moved = drawn(clip, RandomCrop(size=64), FlipImage(prob=0.5))
        seen = moved['img'][..., 0] / 200
        # box edges may fall a pixel aside where fractions round
        assert np.abs(moved['consensus'] - seen).mean() < 0.02
    packed = PackAVInputs()(moved)['data_samples']
    assert torch.equal(packed.consensus, torch.from_numpy(moved['consensus']))


def test_consensus_of_nothing():
    np.random.seed(0)
    corner = boxed([[0, 0, 0.02, 0.02]], [0])
    np.random.seed(3)
    moved = drawn(corner, RandomCrop(size=50))
    assert len(moved['boxes']) == 0
    assert moved['consensus'].shape == (50, 50)
    assert not moved['consensus'].any()
    bare = dict(sample_id='5417', img=np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(ValueError, match='clip 5417 has no boxes to draw'):
        DrawConsensus()(bare)


def test_resize_of_mmcv_leaves_fractions_alone():
    resize = TRANSFORMS.build(
        dict(type='Resize', scale=(32, 16), backend='pillow')
    )
    boxes = np.array([[0.1, 0.2, 0.3, 0.4]])
    out = resize(dict(img=np.zeros((100, 50, 3), np.uint8), boxes=boxes))
    assert out['img'].shape == (16, 32, 3) and out['img_shape'] == (16, 32)
    assert np.array_equal(out['boxes'], boxes)
    image = np.arange(96, dtype=np.uint8).reshape(4, 8, 3)
    same = TRANSFORMS.build(dict(type='Resize', scale=(8, 4)))(dict(img=image))
    mmcvs = mmcv.transforms.Resize(scale=(8, 4), backend='pillow')
    slow = mmcvs(dict(img=image))
    assert same['img'] is image and np.array_equal(slow['img'], image)
    for key in ('img_shape', 'scale_factor', 'keep_ratio'):
        assert same[key] == slow[key]


def test_pack():
    image = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    packed = PackAVInputs()(
        dict(
            img=image,
            audio=np.zeros(5, np.float32),
            sample_id='a',
            split='test',
            img_shape=(2, 4),
            boxes=np.zeros((1, 4)),
            annotators=np.zeros(1, int),
            num_annotators=2,
        )
    )
    assert packed['inputs']['image'].dtype == torch.uint8
    assert torch.equal(
        packed['inputs']['image'].permute(1, 2, 0), torch.from_numpy(image)
    )
    sample = packed['data_samples']
    assert (sample.sample_id, sample.num_annotators) == ('a', 2)
    assert 'label' not in sample and sample.boxes.shape == (1, 4)
