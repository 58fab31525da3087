"""Losses of released methods, compared with the authors' programs.

Reference numbers: tests/golden/methods/, or another folder by
``pytest --golden-methods DIR``.
"""

import pytest
import torch

from mmavloc.models.heads.cosine_map_head import (
    CosineMapHead,
    cosine_maps,
    cosine_pairs,
)
from mmavloc.models.losses import (
    Move,
    equivariance,
    false_negative,
    localized_momentum,
    max_pool_infonce,
    trimap_infonce,
    trimap_logits,
)
from tests.golden_methods import TAU


def leaf(tensor):
    return tensor.clone().requires_grad_()


@pytest.mark.parametrize('method', ['lvs', 'ssltie'])
def test_trimap_loss_of_features(golden, method):
    known = golden(method)
    image = leaf(known.tensor('feat_img_raw'))
    sound = leaf(known.tensor('feat_aud_raw'))
    head = CosineMapHead()
    (v,), (a,) = head.image(image), head.sound(sound)
    known.check('feat_map', cosine_maps(v, a))
    known.check('feat_logits', trimap_logits(cosine_pairs(v, a)).logits)
    loss = trimap_infonce(cosine_pairs(v, a))
    known.check_value('feat_loss', loss.item())
    loss.backward()
    known.check_value('feat_grad_norm_img_raw', image.grad.norm())
    known.check_value('feat_grad_norm_aud_raw', sound.grad.norm())


def test_the_diagonal_of_lvs_for_a_negative_similarity(golden):
    known = golden('lvs')
    head = CosineMapHead()
    cosine = cosine_pairs(
        *head.image(known.tensor('neg_img_raw')),
        *head.sound(known.tensor('neg_aud_raw')),
    )
    known.check('neg_logits', trimap_logits(cosine).logits)
    released = trimap_infonce(cosine)
    known.check_value('neg_loss', released.item())
    # 'mask' leaves no logit larger than a cosine allows
    masked = trimap_logits(cosine, diagonal='mask').logits
    finite = masked[masked.isfinite()]
    assert finite.abs().max() <= 1 / 0.07 + 1e-4
    assert (~masked.isfinite()).sum() == len(masked)
    assert trimap_infonce(cosine, diagonal='mask') < 0.1 * released


@pytest.mark.parametrize('method', ['ezvsl', 'fnac'])
def test_contrastive_loss_of_features(golden, method):
    known = golden(method)
    v, a = leaf(known.tensor('feat_img')), leaf(known.tensor('feat_aud'))
    known.check('feat_map', cosine_maps(v, a) / TAU)
    loss = max_pool_infonce(cosine_pairs(v, a))
    if method == 'fnac':
        parts = false_negative(v, a)
        known.check_value(
            'feat_loss_parts', [loss.item(), *(p.item() for p in parts)]
        )
        loss = loss + 100 * sum(parts)
    known.check_value('feat_loss', loss.item())
    loss.backward()
    known.check('feat_grad_aud', a.grad)
    known.check_value('feat_grad_norm_img', v.grad.norm())
    known.check_value('feat_grad_norm_aud', a.grad.norm())


def test_momentum_loss_of_features(golden):
    known = golden('slavc')
    names = 'img1', 'img2', 'aud1', 'aud2'
    own = {name: leaf(known.tensor(f'feat_{name}')) for name in names}
    twin = {name: known.tensor(f'feat_{name}_mom') for name in names}
    for suffix, half in (('', own), ('_mom', twin)):
        maps = [cosine_maps(half[f'img{i}'], half[f'aud{i}']) for i in (1, 2)]
        known.check(f'feat_map{suffix}', sum(maps) / 2 / TAU)
    own_image, own_sound = list(own.values())[:2], list(own.values())[2:]
    twin_image, twin_sound = list(twin.values())[:2], list(twin.values())[2:]
    loss = localized_momentum(own_image, own_sound, twin_image, twin_sound)
    known.check_value('feat_loss', loss.item())
    loss.backward()
    known.check('feat_grad_aud1', own['aud1'].grad)
    for name in names:
        known.check_value('feat_grad_norms', own[name].grad.norm(), name)


@pytest.mark.parametrize('name', ['m1', 'm2', 'm3'])
def test_transformed_maps(golden, name):
    known = golden('ssltie')
    drawn = known.values[f'move_{name}']
    move = Move(
        angles=torch.tensor(drawn['angles']),
        scale=drawn['scale'],
        flip=drawn['flip'],
    )
    moved = move.apply(known.tensor('move_in')[:, None])[:, 0]
    known.check(f'move_{name}', moved)


def test_a_transformed_map_has_the_size_of_the_map_of_the_image():
    # 88 px at stride 16 are 6 cells, half of 11 cells 5
    move = Move(angles=torch.zeros(2), scale=0.5)
    maps = torch.rand(2, 11, 11)
    target = move.apply(maps[:, None], (6, 6))[:, 0]
    assert equivariance(maps, target, move) == 0
