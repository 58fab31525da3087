"""Backbones: layers, shapes, foreign weights, bad input."""

import pytest
import torch

from mmavloc.models import (
    VGG11,
    AudioVGG,
    SoundHead,
    TIMMBackbone,
    TorchvisionBackbone,
)


@pytest.fixture(scope='module')
def torchvision_vgg(tmp_path_factory):
    from torchvision.models import vgg11

    torch.manual_seed(0)
    net = vgg11(num_classes=3).eval()
    path = tmp_path_factory.mktemp('weights') / 'vgg11.pth'
    torch.save(net.state_dict(), path)
    return net, str(path)


def pretrained(path, **kwargs):
    return dict(type='Pretrained', checkpoint=str(path), **kwargs)


def test_vgg_equals_torchvision_bit_for_bit(torchvision_vgg):
    net, path = torchvision_vgg
    ours = VGG11(init_cfg=pretrained(path))
    ours.init_weights()
    image = torch.rand(1, 3, 64, 96)
    with torch.no_grad():
        assert torch.equal(ours(image), net.features[:16](image))
    wanted = net.features[:16].state_dict()
    found = ours.features.state_dict()
    assert list(found) == list(wanted)
    assert all(torch.equal(found[n], wanted[n]) for n in wanted)
    assert sum(p.numel() for p in ours.parameters()) == 4_500_864


def test_vgg_reads_timm_names(tmp_path):
    import timm

    torch.manual_seed(0)
    net = timm.create_model('vgg11', num_classes=2).eval()
    torch.save({'state_dict': net.state_dict()}, tmp_path / 'timm.pth')
    ours = VGG11(init_cfg=pretrained(tmp_path / 'timm.pth'))
    ours.init_weights()
    image = torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(ours(image), net.features[:16](image))


def test_vgg_prefix_selects_a_part(tmp_path):
    torch.manual_seed(0)
    donor = VGG11(base_channels=2)
    donor.init_weights()
    state = {f'backbone.{n}': t for n, t in donor.state_dict().items()}
    torch.save({'state_dict': state}, tmp_path / 'c.pth')
    ours = VGG11(
        base_channels=2,
        init_cfg=pretrained(tmp_path / 'c.pth', prefix='backbone.'),
    )
    ours.init_weights()
    assert torch.equal(ours.features[0].weight, donor.features[0].weight)


@pytest.mark.parametrize(
    ('size', 'cells'), [((16, 16), (1, 1)), ((224, 256), (14, 16))]
)
def test_vgg_shapes(size, cells):
    net = VGG11(base_channels=2)
    assert net(torch.rand(2, 3, *size)).shape == (2, 16, *cells)


def test_vgg_refuses_sides_that_are_not_multiples():
    with pytest.raises(ValueError, match='230 x 224 px .*multiples of 16'):
        VGG11(base_channels=2)(torch.rand(1, 3, 230, 224))


def test_vgg_denovo_is_he_fan_out():
    torch.manual_seed(0)
    net = VGG11()
    net.init_weights()
    conv = net.features[8]  # 256 -> 256, fan-out 256 * 9
    assert conv.weight.std().item() == pytest.approx(
        (2 / (256 * 9)) ** 0.5, rel=0.01
    )
    assert not conv.bias.any()


def test_frozen_has_no_gradient_and_stays_in_eval():
    net = TorchvisionBackbone(model_name='resnet18', frozen=True)
    net.train()
    assert not net.net.training
    assert not any(p.requires_grad for p in net.parameters())
    assert not any(
        p.requires_grad
        for p in VGG11(frozen=True, base_channels=2).parameters()
    )


def test_the_first_stages_of_a_vgg_are_frozen():
    net = VGG11(frozen_stages=3, base_channels=2)
    net(torch.rand(1, 3, 32, 32)).sum().backward()
    # torchvision's numbers: conv1, conv2 and the two of stage 3; then stage 4
    learnt = {
        name.split('.')[1]
        for name, p in net.named_parameters()
        if p.grad is not None
    }
    assert learnt == {'11', '13'}
    with pytest.raises(ValueError, match='frozen_stages=5: VGG11 has 4'):
        VGG11(frozen_stages=5, base_channels=2)


def test_weights_of_another_network_are_refused(torchvision_vgg, tmp_path):
    _, path = torchvision_vgg
    with pytest.raises(ValueError, match=r'vgg11\.pth.* shapes differ'):
        VGG11(base_channels=2, init_cfg=pretrained(path)).init_weights()
    torch.save({'conv.weight': torch.zeros(1)}, tmp_path / 'other.pth')
    with pytest.raises(ValueError, match=r'other\.pth.*12 of 12 .*missing'):
        VGG11(init_cfg=pretrained(tmp_path / 'other.pth')).init_weights()
    with pytest.raises(ValueError, match="expected dict.type='Pretrained'"):
        VGG11(init_cfg=dict(type='Normal', std=1)).init_weights()
    with pytest.raises(FileNotFoundError, match='nowhere.pth: no such'):
        VGG11(init_cfg=pretrained('nowhere.pth')).init_weights()


