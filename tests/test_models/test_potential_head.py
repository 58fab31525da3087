"""P, of Eq. 1 and with bounded logits, against loops that spell it out."""

import itertools
import math

import pytest
import torch

from mmavloc.models import PotentialHead

B, C, K, H, W = 3, 5, 4, 2, 3


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@pytest.mark.parametrize('scale', [1.0, 0.1])
def test_eq1_potential_is_a_softmax_over_cells(scale):
    head = PotentialHead(in_channels=C, channels=K, logit_scale=scale)
    with torch.no_grad():
        v, p = head(torch.randn(B, C, H, W))
    weight, bias = head.score.weight.detach().flatten(), head.score.bias.item()
    for b in range(B):
        z = {
            (i, j): scale
            * (sum(weight[k] * v[b, k, i, j] for k in range(K)) + bias)
            for i in range(H)
            for j in range(W)
        }
        total = sum(math.exp(value) for value in z.values())
        for (i, j), value in z.items():
            assert p[b, i, j].item() == pytest.approx(
                math.exp(value) / total, abs=1e-6
            )
    assert (v >= 0).all()
    assert torch.allclose(p.sum((1, 2)), torch.ones(B))


@pytest.mark.parametrize('logits', ['cosine', 'log_sigmoid'])
def test_cosine_logits_compare_each_cell_with_one_direction(logits):
    head = PotentialHead(
        in_channels=C, channels=K, logits=logits, logit_scale=3.0, slope=7.0
    )
    with torch.no_grad():
        if logits == 'log_sigmoid':
            head.score.bias.fill_(-0.3)
        v, p = head(torch.randn(B, C, H, W))
        weight = head.score.weight.flatten()
        norm_w = math.sqrt(sum(w**2 for w in weight))
        for b in range(B):
            z = {}
            for i in range(H):
                for j in range(W):
                    cell = v[b, :, i, j]
                    norm_v = math.sqrt(sum(x**2 for x in cell))
                    dot = sum(weight[k] * cell[k] for k in range(K))
                    cosine = dot / (norm_w * max(norm_v, 1e-6))
                    if logits == 'log_sigmoid':
                        gate = 1 / (1 + math.exp(-7.0 * (cosine - 0.3)))
                        cosine = math.log(gate)
                    z[i, j] = 3.0 * cosine
            total = sum(math.exp(value) for value in z.values())
            for (i, j), value in z.items():
                assert p[b, i, j].item() == pytest.approx(
                    math.exp(value) / total, abs=1e-6
                )


def test_cosine_logits_are_bounded_for_any_v():
    head = PotentialHead(
        in_channels=C, channels=K, logits='cosine', logit_scale=3.0
    )
    x = torch.randn(B, C, H, W)
    with torch.no_grad():
        head.embed[0].bias.zero_()
        head.embed[2].bias.zero_()
        _, p = head(x)
        _, large = head(1000 * x)
        _, zero = head(0 * x)
    assert torch.allclose(p, large, atol=1e-6)
    assert torch.allclose(zero, torch.full_like(zero, 1 / (H * W)))
    assert (p.amax((1, 2)) / p.amin((1, 2))).max() <= math.exp(6) + 1e-3
    assert not hasattr(head.score, 'bias') or head.score.bias is None
    with pytest.raises(ValueError, match='expected one of linear, cosine'):
        PotentialHead(logits='tanh')


def test_log_sigmoid_is_the_sigmoid_over_its_sum():
    head = PotentialHead(in_channels=C, channels=K, logits='log_sigmoid')
    with torch.no_grad():
        v, p = head(torch.randn(B, C, H, W))
        w = head.score.weight.flatten()
        cosine = torch.einsum('bkhw,k->bhw', v, w / w.norm())
        cosine = cosine / v.norm(dim=1).clamp_min(1e-6)
        gate = (40 * (cosine + head.score.bias)).sigmoid()
    assert torch.allclose(p, gate / gate.sum((1, 2), keepdim=True), atol=1e-6)


def test_test_shift_moves_the_sigmoid_in_evaluation_only():
    head = PotentialHead(
        in_channels=C,
        channels=K,
        logits='log_sigmoid',
        slope=10.0,
        logit_scale=0.5,
        test_shift=0.2,
    )
    x = torch.randn(B, C, H, W)
    with torch.no_grad():
        v, p = head.eval()(x)
        _, trained = head.train()(x)
        w = head.score.weight.flatten()
        cosine = torch.einsum('bkhw,k->bhw', v, w / w.norm())
        cosine = cosine / v.norm(dim=1).clamp_min(1e-6)
        for found, shift in ((p, 0.2), (trained, 0.0)):
            gate = (10 * (cosine + head.score.bias + shift)).sigmoid() ** 0.5
            wanted = gate / gate.sum((1, 2), keepdim=True)
            assert torch.allclose(found, wanted, atol=1e-6)


@pytest.mark.parametrize('logits', ['linear', 'cosine', 'log_sigmoid'])
def test_test_smooth_averages_the_logits_in_evaluation_only(logits):
    settings = dict(in_channels=C, channels=K, logits=logits, slope=5.0)
    plain = PotentialHead(**settings)
    head = PotentialHead(**settings, test_smooth=True)
    with torch.no_grad():
        plain.score.weight.mul_(10)
    head.load_state_dict(plain.state_dict())
    x = torch.randn(B, C, 4, 5)
    with torch.no_grad():
        v, p = head.eval()(x)
        _, trained = head.train()(x)
        _, unsmoothed = plain(x)
        if logits == 'linear':
            cells = head.score(v)[:, 0]
        else:
            w = head.score.weight.flatten()
            cells = torch.einsum('bkhw,k->bhw', v, w / w.norm())
            cells = cells / v.norm(dim=1).clamp_min(1e-6)
        if logits == 'log_sigmoid':
            cells = cells + head.score.bias
    assert torch.equal(trained, unsmoothed)
    assert not torch.allclose(p, trained, atol=1e-4)
    for b in range(B):
        z = {}
        for i, j in itertools.product(range(4), range(5)):
            mean = 0.0
            for m, n in itertools.product((-1, 0, 1), (-1, 0, 1)):
                inside = min(max(i + m, 0), 3), min(max(j + n, 0), 4)
                weight = (2 - abs(m)) * (2 - abs(n)) / 16
                mean += weight * cells[(b, *inside)].item()
            z[i, j] = mean
            if logits == 'log_sigmoid':
                z[i, j] = -math.log1p(math.exp(-5.0 * mean))
        total = sum(math.exp(value) for value in z.values())
        for (i, j), value in z.items():
            assert p[b, i, j].item() == pytest.approx(
                math.exp(value) / total, abs=1e-6
            )


@pytest.mark.parametrize('logits', ['linear', 'cosine'])
def test_a_shift_that_would_cancel_is_refused(logits):
    with pytest.raises(ValueError, match='test_shift=0.2 .* changes nothing'):
        PotentialHead(in_channels=C, channels=K, logits=logits, test_shift=0.2)


def test_the_bias_of_eq1_has_no_gradient():
    head = PotentialHead(in_channels=C, channels=K)
    _, p = head(torch.randn(B, C, H, W))
    (p * torch.rand(B, H, W)).sum().backward()
    assert head.score.bias.grad.abs().item() < 1e-7
    assert head.score.weight.grad.abs().max() > 1e-4
