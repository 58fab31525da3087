"""Equations 2 to 6 against loops that spell them out."""

import math

import pytest
import torch

from mmavloc.models import (
    PotentialHead,
    SelectionHead,
    SimilarityLoss,
    SoundHead,
    similarity_loss,
)
from mmavloc.models.losses import draw_batch_pairs

B, C, K, H, W = 3, 5, 4, 2, 3


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def features():
    return torch.rand(B, K, H, W), torch.rand(B, K)


def potential():
    return torch.rand(B, H * W).softmax(1).view(B, H, W)


def test_heads_use_he_initialisation_if_configured():
    torch.manual_seed(0)
    init = dict(type='Kaiming', layer=['Conv2d', 'Linear'], mode='fan_in')
    heads = (
        PotentialHead(in_channels=256, channels=256, init_cfg=init),
        SoundHead(in_channels=16, freq_bins=16, channels=256, init_cfg=init),
    )
    for head in heads:
        head.init_weights()
        for layer in head.modules():
            if not hasattr(layer, 'weight'):
                continue
            assert (layer.bias == 0).all()
            if layer.weight.shape[0] > 1:
                std = layer.weight.std().item()
                assert std == pytest.approx(math.sqrt(2 / 256), rel=0.05)


def test_eq2_attention_and_eq3_alpha():
    v, s = features()
    p = potential()
    a, alpha = SelectionHead(channels=K)(v, s, p)
    for b in range(B):
        slow = torch.zeros(H, W)
        for i in range(H):
            for j in range(W):
                dot = sum(v[b, k, i, j] * s[b, k] for k in range(K))
                norm_s = math.sqrt(sum(s[b, k] ** 2 for k in range(K)))
                norm_v = math.sqrt(sum(v[b, k, i, j] ** 2 for k in range(K)))
                slow[i, j] = dot / (norm_s * norm_v)
        assert torch.allclose(a[b], slow, atol=1e-6)
        product = slow * p[b]
        assert torch.allclose(alpha[b], product / product.sum(), atol=1e-6)


def test_eq4_pools_then_two_layers():
    head = SelectionHead(channels=K, fc_init='default')
    v, _ = features()
    alpha = potential()
    got = head.describe(v, alpha)
    for b in range(B):
        pooled = torch.zeros(K)
        for i in range(H):
            for j in range(W):
                pooled += v[b, :, i, j] * alpha[b, i, j]
        hidden = (head.fc[0].weight @ pooled + head.fc[0].bias).clamp_min(0)
        out = (head.fc[2].weight @ hidden + head.fc[2].bias).clamp_min(0)
        assert torch.allclose(got[b], out, atol=1e-6)


def test_identity_initialisation_makes_s_hat_the_pooled_v():
    v, _ = features()
    alpha = potential()
    got = SelectionHead(channels=K).describe(v, alpha)
    pooled = (v * alpha[:, None]).sum((2, 3))
    assert torch.allclose(got, pooled, atol=1e-6)
    with pytest.raises(ValueError, match="'identity' or 'default'"):
        SelectionHead(channels=K, fc_init='zero')


def test_eq5_and_eq6():
    s_hat, s = torch.rand(4, K), torch.rand(4, K)
    match = torch.tensor([True, False, True, True])
    terms = {True: [], False: []}
    for b in range(4):
        dot = sum(s[b, k] * s_hat[b, k] for k in range(K))
        cos = dot / (s[b].norm() * s_hat[b].norm())
        terms[bool(match[b])].append(1 - cos if match[b] else cos)
    slow = (sum(terms[True]) / 3 + sum(terms[False]) / 1) / 2
    assert similarity_loss(s_hat, s, match).item() == pytest.approx(
        slow.item(), abs=1e-6
    )


@pytest.mark.parametrize('power', [1.0, 2.5, 8.0])
def test_power_of_the_cosine_of_other_pairs(power):
    s_hat, s = torch.rand(4, K), torch.rand(4, K)
    match = torch.tensor([True, False, True, False])
    apart, together = [], []
    for i in range(4):
        cos = sum(s_hat[i] * s[i]) / (s_hat[i].norm() * s[i].norm())
        if match[i]:
            together.append(1 - cos.item())
        else:
            apart.append(cos.item() ** power)
    slow = (sum(together) / 2 + sum(apart) / 2) / 2
    loss = SimilarityLoss(power=power)
    assert loss(s_hat, s, match).item() == pytest.approx(slow, abs=1e-6)


