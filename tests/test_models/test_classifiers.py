"""Classifiers: logits and the loading of weights."""

import pytest
import torch

from mmavloc.models import ImageClassifier, TorchvisionClassifier


def image_classifier(**kwargs):
    return ImageClassifier(
        backbone=dict(type='mmavloc.VGG11', base_channels=2),
        num_classes=3,
        in_channels=16,
        **kwargs,
    )


def pretrained(path):
    return dict(type='Pretrained', checkpoint=str(path))


def test_logits_are_what_forward_returns():
    net = image_classifier()
    image = torch.rand(2, 3, 32, 48)
    assert torch.equal(net.logits(image), net(dict(image=image)))
    assert net.logits(image).shape == (2, 3)


def test_image_classifier_loads_a_training_checkpoint(tmp_path):
    torch.manual_seed(0)
    donor = image_classifier()
    state = donor.state_dict()
    assert {n.split('.')[0] for n in state} == {'backbone', 'fc'}
    torch.save({'state_dict': state, 'meta': {}}, tmp_path / 'epoch_2.pth')
    net = image_classifier(init_cfg=pretrained(tmp_path / 'epoch_2.pth'))
    net.init_weights()
    assert all(torch.equal(state[n], t) for n, t in net.state_dict().items())


def test_image_classifier_without_a_file_initialises_its_parts():
    net = image_classifier()
    net.init_weights()
    assert not net.backbone.features[0].bias.any()  # as VGG11 draws them


def test_a_file_of_another_network_is_refused(tmp_path):
    path = tmp_path / 'other.pth'
    torch.save({'state_dict': torch.nn.Linear(2, 2).state_dict()}, path)
    for net in (
        image_classifier(init_cfg=pretrained(path)),
        TorchvisionClassifier(
            model_name='squeezenet1_0', init_cfg=pretrained(path)
        ),
    ):
        with pytest.raises(
            ValueError, match=r'other\.pth contains no weights'
        ):
            net.init_weights()


def test_torchvision_classifier_equals_torchvision(tmp_path):
    from torchvision.models import squeezenet1_0

    torch.manual_seed(0)
    full = squeezenet1_0().eval()
    torch.save(full.state_dict(), tmp_path / 'w.pth')
    net = TorchvisionClassifier(
        model_name='squeezenet1_0', init_cfg=pretrained(tmp_path / 'w.pth')
    ).eval()
    net.init_weights()
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(net.logits(image), full(image))
        assert torch.equal(net(image), full(image))


def test_unknown_torchvision_network():
    with pytest.raises(ValueError, match="no network 'vgg12'; .* vgg11,"):
        TorchvisionClassifier(model_name='vgg12')
