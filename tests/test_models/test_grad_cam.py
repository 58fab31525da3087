"""Grad-CAM of many classes, against a slow loop and against captum."""

import warnings

import pytest
import torch
from torch import nn

from mmavloc.models import TorchvisionClassifier, grad_cam, top_class_maps

CLASSES = 7


class SmallVGG(nn.Module):
    """A small VGG with operations that are critical for batched gradients."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
            nn.Conv2d(8, 6, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((3, 3))
        self.classifier = nn.Sequential(
            nn.Linear(54, 16),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(16, CLASSES),
        )

    def forward(self, image):
        return self.classifier(self.avgpool(self.features(image)).flatten(1))


def small_vgg():
    torch.manual_seed(0)
    net = SmallVGG().eval()
    return net, net.features[4], torch.randn(3, 3, 26, 20)


def squeezenet():
    torch.manual_seed(0)
    net = TorchvisionClassifier(model_name='squeezenet1_0', num_classes=9)
    return net.eval(), net.net.features[12], torch.randn(2, 3, 96, 80)


NETWORKS = [small_vgg, squeezenet]


def slow_map(net, layer, image, label):
    """Grad-CAM of one class of one image (3 H W), as its authors define it."""
    kept = {}

    def keep(module, args, output):
        output.retain_grad()
        kept['features'] = output

    handle = layer.register_forward_hook(keep)
    net(image[None])[0, label].backward()
    handle.remove()
    features, gradient = kept['features'][0], kept['features'].grad[0]
    c, h, w = features.shape
    total = torch.zeros(h, w)
    for channel in range(c):
        weight = gradient[channel].sum() / (h * w)
        total += weight * features[channel].detach()
    return total.clamp(min=0)


def slow_maps(net, layer, image, classes):
    return torch.stack(
        [
            torch.stack([slow_map(net, layer, one, k) for k in row])
            for one, row in zip(image, classes.tolist(), strict=True)
        ]
    )


def close(found, wanted):
    assert wanted.max() > 0
    torch.testing.assert_close(
        found, wanted, rtol=1e-4, atol=1e-5 * wanted.max().item()
    )


@pytest.mark.parametrize('make', NETWORKS)
def test_equals_a_loop_over_images_and_classes(make):
    net, layer, image = make()
    generator = torch.Generator().manual_seed(1)
    classes = torch.randint(0, 7, (len(image), 5), generator=generator)
    found = grad_cam(net, layer, image, classes, chunk=2)
    assert found.dtype == torch.float32 and not found.requires_grad
    close(found, slow_maps(net, layer, image, classes))


@pytest.mark.parametrize('make', NETWORKS)
def test_equals_captum(make):
    from captum.attr import LayerGradCam

    net, layer, image = make()
    classes = torch.tensor([[3, 0], [6, 3], [1, 2]])[: len(image)]
    found = grad_cam(net, layer, image, classes)
    reference = LayerGradCam(net, layer)
    for column in range(2):
        wanted = reference.attribute(
            image, target=classes[:, column], relu_attributions=True
        )
        close(found[:, column], wanted[:, 0].detach())


@pytest.mark.parametrize('make', NETWORKS)
def test_equation_a1_is_the_maximum_over_the_top_classes(make):
    net, layer, image = make()
    with torch.no_grad():
        order = net(image).argsort(dim=1, descending=True, stable=True)
    maps, labels = top_class_maps(net, layer, image, (4, 1, 7, 2), chunk=3)
    assert list(maps) == [4, 1, 7, 2]
    assert torch.equal(labels, order[:, 0])
    slow = slow_maps(net, layer, image, order[:, :7])
    for n, found in maps.items():
        close(found, slow[:, :n].amax(dim=1))


def test_chunks_do_not_change_maps_and_the_network_runs_once():
    net, layer, image = small_vgg()
    runs = []
    net.register_forward_hook(lambda *_: runs.append(1))
    results = [
        top_class_maps(net, layer, image, (1, 5, 7), chunk=chunk)[0]
        for chunk in (1, 2, 3, 100)
    ]
    assert len(runs) == 4
    for other in results[1:]:
        for n in (1, 5, 7):
            close(other[n], results[0][n])


@pytest.mark.parametrize('make', NETWORKS)
def test_no_operation_falls_back_to_a_loop(make):
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        net, layer, image = make()
        top_class_maps(net, layer, image, (6,))


@pytest.mark.parametrize('context', [torch.no_grad, torch.inference_mode])
def test_without_recording_gradients(context):
    net, layer, image = small_vgg()
    wanted, _ = top_class_maps(net, layer, image, (3,))
    with context():
        found, _ = top_class_maps(net, layer, image.clone(), (3,))
        assert not torch.is_grad_enabled()
    assert torch.equal(found[3], wanted[3])
    assert torch.is_grad_enabled() and not layer._forward_hooks
    assert all(p.grad is None for p in net.parameters())


def test_no_graph_below_the_layer():
    net, layer, image = small_vgg()
    seen = {}

    def keep(module, args, output):
        seen[module] = output.requires_grad

    net.features[3].register_forward_hook(keep)
    net.classifier.register_forward_hook(keep)
    top_class_maps(net, layer, image, (1,))
    assert seen == {net.features[3]: False, net.classifier: True}


def test_autocast_does_not_change_maps():
    net, layer, image = small_vgg()
    wanted, _ = top_class_maps(net, layer, image, (3,))
    with torch.autocast('cpu', dtype=torch.bfloat16):
        found, _ = top_class_maps(net, layer, image, (3,))
    assert torch.equal(found[3], wanted[3])


def test_an_in_place_activation_after_the_layer():
    """The map uses the output of the convolution, not that of the ReLU."""
    net, _, image = small_vgg()
    found, _ = top_class_maps(net, net.features[3], image, (2,))
    with torch.no_grad():
        order = net(image).argsort(dim=1, descending=True)
    net.features[4] = nn.ReLU()
    slow = slow_maps(net, net.features[3], image, order[:, :2])
    close(found[2], slow.amax(dim=1))


@pytest.mark.parametrize(
    ('top', 'message'),
    [
        ((1, 8), 'of the 8 most likely .* of 7 classes; set .* to 1 to 7'),
        ((0,), 'of the 0 most likely'),
    ],
)
def test_too_many_classes_are_refused(top, message):
    net, layer, image = small_vgg()
    with pytest.raises(ValueError, match=message):
        top_class_maps(net, layer, image, top)


def test_layers_without_a_map_are_refused():
    net, _, image = small_vgg()
    with pytest.raises(ValueError, match=r'Linear .* \(3, 16\), not feat'):
        top_class_maps(net, net.classifier[0], image, (1,))
    with pytest.raises(ValueError, match='Conv2d ran 0 times'):
        top_class_maps(net, nn.Conv2d(3, 3, 1), image, (1,))
    assert not net.classifier[0]._forward_hooks
