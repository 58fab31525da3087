"""The whole system: built from a config, modular, trainable."""

import pytest
import torch

from mmavloc.models import ImageClassifier
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

SMALL = dict(
    type='TwoStepLocalizer',
    image_backbone=dict(type='VGG11', base_channels=2),
    audio_backbone=dict(type='AudioVGG', base_channels=2),
    potential_head=dict(type='PotentialHead', in_channels=16, channels=8),
    sound_head=dict(type='SoundHead', in_channels=8, freq_bins=32, channels=8),
    selection_head=dict(type='SelectionHead', channels=8),
    loss=dict(type='SimilarityLoss'),
)


def clips(b=4, seed=0):
    torch.manual_seed(seed)
    return dict(
        inputs=dict(
            image=torch.randint(0, 256, (b, 3, 48, 64)).to(torch.uint8),
            audio=torch.rand(b, 22050) - 0.5,
        ),
        data_samples=[AVDataSample() for _ in range(b)],
    )


@pytest.fixture
def model():
    torch.manual_seed(0)
    net = MODELS.build(SMALL)
    net.init_weights()
    return net


def test_predicts_three_maps(model):
    model.eval()
    with torch.no_grad():
        samples = model.test_step(clips())
    for sample in samples:
        maps = sample.pred_maps
        assert set(maps) == {'potential', 'attention', 'localization'}
        assert all(m.shape == (3, 4) for m in maps.values())
        for name in ('potential', 'localization'):
            assert maps[name].sum().item() == pytest.approx(1, abs=1e-5)
        assert 0 <= maps['attention'].min() <= maps['attention'].max() <= 1


def test_the_potential_map_ignores_the_audio(model):
    model.eval()
    data, other = clips(), clips()
    other['inputs']['audio'] = torch.rand(4, 22050)
    with torch.no_grad():
        one, two = model.test_step(data), model.test_step(other)
    for a, b in zip(one, two, strict=True):
        assert torch.equal(a.pred_maps['potential'], b.pred_maps['potential'])
        assert not torch.equal(
            a.pred_maps['attention'], b.pred_maps['attention']
        )


def test_each_encoder_runs_once(model):
    calls = {'image': 0, 'audio': 0}

    def count(name):
        def hook(*_):
            calls[name] += 1

        return hook

    model.image_backbone.register_forward_hook(count('image'))
    model.audio_backbone.register_forward_hook(count('audio'))
    data = model.data_preprocessor(clips())
    model(**data, mode='loss')
    assert calls == {'image': 1, 'audio': 1}


def test_every_parameter_learns(model):
    model.train()
    losses = model(**model.data_preprocessor(clips()), mode='loss')
    assert 0 <= losses['loss'] <= 1
    assert 1 <= losses['potential_cells'] <= 12
    losses['loss'].backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name


def test_the_loss_falls_on_eight_clips():
    torch.manual_seed(1)
    net = MODELS.build(SMALL)
    net.init_weights()
    data = clips(8)
    # Eight plain colours with eight pure tones: a task that can be learned.
    t = torch.arange(22050) / 22050
    for i in range(8):
        data['inputs']['image'][i] = torch.tensor(
            [255 * (i & 1), 255 * (i >> 1 & 1), 255 * (i >> 2)]
        ).view(3, 1, 1)
        data['inputs']['audio'][i] = torch.sin(6.28 * 200 * (i + 1) * t)
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
    history = []
    for _ in range(40):
        loss = net(**net.data_preprocessor(data), mode='loss')['loss']
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    assert sum(history[-5:]) / 5 < 0.8 * sum(history[:5]) / 5


def test_unknown_mode(model):
    with pytest.raises(ValueError, match="mode='fly'"):
        model(**model.data_preprocessor(clips()), mode='fly')


def test_bfloat16_keeps_maps_in_float32(model):
    model.eval()
    data = model.data_preprocessor(clips())
    with torch.no_grad(), torch.autocast('cpu', dtype=torch.bfloat16):
        maps = model(**data, mode='tensor')
    assert all(m.dtype == torch.float32 for m in maps.values())
    assert torch.allclose(maps['potential'].sum((1, 2)), torch.ones(4))


def test_classifier():
    net = ImageClassifier(
        backbone=dict(type='mmavloc.VGG11', base_channels=2),
        num_classes=3,
        in_channels=16,
    )
    data = clips()
    del data['inputs']['audio']
    for i, sample in enumerate(data['data_samples']):
        sample.label = i % 3
    ready = net.data_preprocessor(data)
    loss = net(**ready, mode='loss')['loss']
    logits = net(**ready)
    labels = torch.tensor([0, 1, 2, 0])
    slow = -logits.log_softmax(1)[torch.arange(4), labels].mean()
    assert loss.item() == pytest.approx(slow.item(), abs=1e-6)
    samples = net(**ready, mode='predict')
    assert samples[0].pred_scores.sum().item() == pytest.approx(1, abs=1e-5)
