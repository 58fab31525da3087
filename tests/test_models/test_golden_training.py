"""Training steps of methods, compared with the authors' programs.

Reference numbers: tests/golden/methods/, or another folder by
``pytest --golden-methods DIR``.
"""

import pytest
import torch

from mmavloc.models.heads.cosine_map_head import cosine_maps, cosine_pairs
from mmavloc.models.losses import Move, trimap_logits
from tests.golden_methods import TAU
from tests.released_methods import CONFIGS, UNGUIDED, train_inputs

NETWORKS = {'imgnet': 'image_backbone', 'audnet': 'audio_backbone'}


def optimizer_of(cfg, model):
    options = dict(cfg.optim_wrapper.optimizer)
    assert options.pop('type') == 'Adam'
    return torch.optim.Adam(
        (p for p in model.parameters() if p.requires_grad), **options
    )


def parameter(model, key):
    """Return our parameter for a key of the released file."""
    if key.startswith('momentum_'):
        return parameter(model.twin.module, key.removeprefix('momentum_'))
    first, *rest = key.split('.')
    if first in NETWORKS:
        part = (
            model[NETWORKS[first]]
            if isinstance(model, torch.nn.ModuleDict)
            else getattr(model, NETWORKS[first])
        )
        name = '.'.join(rest).replace('conv1_a', 'conv1')
        return {**dict(part.named_parameters()), **dict(part.named_buffers())}[
            name
        ]
    head = (
        model['map_head']
        if isinstance(model, torch.nn.ModuleDict)
        else model.map_head
    )
    kind = 'image_proj' if first.startswith('img') else 'sound_proj'
    index = int(first[-1]) - 1 if first[-1].isdigit() else 0
    return dict(getattr(head, kind)[index].named_parameters())[rest[0]]


@pytest.mark.parametrize('method', [m for m in CONFIGS if m != 'ssltie'])
@pytest.mark.parametrize('warmup', [False, True])
def test_a_training_step(golden, models, method, warmup):
    if warmup and method != 'fnac':
        pytest.skip('has no warm-up')
    known = golden(method)
    model, cfg = models(method)
    model.train()
    # the reference numbers are without the published dropout of 0.9
    model.map_head.image_dropout.p = 0.0
    if method == 'slavc':
        model.twin.module['map_head'].image_dropout.p = 0.0
    suffix = '_warmup' if warmup else ''
    if method == 'fnac':
        assert model.pair_loss.warmup_epochs == 5
        model.pair_loss.warmup_epochs = int(warmup)
    seen = []
    model.pair_loss.register_forward_pre_hook(
        lambda _, vectors: seen.append(vectors)
    )
    losses = model.loss(train_inputs(known, method), [])
    v, a = seen[0][:2]
    pairs = zip(v, a, strict=True) if method == 'slavc' else [(v, a)]
    cosine = torch.stack([cosine_maps(*pair) for pair in pairs]).mean(0)
    known.check('train_map', cosine * (1 if method in UNGUIDED else 1 / TAU))
    if method in UNGUIDED:
        logits = trimap_logits(cosine_pairs(v, a)).logits
        known.check('train_logits', logits)
    if method == 'fnac' and not warmup:
        found = [
            x.item() / w
            for x, w in zip(losses.values(), (1, 100, 100, 100), strict=True)
        ]
        known.check_value('train_loss', found)
    elif method == 'fnac':
        (found,) = losses.values()
        wanted = known.values['train_loss_warmup'][0]
        assert found.item() == pytest.approx(wanted, rel=1e-4)
    else:
        known.check_value('train_loss', losses['loss'].item())
    optimizer = optimizer_of(cfg, model)
    sum(losses.values()).backward()
    norms = known.values[f'train_grad_norms{suffix}']
    for key in norms:
        norm = parameter(model, key).grad.norm()
        tolerance = known.info['value_tolerance'].get(
            f'train_grad_norms/{key}', 1e-4
        )
        assert norm.item() == pytest.approx(norms[key], rel=tolerance), key
    # every parameter that requires a gradient has one
    left = [
        n
        for n, p in model.named_parameters()
        if p.requires_grad and p.grad is None
    ]
    assert not left
    if method not in UNGUIDED and not warmup:
        trained = [p for p in model.parameters() if p.requires_grad]
        assert sum(p.numel() for p in trained) == known.values['trainable']
        before = {key: parameter(model, key).detach().clone() for key in norms}
        optimizer.step()
        for key in known.values['train_adam_change']:
            change = (parameter(model, key) - before[key]).norm()
            known.check_value('train_adam_change', change.item(), key)
    known.check(
        'train_audnet_bn1_running_mean',
        parameter(model, 'audnet.bn1.running_mean'),
    )
    known.check(
        'train_imgnet_bn1_running_var',
        parameter(model, 'imgnet.bn1.running_var'),
    )
    if method == 'slavc':
        for name, key, part in (
            (
                'audnet_bn1_running_mean',
                'audnet.bn1.running_mean',
                slice(None),
            ),
            ('aud_proj1_bias', 'aud_proj1.bias', slice(None)),
            ('imgnet_conv1', 'imgnet.conv1.weight', slice(8)),
        ):
            found = parameter(model, f'momentum_{key}')[part]
            known.check(f'train_momentum_{name}', found)


@pytest.mark.parametrize('draw', ['t1', 't2', 't3'])
def test_a_training_step_on_transformed_images(golden, models, draw):
    known = golden('ssltie')
    model, cfg = models('ssltie')
    model.train()
    values = known.values
    move = Move(
        angles=torch.tensor(values[f'train_{draw}_angles']),
        scale=values[f'train_{draw}_scale'],
        flip=values[f'train_{draw}_flip'],
    )
    inputs = train_inputs(known, 'ssltie')
    moved = move.apply(inputs['image'])
    size = list(moved.shape[-2:])
    assert size == values[f'train_{draw}_image_size']
    known.check(f'train_{draw}_image', moved[:, :1, ::8, ::8])
    known.check(f'train_{draw}_matrix', move.matrices())
    seen = []
    model.pair_loss.register_forward_pre_hook(
        lambda _, vectors: seen.append(vectors)
    )
    losses = model.loss(inputs, [], move)
    maps, maps_of_moved = (cosine_maps(*vectors) for vectors in seen)
    known.check(f'train_{draw}_map', maps)
    known.check(f'train_{draw}_map_of_moved', maps_of_moved)
    target = move.apply(maps[:, None])[:, 0]
    known.check(f'train_{draw}_map_moved', target)
    total = sum(losses.values())
    known.check_value(f'train_{draw}_loss', total.item())
    for name, factor in (
        ('contrastive', 2),
        ('contrastive_moved', 2),
        ('equivariance', 1),
    ):
        found = factor * losses[f'loss_{name}'].item()
        known.check_value(f'train_{draw}_loss_{name}', found)
    total.backward()
    for key in values[f'train_{draw}_grad_norms']:
        norm = parameter(model, key).grad.norm()
        known.check_value(f'train_{draw}_grad_norms', norm, key)
    optimizer_of(cfg, model)
    if draw == 't1':
        for network, what in (
            ('audnet', 'running_mean'),
            ('imgnet', 'running_var'),
        ):
            found = parameter(model, f'{network}.bn1.{what}')
            known.check(f'train_{network}_bn1_{what}', found)
