"""A potential map for any method."""

import pytest
import torch
from mmengine.config import Config

from mmavloc.registry import MODELS
from tests.paths import REPO


def probe(name='ezvsl/ezvsl_sounding_shapes_potential.py', **changes):
    cfg = Config.fromfile(REPO / 'configs' / name)
    for name, value in changes.items():
        cfg.model[name] = value
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    model.init_weights()
    inputs = {
        'image': torch.rand(3, 3, 64, 64),
        'audio': torch.rand(3, 1, 257, 32),
    }
    return model, inputs


@pytest.mark.parametrize('detach', [True, False])
def test_the_potential_map_leaves_the_method_as_it_is(detach):
    model, inputs = probe(detach=detach)
    losses = model.loss(inputs, [])
    own = model.localizer.loss(inputs, [])
    assert torch.allclose(losses['loss'], own['loss'])
    losses['loss_potential'].backward()
    network = model.localizer.image_backbone.conv1.weight
    assert (network.grad is None) == detach
    assert model.potential_head.score.weight.grad.abs().max() > 0
    model.eval()
    with torch.no_grad():
        maps, alone = model.maps(inputs), model.localizer.maps(inputs)
        other = {**inputs, 'audio': inputs['audio'].flip(0)}
        potential = model.maps(other)['potential']
    assert torch.equal(maps['localization'], alone['localization'])
    assert torch.equal(maps['potential'], potential)  # whatever the sound
    assert torch.allclose(maps['potential'].sum((1, 2)), torch.ones(3))
    assert not model.localizer.image_backbone._forward_hooks


def test_networks_that_are_not_called_by_forward():
    cfg = Config.fromfile(REPO / 'configs/sspl/sspl_sounding_shapes.py')
    head = probe()[0]
    model = MODELS.build(
        dict(
            type='PotentialProbe',
            localizer=cfg.model,
            potential_head=head.potential_head,
            sound_head=head.sound_head,
            loss=dict(type='SimilarityLoss', negatives='all'),
        )
    )
    inputs = {
        'image': torch.rand(2, 3, 64, 64),
        'view': torch.rand(2, 3, 64, 64),
        'audio': torch.rand(2, 1, 96, 64),
    }
    assert set(model.loss(inputs, [])) == {
        'loss',
        'loss_potential',
        'potential_cells',
    }


def test_what_is_refused():
    with pytest.raises(ValueError, match='FloorLocalizer, which has no image'):
        probe(localizer=dict(type='FloorLocalizer'))
    two_step = Config.fromfile(REPO / 'configs/sounding_shapes_denovo.py')
    with pytest.raises(ValueError, match='TwoStep.*has a potential map'):
        probe(localizer=two_step.model)
