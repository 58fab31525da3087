"""Segmentation masks: read, cropped, flipped, concatenated, drawn, packed."""

import numpy as np
import pytest
from mmengine.registry import init_default_scope
from PIL import Image

from mmavloc.datasets import IS3, AVSBench, ConcatAndLocalize, TypeAB
from mmavloc.datasets.transforms import (
    CenterCrop,
    DrawConsensus,
    FlipImage,
    PackAVInputs,
    RandomCrop,
    Resize,
)
from mmavloc.formats.masks import boxes_around, read_masks
from mmavloc.testing import write_clips
from mmavloc.visualization.panels import draw_sheet

PIPELINE = [
    dict(type='LoadImage'),
    dict(type='LoadAudio', duration=0.5),
    dict(type='Resize', scale=(32, 32)),
    dict(type='DrawConsensus'),
    dict(type='PackAVInputs'),
]


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


def blob(*corners, size=(64, 64)):
    """A triangle, so that the mask differs from its box."""
    x1, y1, x2, y2 = corners
    y, x = np.mgrid[: size[0], : size[1]]
    inside = (x >= x1) & (x < x2) & (y >= y1) & (y < y2)
    return inside & ((x - x1) * (y2 - y1) <= (y - y1 + 1) * (x2 - x1))


def write_mask(path, mask):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray((255 * mask).astype(np.uint8)).save(path)


@pytest.fixture
def root(tmp_path):
    write_clips(tmp_path, 'test', ['a_1', 'b_1'], [[(0, 0, 9, 9)]])
    write_mask(tmp_path / 'mask/a_1.png', blob(8, 16, 40, 64))
    for number, corners in enumerate([(0, 0, 16, 16), (32, 32, 64, 64)]):
        write_mask(tmp_path / f'mask/b_1/{number}.png', blob(*corners))
    return tmp_path


def masked(root, kind=AVSBench, **kwargs):
    settings = dict(annotation='masks', pipeline=PIPELINE) | kwargs
    return kind(
        data_root=str(root), ann_file='test.txt', test_mode=True, **settings
    )


@pytest.mark.parametrize('kind', [AVSBench, IS3])
def test_masks_of_a_clip(root, kind):
    dataset = masked(root, kind)
    one, two = (dataset[i]['data_samples'] for i in range(2))
    assert one.masks.dtype == bool and one.masks.shape == (1, 64, 64)
    assert np.array_equal(one.masks[0], blob(8, 16, 40, 64))
    assert (one.boxes * 64).tolist() == [[8, 16, 40, 64]]
    assert two.masks.shape == (2, 64, 64) and two.kind == 'union'
    assert two.annotators.tolist() == [0, 0] and two.num_annotators == 1
    # the target of a supervised network is the mask, not its box
    wanted = (blob(0, 0, 16, 16) | blob(32, 32, 64, 64))[1::2, 1::2]
    assert np.array_equal(two.consensus.numpy(), wanted)
    boxes = AVSBench(
        data_root=str(root), ann_file='test.txt', test_mode=True, pipeline=[]
    )
    assert 'masks' not in boxes.get_data_info(0)


@pytest.mark.parametrize('seed', range(4))
def test_crops_and_flips_change_image_and_mask_equally(seed):
    """The image has the values of the mask."""
    np.random.seed(seed)
    mask = blob(5, 30, 50, 60)
    other = blob(60, 0, 64, 2)
    for crop in (RandomCrop(size=40), CenterCrop(size=40)):
        clip = dict(
            img=np.repeat(255 * mask[:, :, None].astype(np.uint8), 3, 2),
            masks=np.stack([mask, other]),
            boxes=boxes_around(np.stack([mask, other])),
            annotators=np.array([0, 1]),
            num_annotators=2,
            sample_id='a',
        )
        clip = FlipImage(prob=1.0)(crop(clip))
        assert np.array_equal(clip['masks'][0], clip['img'][..., 0] > 0)
        assert len(clip['boxes']) == len(clip['masks'])
        assert len(clip['annotators']) == len(clip['masks'])
        drawn = DrawConsensus()(clip)['consensus']
        assert set(np.unique(drawn)) <= {0, 0.5, 1}
        small = Resize(scale=(20, 20))(clip)
        packed = PackAVInputs()(small)['data_samples']
        assert packed.masks.shape[1:] == (40, 40)  # over the whole image
        assert small['img'].shape == (20, 20, 3)