@pytest.mark.parametrize(('power', 'cheaper'), [(1.0, 'one'), (8.0, 'both')])
def test_the_power_decides_how_two_sources_are_encoded(power, cheaper):
    """Above 2, the sum of two classes costs less than either of them."""
    classes = torch.eye(2)  # images of one class each
    loss = SimilarityLoss(power=power)
    other = torch.tensor([False, False])
    cost = {
        'one': loss(classes, torch.tensor([[1.0, 0.0]]).expand(2, 2), other),
        'both': loss(classes, torch.tensor([[1.0, 1.0]]).expand(2, 2), other),
    }
    assert min(cost, key=cost.get) == cheaper


def test_loss_bounds():
    s = torch.eye(2)
    both = torch.tensor([True, False])
    assert similarity_loss(s, s, both) == pytest.approx(0.5)
    assert similarity_loss(s, s, torch.tensor([True, True])) == 0
    assert similarity_loss(s, s, torch.tensor([False, False])) == 1


def test_ranges_with_dead_vectors():
    """ReLU can make every channel zero; no result may be NaN."""
    v, s = features()
    v[0], s[1] = 0, 0
    a, alpha = SelectionHead(channels=K)(v, s, potential())
    assert ((a >= 0) & (a <= 1)).all()
    assert torch.allclose(alpha.sum((1, 2)), torch.ones(B), atol=1e-6)
    loss = similarity_loss(s, s, torch.tensor([True, True, False]))
    assert 0 <= loss <= 1


def test_alpha_is_p_when_a_is_constant_and_a_when_p_is():
    head = SelectionHead(channels=K)
    s = torch.rand(B, K)
    v = s[:, :, None, None].expand(B, K, H, W)
    p = potential()
    a, alpha = head(v, s, p)
    assert torch.allclose(a, torch.ones_like(a), atol=1e-5)
    assert torch.allclose(alpha, p, atol=1e-6)
    v, s = features()
    _, flat = PotentialHead(in_channels=C, channels=K, constant=True)(
        torch.randn(B, C, H, W)
    )
    assert torch.equal(flat, torch.full((B, H, W), 1 / (H * W)))
    a, alpha = head(v, s, flat)
    assert torch.allclose(alpha, a / a.sum((1, 2), keepdim=True), atol=1e-6)


@pytest.mark.parametrize('b', [2, 3, 8])
def test_pairs(b):
    image, sound, match = draw_batch_pairs(b, 'shift')
    assert image.tolist() == list(range(b)) * 2
    assert match.tolist() == [True] * b + [False] * b
    assert (image[:b] == sound[:b]).all() and (image[b:] != sound[b:]).all()
    assert sorted(sound[b:].tolist()) == list(range(b))
    image, sound, match = draw_batch_pairs(b, 'all')
    assert len(image) == b * b and match.sum() == b
    assert torch.equal(match, image == sound)
    seen = set()
    for _ in range(40):
        image, sound, match = draw_batch_pairs(b, 'bernoulli')
        assert len(image) == b and torch.equal(match, image == sound)
        seen |= set(match.tolist())
    assert seen == {True, False}


def test_every_shift_occurs():
    shifts = {int(draw_batch_pairs(5, 'shift')[1][5]) for _ in range(200)}
    assert shifts == {1, 2, 3, 4}


def test_one_clip_has_no_negative():
    with pytest.raises(ValueError, match='1 clip .*drop_last=True'):
        draw_batch_pairs(1, 'shift')
    with pytest.raises(ValueError, match='shift, bernoulli, all'):
        SimilarityLoss(negatives='hard')
    with pytest.raises(ValueError, match=r'power=0.5: expected at least 1'):
        SimilarityLoss(power=0.5)


def test_gradients_flow_through_every_map():
    head = PotentialHead(in_channels=C, channels=K)
    select = SelectionHead(channels=K)
    v, p = head(torch.randn(2, C, H, W))
    s = torch.rand(2, K, requires_grad=True)
    p.retain_grad()
    a, alpha = select(v, s, p)
    a.retain_grad()
    SimilarityLoss()(
        select.describe(v, alpha), s, torch.tensor([True, False])
    ).backward()
    assert p.grad.abs().max() > 0 and a.grad is not None
    assert s.grad.abs().max() > 0
    assert head.embed[0].weight.grad.abs().max() > 0
