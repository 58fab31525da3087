"""Truth in segmentation masks, by every protocol."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from mmavloc.evaluation.functional import (
    box_corners,
    consensus_map,
    resize_masks,
)
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.table import PROTOCOLS
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.released import released_values
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.formats.map_files import read_truths
from mmavloc.structures import Truth


def drawn(protocol, truth):
    """A truth of boxes as one of masks, on the protocol's own grid."""
    size = (protocol.grid, protocol.grid)
    rule = (
        protocol.boxes if truth.kind == 'consensus' else protocol.union_boxes
    )
    corners = box_corners(
        truth.boxes,
        size,
        frame=rule.frame,
        offset=rule.offset,
        outside=rule.outside,
    )
    masks = np.zeros((len(corners), *size), dtype=bool)
    for mask, (x1, y1, x2, y2) in zip(masks, corners, strict=True):
        mask[y1:y2, x1:x2] = True
    return replace(truth, boxes=np.empty((0, 4)), masks=masks)


def truths(rng, n=6):
    for i in range(n):
        low = rng.uniform(0, 0.5, (3, 2))
        yield Truth(
            boxes=np.hstack([low, low + rng.uniform(0.1, 0.5, (3, 2))]),
            annotators=np.array([0, 0, 1]) if i % 2 else np.arange(3),
            num_annotators=2 if i % 2 else 3,
            kind='union' if i % 3 == 2 else 'consensus',
        )


@pytest.mark.parametrize('name', PROTOCOLS)
def test_a_box_and_its_mask_score_the_same(name):
    protocol, rng = PROTOCOLS[name], np.random.default_rng(3)
    boxes = list(truths(rng))
    masks = [drawn(protocol, truth) for truth in boxes]
    maps = torch.from_numpy(rng.normal(size=(6, 9, 9)).astype(np.float32))
    by_box, by_mask, mixed = (
        released_values(protocol, MapPipeline(maps, TruthBatch(batch)))
        for batch in (boxes, masks, boxes[:3] + masks[3:])
    )
    for key, values in by_box['map', name].items():
        for other in (by_mask, mixed):
            found = other['map', name][key]
            assert torch.allclose(found, values, atol=1e-12), key


def test_masks_are_resized_to_the_nearest_pixel_centre():
    masks = np.random.default_rng(0).random((2, 5, 8)) < 0.5
    found = resize_masks(masks, (7, 3))
    for i in range(7):
        for j in range(3):
            y, x = int((i + 0.5) * 5 / 7), int((j + 0.5) * 8 / 3)
            assert (found[:, i, j] == masks[:, y, x]).all()
    assert np.array_equal(resize_masks(masks, (5, 8)), masks)
    # a box whose edges are pixel edges of both grids keeps its pixels
    large = np.zeros((1, 256, 256), np.uint8)
    large[0, 32:96, 8:200] = 255
    small = np.zeros((224, 224), bool)
    small[28:84, 7:175] = True
    assert np.array_equal(resize_masks(large, (224, 224))[0], small)


def test_the_consensus_of_masks_is_the_mean_over_annotators():
    masks = np.random.default_rng(1).random((3, 4, 4)) < 0.5
    got = consensus_map(
        np.empty((0, 4)),
        np.array([0, 0, 2]),
        num_annotators=3,
        size=(4, 4),
        masks=masks,
    )
    slow = ((masks[0] | masks[1]).astype(float) + masks[2]) / 3
    assert np.allclose(got, slow)
    truth = Truth(masks=masks, annotators=[0, 0, 2], num_annotators=3)
    oya = replace(PROTOCOLS['oya'], grid=4)
    votes = TruthBatch([truth]).votes(oya)
    assert np.allclose(votes.draw()[0], slow)
    assert votes.total.item() == pytest.approx(slow.sum())
    assert votes.positive.item() == (slow > 0).sum()


def test_annotations_name_pictures_or_an_npz(tmp_path):
    rng = np.random.default_rng(2)
    masks = rng.random((2, 40, 40)) < 0.3
    for i, mask in enumerate(masks):
        Image.fromarray(mask).save(tmp_path / f'{i}.png')  # one bit a pixel
    colours = np.zeros((40, 40, 3), np.uint8)
    colours[masks[0]] = (0, 0, 7)
    Image.fromarray(colours).save(tmp_path / 'c.png')
    np.savez(tmp_path / 'm.npz', b=masks)
    clips = {
        'a': dict(kind='union', masks=['0.png', '1.png']),
        'b': dict(kind='union', masks='m.npz', group='g'),
        'c': dict(kind='union', masks=['c.png']),
    }
    file = tmp_path / 'truth.json'
    file.write_text(json.dumps(clips))
    found = read_truths(file)
    assert np.array_equal(found['a'].masks, masks)
    assert np.array_equal(found['b'].masks, masks)
    assert np.array_equal(found['c'].masks[0], masks[0])
    scorer = MapScorer(protocols=['avsbench', 'mmavloc'])
    heat = rng.random((7, 7))
    for name in ('a', 'b'):
        scorer.add(name, heat, found[name])
    for part in scorer.report().values():
        assert part['per_sample']['a'] == part['per_sample']['b'] > 0


@pytest.mark.parametrize(
    ('masks', 'message'),
    [
        (['none.png'], r'none\.png: cannot be read as a mask'),
        (['text.png'], r'text\.png: cannot be read as a mask'),
        (['0.png', 'small.png'], 'masks of 8x8, 4x4 pixels; want masks'),
        ([], 'clip a has the masks .*; want a list of paths'),
        ('none.npz', r'none\.npz: no such file'),
        ('m.npz', r'm\.npz: holds no masks of clip a'),
        ('text.png', r'text\.png: the masks of clip a cannot be read'),
    ],
)
def test_bad_masks_are_one_sentence(masks, message, tmp_path):
    for name, side in (('0', 8), ('small', 4)):
        Image.new('L', (side, side)).save(tmp_path / f'{name}.png')
    (tmp_path / 'text.png').write_text('no picture')
    np.savez(tmp_path / 'm.npz', other=np.ones((1, 4, 4)))
    file = tmp_path / 'truth.json'
    file.write_text(json.dumps({'a': dict(kind='union', masks=masks)}))
    with pytest.raises((ValueError, FileNotFoundError), match=message):
        read_truths(file)