def test_kept_annotations_are_those_of_the_whole_image():
    mask = blob(5, 30, 50, 60)[None]
    clip = dict(
        img=np.zeros((64, 64, 3), np.uint8),
        masks=mask,
        boxes=boxes_around(mask),
        annotators=np.zeros(1, int),
    )
    kept = CenterCrop(size=40, boxes='keep')(clip)
    assert kept['masks'] is mask and kept['img'].shape == (40, 40, 3)


def test_the_mask_is_squeezed_into_its_half(root):
    inner = dict(
        type='AVSBench',
        data_root=str(root),
        ann_file='test.txt',
        test_mode=True,
        annotation='masks',
    )
    pipeline = [dict(type='LoadSideBySide', size=(64, 64)), *PIPELINE[1:]]
    dataset = ConcatAndLocalize(
        dataset=inner,
        pair_file=str(root / 'pairs.txt'),
        num_samples=2,
        pipeline=pipeline,
    )
    for index in range(2):
        sample = dataset[index]['data_samples']
        left, right = sample.sample_id.split(':')[0].split('+')
        side = sample.sounding_half
        heard = left if side == 'left' else right
        path = root / 'mask' / ('a_1.png' if heard == 'a_1' else 'b_1')
        alone = read_masks(path)
        half = slice(64) if side == 'left' else slice(64, 128)
        assert sample.masks.shape == (len(alone), 64, 128)
        assert np.array_equal(sample.masks[:, :, half], alone)
        assert sample.masks.sum() == alone.sum()
        assert np.allclose(boxes_around(sample.masks), sample.boxes)
    (root / 'types.txt').write_text('b_1 B\n')
    types = TypeAB(
        dataset=inner, ann_file=str(root / 'types.txt'), pipeline=PIPELINE
    )
    assert types[0]['data_samples'].masks.shape == (2, 64, 64)


def test_panels_show_the_mask(root, tmp_path):
    clip = masked(root)[0]
    image = clip['inputs']['image'].permute(1, 2, 0).numpy()
    pictures = []
    for keep in (True, False):
        if not keep:
            del clip['data_samples'].masks
        path = tmp_path / f'{keep}.png'
        draw_sheet([('a', image, clip['data_samples'])], [], 'title', path)
        pictures.append(np.asarray(Image.open(path)))
    assert (pictures[0] != pictures[1]).any()


def test_bad_masks(root):
    with pytest.raises(ValueError, match="annotation='mask': expected"):
        masked(root, annotation='mask')
    write_mask(root / 'mask/a_1.png', np.zeros((64, 64)))
    with pytest.raises(
        ValueError, match=r'a_1.png: 1 files and every mask is empty'
    ):
        masked(root)
    (root / 'mask/a_1.png').write_text('torn')
    with pytest.raises(ValueError, match=r'a_1.png: cannot be read as a mask'):
        masked(root)
    (root / 'mask/a_1.png').unlink()
    with pytest.raises(FileNotFoundError, match=r'1 of 6 .*mask/a_1.png'):
        masked(root)
    write_mask(root / 'mask/a_1.png', blob(8, 16, 40, 64))
    write_mask(root / 'mask/b_1/2.png', blob(0, 0, 9, 9, size=(32, 32)))
    with pytest.raises(ValueError, match=r'2.png: has 32 x 32 pixels'):
        masked(root)


def test_palettes_and_colours(tmp_path):
    mask = blob(1, 2, 7, 8, size=(8, 8))
    image = Image.fromarray(mask.astype(np.uint8) * 3, mode='P')
    image.putpalette([0, 0, 0, *[200, 10, 10] * 255])
    image.save(tmp_path / 'palette.png')
    colours = np.zeros((8, 8, 4), np.uint8)
    colours[..., 3] = 255
    colours[mask, 2] = 9
    Image.fromarray(colours).save(tmp_path / 'colours.png')
    for name in ('palette', 'colours'):
        assert np.array_equal(read_masks(tmp_path / f'{name}.png')[0], mask)
