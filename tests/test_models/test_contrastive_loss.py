"""InfoNCE against a loop over pairs, and in the whole system."""

import math

import pytest
import torch
from torch.nn import functional

from mmavloc.models.localizers.two_step import groups_of
from mmavloc.models.losses import ContrastiveLoss, contrastive_loss
from mmavloc.structures import AVDataSample


def slow(cosine, temperature):
    """Compute InfoNCE with loops over rows and columns."""
    b, total = len(cosine), 0.0
    for i in range(b):
        for line in (cosine[i, :], cosine[:, i]):
            shares = [math.exp(c / temperature) for c in line.tolist()]
            total -= math.log(shares[i] / sum(shares))
    return total / (2 * b)


@pytest.mark.parametrize('b', [2, 5])
@pytest.mark.parametrize('temperature', [0.05, 1.0])
def test_equals_a_loop(b, temperature):
    cosine = torch.rand(b, b, dtype=torch.float64)
    got = contrastive_loss(cosine, temperature)
    assert got.item() == pytest.approx(slow(cosine, temperature))


def test_module_orders_pairs_image_by_image():
    loss = ContrastiveLoss(temperature=0.2)
    images, sounds = torch.rand(4, 6), torch.rand(4, 6)
    image, sound, match = loss.pairs(4)
    got = loss(images[image], sounds[sound], match)
    cosine = functional.normalize(images) @ functional.normalize(sounds).T
    assert got.item() == pytest.approx(slow(cosine, 0.2), rel=1e-5)


def test_equal_vectors_give_log_b():
    same = torch.ones(9, 5)
    match = torch.eye(3, dtype=torch.bool).flatten()
    got = ContrastiveLoss()(same, same, match)
    assert got.item() == pytest.approx(math.log(3))


def test_zero_vectors_and_bad_temperature():
    zero = torch.zeros(4, 5, requires_grad=True)
    match = torch.eye(2, dtype=torch.bool).flatten()
    loss = ContrastiveLoss()(zero, zero, match)
    loss.backward()
    assert loss.isfinite() and zero.grad.isfinite().all()
    with pytest.raises(ValueError, match='temperature=0'):
        ContrastiveLoss(temperature=0)


def slow_by_group(cosine, temperature, groups):
    """Compute Eq. 2 of supervised contrastive learning with loops."""
    b, total = len(cosine), 0.0
    for i in range(b):
        mine = [j for j in range(b) if groups[j] == groups[i]]
        for line in (cosine[i, :], cosine[:, i]):
            shares = [math.exp(c / temperature) for c in line.tolist()]
            parts = [math.log(shares[j] / sum(shares)) for j in mine]
            total -= sum(parts) / len(mine)
    return total / (2 * b)


def test_clips_of_a_group_match():
    groups = ['a', 'b', 'a', 'c', 'a']
    cosine = torch.rand(5, 5, dtype=torch.float64)
    same = torch.tensor([[g == h for h in groups] for g in groups])
    got = contrastive_loss(cosine, 0.3, same)
    assert got.item() == pytest.approx(slow_by_group(cosine, 0.3, groups))
    alone = contrastive_loss(cosine, 0.3, torch.eye(5, dtype=torch.bool))
    assert alone.item() == pytest.approx(slow(cosine, 0.3))


def test_the_localizer_reads_groups():
    samples = [
        AVDataSample(metainfo=dict(sample_id=str(i), group=g))
        for i, g in enumerate('bab')
    ]
    assert groups_of(samples, torch.device('cpu')).tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match='needs clips with a group'):
        groups_of([AVDataSample()], torch.device('cpu'))
