"""Floors as localizers."""

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import consensus_map
from mmavloc.floors import centre_map, random_map
from mmavloc.models import FloorLocalizer, MeanBoxLocalizer
from mmavloc.structures import AVDataSample


def clips(ids):
    samples = [AVDataSample(metainfo=dict(sample_id=name)) for name in ids]
    image = torch.zeros(len(ids), 3, 8, 8, dtype=torch.uint8)
    return dict(inputs=dict(image=image), data_samples=samples)


@pytest.mark.parametrize(
    ('kind', 'wanted'),
    [
        ('random', lambda name: random_map(name, 3, 4)),
        ('ones', lambda name: np.ones((3, 4))),
        ('centre', lambda name: centre_map(3, 4)),
    ],
)
def test_floors_are_the_metrics_own(kind, wanted):
    model = FloorLocalizer(kind=kind, grid=(3, 4))
    assert not list(model.parameters())
    for sample in model.test_step(clips(['a', 'b'])):
        found = sample.pred_maps['localization']
        assert np.array_equal(found, wanted(sample.sample_id))


def test_floor_errors():
    with pytest.raises(
        ValueError, match="'wall': expected one of random, ones"
    ):
        FloorLocalizer(kind='wall')
    model = FloorLocalizer(kind='random')
    data = clips(['a'])
    with pytest.raises(ValueError, match='nothing to learn'):
        model(**data, mode='loss')
    with pytest.raises(ValueError, match='seeded by the clips'):
        model(data['inputs'])
    with pytest.raises(ValueError, match="mode='fly'"):
        model(**data, mode='fly')
    ones = FloorLocalizer(kind='ones')(data['inputs'])['localization']
    assert ones.shape == (1, 14, 14)


def annotated(seed, size):
    """Make clips with random boxes; return a batch and its consensus maps."""
    rng = np.random.default_rng(seed)
    data = clips([f'{seed}-{i}' for i in range(5)])
    wanted = []
    for sample in data['data_samples']:
        low = rng.random((3, 2)) / 2
        boxes = np.concatenate([low, low + 0.4], axis=1)
        g = consensus_map(boxes, np.arange(3), num_annotators=3, size=size)
        sample.consensus = torch.from_numpy(g.astype(np.float32))
        wanted.append(g)
    return data, wanted


def test_mean_box_predicts_the_mean_consensus_map():
    model = MeanBoxLocalizer(grid=(9, 7))
    batches = [annotated(seed, (9, 7)) for seed in range(4)]
    for data, _ in batches:
        said = model.train_step(data, optim_wrapper=None)
    assert said['clips'] == 20
    maps = model.test_step(clips(['a', 'b']))
    mean = maps[1].pred_maps['localization'].clone()
    wanted = np.mean([g for _, gs in batches for g in gs], axis=0)
    assert np.allclose(mean, wanted, atol=1e-7, rtol=0)
    assert torch.equal(mean, maps[0].pred_maps['localization'])
    # a second epoch in another order gives a bit-equal mean
    for data, _ in batches[::-1]:
        model.train_step(data, optim_wrapper=None)
    again = MeanBoxLocalizer(grid=(9, 7))
    again.load_state_dict(model.state_dict())
    assert torch.equal(again(clips(['c'])['inputs'])['localization'][0], mean)


def test_mean_box_errors():
    model = MeanBoxLocalizer(grid=(9, 7))
    with pytest.raises(ValueError, match='has seen no clip; train it first'):
        model.test_step(clips(['a']))
    with pytest.raises(ValueError, match='clip a has no consensus map'):
        model.train_step(clips(['a']), optim_wrapper=None)
    data, _ = annotated(0, (8, 8))
    with pytest.raises(ValueError, match=r'0-0 has a \(8, 8\) .*size=\(9, 7'):
        model.train_step(data, optim_wrapper=None)
    with pytest.raises(ValueError, match='train it without a launcher'):
        model(**data, mode='loss')
