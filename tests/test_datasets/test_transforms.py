"""Transforms of boxes, the consensus map, and packing."""

import mmcv.transforms
import numpy as np
import pytest
import torch

from mmavloc.datasets.transforms import (
    CenterCrop,
    DrawConsensus,
    FlipImage,
    JitterImage,
    PackAVInputs,
    RandomCrop,
    ResizeShorterSide,
)
from mmavloc.registry import TRANSFORMS

RATE = 22050


def test_crop_transforms_boxes():
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


def test_centre_crop_after_the_shorter_side():
    image = np.zeros((100, 151, 3), np.uint8)
    image[40:60, 60:100] = 255
    box = [60 / 151, 0.4, 100 / 151, 0.6]
    clip = dict(img=image, boxes=np.array([box]), annotators=np.array([0]))
    clip = ResizeShorterSide(size=50)(clip)
    assert clip['img'].shape == clip['img_shape'] + (3,) == (50, 75, 3)
    out = CenterCrop(size=50)(dict(clip))
    # (75 - 50) / 2 rounds to the even 12
    assert np.array_equal(out['img'], clip['img'][:, 12:62])
    x1, x2 = out['boxes'][0, [0, 2]]
    assert x1 == pytest.approx((60 / 151 * 75 - 12) / 50)
    assert x2 == pytest.approx((100 / 151 * 75 - 12) / 50)
    kept = CenterCrop(size=50, boxes='keep')(dict(clip))
    assert np.array_equal(kept['boxes'], [box])
    with pytest.raises(ValueError, match='50 x 75 px is too small'):
        CenterCrop(size=60)(dict(clip))
    with pytest.raises(ValueError, match="boxes='move'"):
        CenterCrop(size=50, boxes='move')


def test_flip_transforms_boxes():
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
    who = [0, 1, 1]  # the third annotator drew no box and is counted
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
    """The map of transformed boxes is the transformed map."""
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
        # rounding of fractions may shift box edges by a pixel
        assert np.abs(moved['consensus'] - seen).mean() < 0.02
    packed = PackAVInputs()(moved)['data_samples']
    assert torch.equal(packed.consensus, torch.from_numpy(moved['consensus']))


def test_consensus_without_boxes():
    np.random.seed(0)
    corner = boxed([[0, 0, 0.02, 0.02]], [0])
    np.random.seed(3)
    moved = drawn(corner, RandomCrop(size=50))
    assert len(moved['boxes']) == 0
    assert moved['consensus'].shape == (50, 50)
    assert not moved['consensus'].any()
    bare = dict(sample_id='5417', img=np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(ValueError, match='clip 5417 has no boxes for'):
        DrawConsensus()(bare)


def test_resize_of_mmcv_keeps_fractions():
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


def test_jitter_is_random():
    torch.manual_seed(0)
    image = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    jitter = JitterImage(size=32)
    one, two = (jitter(dict(img=image))['img'] for _ in range(2))
    assert one.shape == (32, 32, 3) and one.dtype == np.uint8
    assert not np.array_equal(one, two)
    with pytest.raises(ValueError, match='clip a has boxes'):
        jitter(boxed([], []))
