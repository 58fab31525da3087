"""Dice loss, U-Net and the supervised localizer."""

import pytest
import torch

from mmavloc.models import DiceLoss, UNet, dice_coefficient
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

NARROW = (32, 16, 16, 8, 8)
SMALL = dict(
    type='SupervisedLocalizer',
    network=dict(type='UNet', encoder='resnet18', decoder_channels=NARROW),
)


def clips(b=2, side=64):
    torch.manual_seed(0)
    samples = []
    for index in range(b):
        sample = AVDataSample(metainfo=dict(sample_id=f'{index}'))
        sample.consensus = torch.zeros(side, side)
        sample.consensus[8:40, 16:56] = 2 / 3
        samples.append(sample)
    image = torch.randint(0, 256, (b, 3, side, side)).to(torch.uint8)
    return dict(
        inputs=dict(image=image, audio=torch.rand(b, 2048)),
        data_samples=samples,
    )


def test_eq10_against_a_loop_over_pixels():
    torch.manual_seed(0)
    u = torch.rand(3, 4, 5)
    g = torch.randint(0, 4, (3, 4, 5)) / 3  # soft, as of three annotators
    dice = dice_coefficient(u, g, eps=0)
    losses = []
    for b in range(3):
        overlap = area_g = area_u = 0.0
        for i in range(4):
            for j in range(5):
                overlap += float(g[b, i, j]) * float(u[b, i, j])
                area_g += float(g[b, i, j])
                area_u += float(u[b, i, j])
        slow = overlap / (area_g + area_u)
        assert dice[b].item() == pytest.approx(slow, abs=1e-6)
        losses.append(1 - (2 * overlap + 1) / (area_g + area_u + 1))
    assert DiceLoss()(u, g).item() == pytest.approx(sum(losses) / 3, abs=1e-6)
    assert DiceLoss(loss_weight=3)(u, g).item() == pytest.approx(
        sum(losses), abs=1e-5
    )


def test_dice_bounds_and_empty_maps():
    empty, full = torch.zeros(1, 4, 4), torch.ones(1, 4, 4)
    assert dice_coefficient(full, full, eps=0) == 0.5
    assert DiceLoss()(full, full) == 0
    assert DiceLoss()(empty, empty) == 0
    assert DiceLoss()(full, empty).item() == pytest.approx(16 / 17)
    assert DiceLoss()(empty, full).item() == pytest.approx(16 / 17)
    # the gradient of an empty G makes U smaller
    u = torch.full((1, 4, 4), 0.5, requires_grad=True)
    DiceLoss()(u, empty).backward()
    assert (u.grad > 0).all()
    with pytest.raises(ValueError, match=r'\(1, 4, 4\) .*\(1, 4, 5\)'):
        dice_coefficient(full, torch.ones(1, 4, 5))


def test_dice_gradient():
    torch.manual_seed(0)
    u = torch.rand(2, 3, 3, dtype=torch.float64, requires_grad=True)
    g = torch.randint(0, 4, (2, 3, 3)).double() / 3
    assert torch.autograd.gradcheck(lambda x: dice_coefficient(x, g), u)
    DiceLoss()(u, g).backward()
    for b in range(2):  # the quotient rule by hand, mean over two clips
        top = 2 * (g[b] * u[b]).sum() + 1
        area = g[b].sum() + u[b].sum() + 1
        slow = -(2 * g[b] * area - top) / area**2 / 2
        assert torch.allclose(u.grad[b], slow, atol=1e-6)


def test_dice_is_float32_under_autocast():
    u = torch.rand(1, 64, 64)
    with torch.autocast('cpu', dtype=torch.bfloat16):
        loss = DiceLoss()(u.bfloat16(), torch.ones(1, 64, 64))
    assert loss.dtype == torch.float32


def test_unet_reads_torchvision_names(tmp_path):
    from torchvision.models import resnet34

    torch.manual_seed(0)
    full = resnet34(weights=None).eval()
    torch.save(full.state_dict(), tmp_path / 'resnet34.pth')
    net = UNet(
        init_cfg=dict(
            type='Pretrained', checkpoint=str(tmp_path / 'resnet34.pth')
        )
    ).eval()
    names = set(full.state_dict()) - {'fc.weight', 'fc.bias'}
    assert set(net.net.encoder.state_dict()) == names
    net.init_weights()
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        x = full.maxpool(full.relu(full.bn1(full.conv1(image))))
        wanted = full.layer4(full.layer3(full.layer2(full.layer1(x))))
        assert torch.equal(net.net.encoder(image)[-1], wanted)
    assert sum(p.numel() for p in net.parameters()) == 24_436_369


def test_unet_shape_and_its_errors(tmp_path):
    net = UNet(encoder='resnet18', decoder_channels=NARROW)
    assert net(torch.rand(2, 3, 64, 96)).shape == (2, 64, 96)
    with pytest.raises(ValueError, match='64 x 80 px .*multiples of 32'):
        net(torch.rand(1, 3, 64, 80))
    with pytest.raises(ValueError, match="encoder='resnet3': expected one of"):
        UNet(encoder='resnet3')
    torch.save({'w': torch.zeros(1)}, tmp_path / 'other.pth')
    other = dict(type='Pretrained', checkpoint=str(tmp_path / 'other.pth'))
    with pytest.raises(ValueError, match=r'other\.pth contains no weights'):
        UNet(encoder='resnet18', init_cfg=other).init_weights()


def test_predicts_one_map_without_audio():
    torch.manual_seed(0)
    model = MODELS.build(SMALL).eval()
    data, without_audio = clips(), clips()
    del without_audio['inputs']['audio']
    with torch.no_grad():
        one, two = model.test_step(data), model.test_step(without_audio)
    for a, b in zip(one, two, strict=True):
        assert set(a.pred_maps) == {'localization'}
        u = a.pred_maps['localization']
        assert u.shape == (64, 64) and 0 <= u.min() <= u.max() <= 1
        assert torch.equal(u, b.pred_maps['localization'])
    ready = model.data_preprocessor(clips())
    assert len(model(ready['inputs'], mode='predict')) == 2
    with pytest.raises(ValueError, match="mode='fly'"):
        model(**ready, mode='fly')


def test_learns_where_the_boxes_are():
    torch.manual_seed(0)
    model = MODELS.build(SMALL)
    model.init_weights()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    history = []
    for _ in range(10):
        ready = model.data_preprocessor(clips())
        loss = model(**ready, mode='loss')['loss']
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    assert history[-1] < 0.8 * history[0]
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name


def test_a_clip_without_consensus_is_named():
    model = MODELS.build(SMALL)
    data = clips()
    del data['data_samples'][1].consensus
    with pytest.raises(ValueError, match='clip 1 has no consensus map'):
        model(**model.data_preprocessor(data), mode='loss')
