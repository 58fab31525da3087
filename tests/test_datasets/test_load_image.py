"""Loading of image files of every kind."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from mmavloc.datasets import UnreadableMediaError
from mmavloc.datasets.transforms import LoadImage
from mmavloc.datasets.transforms.image import decode_plain_jpeg
from mmavloc.testing import write_image

RATE = 22050


def load_image(path):
    return LoadImage()(dict(img_path=str(path)))['img']


@pytest.mark.parametrize('mode', ['L', 'RGB', 'RGBA', 'P', 'CMYK', '1', 'LA'])
def test_every_image_mode_becomes_rgb(tmp_path, mode):
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


def test_turbojpeg_gives_the_pixels_of_pillow(tmp_path):
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


def test_other_files_are_decoded_by_pillow(tmp_path):
    colour = Image.new('RGB', (20, 10), (200, 60, 30))
    exif = Image.Exif()
    exif[0x0112] = 3
    kinds = {
        'grey.jpg': (colour.convert('L'), {}),
        'cmyk.jpg': (colour.convert('CMYK'), {}),
        'turned.jpg': (colour, dict(exif=exif)),
    }
    for name, (image, options) in kinds.items():
        image.save(tmp_path / name, **options)
        assert decode_plain_jpeg((tmp_path / name).read_bytes()) is None
        with Image.open(tmp_path / name) as slow:
            slow = np.asarray(ImageOps.exif_transpose(slow).convert('RGB'))
        assert np.array_equal(load_image(tmp_path / name), slow)


@pytest.mark.parametrize('progressive', [False, True])
def test_an_image_truncated_anywhere_is_an_error(tmp_path, progressive):
    write_image(tmp_path / 'a.png', (24, 16))
    with Image.open(tmp_path / 'a.png') as image:
        image.save(tmp_path / 'a.jpg', progressive=progressive)
    whole = (tmp_path / 'a.jpg').read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / 'a.jpg').write_bytes(whole[:length])
        with pytest.raises(UnreadableMediaError, match=r'a\.jpg: '):
            load_image(tmp_path / 'a.jpg')


def test_damage_that_pillow_refuses_is_an_error(tmp_path):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / 'a.jpg')
    whole = (tmp_path / 'a.jpg').read_bytes()
    refused = 0
    for at in rng.permutation(np.arange(2, len(whole)))[:300]:
        damaged = bytearray(whole)
        damaged[at] ^= 1 << rng.integers(8)
        (tmp_path / 'a.jpg').write_bytes(damaged)
        try:
            with Image.open(tmp_path / 'a.jpg') as image:
                wanted = np.asarray(image.convert('RGB'))
        except OSError:
            refused += 1
            with pytest.raises(UnreadableMediaError, match=r'a\.jpg: '):
                load_image(tmp_path / 'a.jpg')
        else:
            assert np.array_equal(load_image(tmp_path / 'a.jpg'), wanted)
    assert 0 < refused < 300


def test_an_image_of_impossible_size_is_an_error(tmp_path):
    Image.new('RGB', (20, 10)).save(tmp_path / 'a.jpg')
    data = (tmp_path / 'a.jpg').read_bytes()
    size = data.index(b'\xff\xc0') + 5  # height and width, two bytes each
    huge = data[:size] + b'\xff\x00\xff\x00' + data[size + 4 :]
    (tmp_path / 'a.jpg').write_bytes(huge)
    with pytest.raises(UnreadableMediaError, match=r'a\.jpg: .*pixels'):
        load_image(tmp_path / 'a.jpg')


def test_exif_rotation_is_applied(tmp_path):
    pixels = np.zeros((16, 32, 3), np.uint8)
    pixels[:, :16] = 255  # left half white
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate by 90 degrees clockwise
    Image.fromarray(pixels).save(tmp_path / 'a.jpg', exif=exif, quality=95)
    image = load_image(tmp_path / 'a.jpg')
    assert image.shape == (32, 16, 3)
    assert image[:12].mean() > 240 and image[-12:].mean() < 15  # top white


@pytest.mark.parametrize('content', [b'', b'no picture', b'\xff\xd8\xff\xe0'])
def test_invalid_image_files_are_named(tmp_path, content):
    (tmp_path / 'bad.jpg').write_bytes(content)
    with pytest.raises(UnreadableMediaError, match=r'bad\.jpg: '):
        load_image(tmp_path / 'bad.jpg')


def test_truncated_and_missing_images_are_named(tmp_path):
    write_image(tmp_path / 'a.jpg', (200, 200))
    whole = (tmp_path / 'a.jpg').read_bytes()
    (tmp_path / 'a.jpg').write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableMediaError, match=r'a\.jpg: .*truncated'):
        load_image(tmp_path / 'a.jpg')
    with pytest.raises(UnreadableMediaError, match='nowhere.jpg'):
        load_image(tmp_path / 'nowhere.jpg')
