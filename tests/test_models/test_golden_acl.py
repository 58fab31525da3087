"""ACL-SSL against what its authors' program computed.

The parts of its own need nothing else; the whole needs ``transformers``.
"""

import zlib

import numpy as np
import pytest
import torch
from mmengine.config import Config

from mmavloc.models.converters import convert_released
from mmavloc.models.heads import MapMasker
from mmavloc.models.heads.map_masker import feature_mask
from mmavloc.models.losses.audio_grounding import (
    area_penalty,
    areas,
    masked_feature_contrast,
    masked_image_contrast,
)
from mmavloc.registry import MODELS
from tests.golden_peers import preprocess, run_pipeline
from tests.paths import REPO

# CLIPSeg of the published shape
CLIPSEG = dict(
    reduce_dim=64,
    extract_layers=[3, 6, 9],
    use_complex_transposed_convolution=True,
    vision_config=dict(patch_size=16),
)
OURS = {
    'audio_proj:fc2.weight': 'audio_token.fc2.weight',
    'audio_proj:fga.un_models.0.embed.weight': 'audio_token.own.weight',
    'masker_i:w': 'masker.w',
    'masker_i:b': 'masker.b',
}


@pytest.fixture
def known(peer):
    return peer('acl')


@pytest.fixture
def cfg():
    return Config.fromfile(REPO / 'configs/acl/acl_flickr_144k.py')


def converted(known, folder, w=10.0, b=14.0):
    """Our names of the released file, by its layout."""
    keys = known.info['checkpoint']['keys']
    saved = {
        'audio_proj': known.weights(keys['audio_proj']),
        'masker_i': {'w': torch.tensor(w), 'b': torch.tensor(b)},
    }
    torch.save(saved, folder / 'acl.pth')
    return convert_released('acl', str(folder / 'acl.pth'))


def noise(known, k, *shapes):
    rng = np.random.default_rng(1000 * known.seed + k)
    return [
        torch.from_numpy((0.001 + 0.998 * rng.random(shape)).astype('f4'))
        for shape in shapes
    ]


def test_from_files_to_inputs(known, cfg, tmp_path):
    # the audio network of the release is BEATs
    cfg.model.data_preprocessor.frontend.update(
        window='povey', gain=32768.0, mean=15.41663, std=2 * 6.55582
    )
    sizes = {1: (20_011, 190, 250), 2: (176_077, 400, 300)}
    for number, (n, *size) in sizes.items():
        record = known.write(
            tmp_path, wave=(number, n), picture=(number, *size)
        )
        steps = cfg.test_dataloader.dataset.pipeline
        packed = run_pipeline(steps, record)
        audio = packed['inputs']['audio']
        known.check(f'prep.audio.{number}', audio / 32768)
        inputs = preprocess(cfg, packed)
        known.check(f'prep.image.{number}', inputs['image'])
        banks = inputs['audio'].mT
        known.check(f'prep.fbank.{number}', banks)
        shape, total = known.info['scalars'][f'prep.fbank.{number}']
        assert list(banks.shape) == shape
        assert banks.double().sum().item() == pytest.approx(total, rel=1e-4)


def test_the_audio_token(known, cfg, tmp_path):
    token = MODELS.build(cfg.model.audio_token).eval()
    weights = converted(known, tmp_path)
    own = {
        name.removeprefix('audio_token.'): value
        for name, value in weights.items()
        if name.startswith('audio_token.')
    }
    token.load_state_dict(own)
    with torch.no_grad():
        found = token(known.vectors((3, 60, 2304), 2))
    known.check('model.token', found)


def test_masks(known):
    logits = known.specs(2, 5, 40, 40, 0, 2, channels=2)
    masker = MapMasker(w=7.0, b=3.5)
    known.check('mask.input', logits)
    known.check('mask.infer', masker.maps(logits))
    known.check('mask.feature', feature_mask(logits))
    (drawn,) = noise(known, 6, (2, 2, 40, 40))
    known.check('mask.hard', masker.masks(logits, drawn))
    scaled = MapMasker(w=7.0, b=3.5, scale_map=True).maps(logits)
    assert torch.allclose(scaled, (7 * logits + 3.5).sigmoid())
    assert masker.masks(logits).detach().unique().tolist() == [0.0, 1.0]