@pytest.mark.parametrize('name', ['resnet18', 'vgg11'])
def test_torchvision_cut(name, tmp_path):
    from torchvision.models import get_model

    torch.manual_seed(0)
    full = get_model(name, weights=None).eval()
    torch.save(full.state_dict(), tmp_path / 'w.pth')
    net = TorchvisionBackbone(
        model_name=name, init_cfg=pretrained(tmp_path / 'w.pth')
    ).eval()
    net.init_weights()
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        out = net(image)
        if name == 'vgg11':
            wanted = full.features[:20](image)
        else:
            x = full.maxpool(full.relu(full.bn1(full.conv1(image))))
            wanted = full.layer3(full.layer2(full.layer1(x)))
    assert torch.equal(out, wanted)
    assert out.shape == (1, net.out_channels, 4, 4)


def test_torchvision_cut_by_name_and_its_errors():
    net = TorchvisionBackbone(model_name='squeezenet1_0', cut='features.7.cat')
    assert net(torch.rand(1, 3, 64, 64)).shape[1] == net.out_channels == 256
    with pytest.raises(ValueError, match='has strides .*not 64'):
        TorchvisionBackbone(model_name='squeezenet1_0', stride=64)
    with pytest.raises(ValueError, match="no feature node 'layer9'"):
        TorchvisionBackbone(model_name='resnet18', cut='layer9')


@pytest.mark.parametrize('name', ['resnet18', 'vgg11'])
def test_timm_cut(name, tmp_path):
    import timm

    torch.manual_seed(0)
    full = timm.create_model(name).eval()
    torch.save(full.state_dict(), tmp_path / 'w.pth')
    net = TIMMBackbone(
        model_name=name, init_cfg=pretrained(tmp_path / 'w.pth')
    ).eval()
    net.init_weights()
    image = torch.rand(1, 3, 64, 64)
    stages = timm.create_model(name, features_only=True)
    index = stages.feature_info.reduction().index(16)
    with torch.no_grad():
        wanted = full.forward_intermediates(
            image, indices=[index], intermediates_only=True
        )[0]
        assert torch.equal(net(image), wanted)
    assert net(image).shape == (1, net.out_channels, 4, 4)
    with pytest.raises(ValueError, match='has strides .*not 3'):
        TIMMBackbone(model_name=name, stride=3)


def test_real_squeezenet(realdata):
    net = TorchvisionBackbone(
        model_name='squeezenet1_0',
        init_cfg=pretrained(realdata / 'weights/squeezenet1_0_imagenet.pth'),
    )
    net.init_weights()
    assert net(torch.rand(1, 3, 227, 227)).shape == (1, 512, 13, 13)


def test_squeezenet_with_random_weights(tmp_path):
    import torchvision

    torch.manual_seed(0)
    whole = torchvision.models.squeezenet1_0().eval()
    path = tmp_path / 'squeezenet.pth'
    torch.save(whole.state_dict(), path)
    net = TorchvisionBackbone(
        model_name='squeezenet1_0', init_cfg=pretrained(path)
    )
    net.init_weights()
    image = torch.rand(1, 3, 227, 227)
    with torch.no_grad():
        assert torch.equal(net.eval()(image), whole.features(image))


def test_audio_vgg_is_table_2():
    net = AudioVGG()
    assert sum(p.numel() for p in net.parameters()) == 878_976
    convs = [m for m in net.features if isinstance(m, torch.nn.Conv2d)]
    widths = [m.out_channels for m in convs]
    assert widths == [32, 32, 64, 64, 128, 128, 128, 128, 128, 128]
    pools = [m for m in net.features if isinstance(m, torch.nn.MaxPool2d)]
    assert len(pools) == 4
    assert isinstance(net.features[-1], torch.nn.ReLU)
    small = AudioVGG(base_channels=2)
    assert small(torch.rand(1, 2, 512, 432)).shape == (1, 8, 32, 27)


def test_any_length_of_audio_gives_one_vector():
    net = AudioVGG(base_channels=2).eval()
    head = SoundHead(in_channels=8, freq_bins=32, channels=6)
    for frames in (16, 87, 432, 900):
        s = head(net(torch.rand(2, 2, 512, frames)))
        assert s.shape == (2, 6) and (s >= 0).all()
    with pytest.raises(ValueError, match='12 frames .*at least 16'):
        net(torch.rand(1, 2, 512, 12))
    with pytest.raises(ValueError, match='16 frequency bins, expected 8 x 32'):
        head(net(torch.rand(1, 2, 256, 64)))


def test_sound_head_averages_along_time_only():
    head = SoundHead(in_channels=3, freq_bins=2, channels=4)
    features = torch.rand(2, 3, 2, 5)
    pooled = torch.stack(
        [
            torch.tensor([sum(row) / 5 for row in clip.reshape(6, 5).tolist()])
            for clip in features
        ]
    )
    assert torch.allclose(head(features), head.fc(pooled), atol=1e-6)


def test_a_failed_download_is_one_sentence(monkeypatch, tmp_path):
    from urllib.error import URLError

    def offline(*args, **kwargs):
        raise URLError('no route to host')

    monkeypatch.setenv('TORCH_HOME', str(tmp_path))
    monkeypatch.setattr('mmavloc.engine.weights.urlopen', offline)
    net = VGG11(init_cfg=pretrained('torchvision://vgg11'))
    with pytest.raises(
        ValueError,
        match=r'vgg11: http.*vgg11-\w+.pth: cannot be downloaded .no route',
    ):
        net.init_weights()