def test_the_losses_of_given_vectors(known):
    shared = known.vectors((1, 512), 14)
    free = {
        'v_i': known.vectors((4, 512), 11) + shared,
        'v_f': known.vectors((4, 4, 512), 12) + shared,
        'pred_emb': known.vectors((4, 512), 13) + shared,
    }
    for name, first, loss in (
        ('direct.acl_i', 'v_i', masked_image_contrast),
        ('direct.acl_f', 'v_f', masked_feature_contrast),
    ):
        for x in free.values():
            x.requires_grad_().grad = None
        found = loss(free[first], free['pred_emb'])
        found.backward()
        known.check_number(name, found=found)
        known.check_gradients(name, free.__getitem__)
    penalty = area_penalty(torch.tensor(0.61), torch.tensor(0.27))
    known.check_number('direct.area_reg', found=penalty)


@pytest.fixture
def model(known, cfg, tmp_path):
    pytest.importorskip('transformers')
    cfg.model.grounder.update(name=None, settings=CLIPSEG)
    cfg.model.audio_backbone = torch.nn.Identity()  # BEATs' steps are given
    cfg.model.audio_token.dropout = 0.0
    model = MODELS.build(cfg.model)
    keys = known.info['checkpoint']['clipseg_keys']

    def half(key, values):
        return values_of(known, key, values.shape)

    special = {'clip.vision_model.embeddings.class_embedding': half}
    kept = [k for k in keys if not k[0].endswith('position_ids')]
    net = model.grounder.net
    net.load_state_dict(known.weights(kept, special), strict=False)
    assert {k for k, *_ in kept} <= set(net.state_dict())

    def load(w, b):
        model.load_state_dict(converted(known, tmp_path, w, b))
        return model

    return load


def values_of(known, key, shape):
    rng = np.random.default_rng(zlib.crc32(key.encode()) ^ known.seed)
    drawn = 0.5 * rng.standard_normal(tuple(shape))
    return torch.from_numpy(drawn.astype('f4'))


def test_the_network_and_its_map(known, model):
    model = model(7.0, 3.5).eval()
    steps = known.vectors((3, 60, 2304), 2).mT[..., None]
    image = known.images(3, 1, 352)
    with torch.no_grad():
        sound = model.sound(steps)
        features = model.grounder.features(image)
        dense = model.grounder.dense(features)
        logits = model.grounder.logits(features, sound)
        maps = model.maps({'image': image, 'audio': steps})
    known.check('model.audio_embedding', sound)
    known.check('model.pixels', dense)
    known.check('model.heatmap', maps['localization'])
    small = torch.nn.functional.interpolate(
        logits[:, None], (224, 224), mode='bicubic'
    )
    known.check('model.logit', small[:, 0])
    full = [1, 1, *logits.shape[1:]]
    assert full == known.info['scalars']['logit_full_res']


def test_a_training_step(known, model):
    model = model(10.0, 14.0).train()
    image = known.images(2, 3, 352)
    sound = model.sound(known.vectors((2, 60, 2304), 4).mT[..., None])
    drawn = noise(known, 7, (2, 2, 352, 352), (2, 1, 352, 352))
    seen = []
    model.grounding_loss.register_forward_pre_hook(lambda _, x: seen.append(x))
    losses = model.ground(image, sound, drawn)
    known.check('loss.v_i', seen[0][0])
    known.check('loss.v_f', seen[0][1])
    own, other = areas(seen[0][3])
    known.check_number('loss', 'p_area', found=own)
    known.check_number('loss', 'n_area', found=other)
    for key, name in (
        ('acl_i', 'image'),
        ('acl_f', 'feature'),
        ('area_reg', 'area'),
    ):
        found = losses[f'loss_{name}']
        known.check_number('loss', 'terms', key, found=found)
    known.check_number('loss', found=sum(losses.values()))
    sum(losses.values()).backward()
    named = dict(model.named_parameters())
    for key in known.info['scalars']['loss']['grad_norm']:
        gradient = named[OURS[key]].grad
        # of the two numbers the gradient itself is given
        found = gradient if gradient.ndim == 0 else gradient.norm()
        known.check_number('loss', 'grad_norm', key, found=found)
    assert len(named) == len(known.info['scalars']['trainable'])
