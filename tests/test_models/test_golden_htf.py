"""Hear the Flow against what its authors' program computed."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from PIL import Image

from mmavloc.models.heads.cosine_map_head import cosine_maps
from mmavloc.registry import MODELS
from tests.golden_methods import evaluator_map
from tests.golden_peers import preprocess, run_pipeline
from tests.paths import REPO

NAMES = {
    'imgnet': 'image_backbone',
    'audnet': 'audio_backbone',
    'flownet': 'flow_backbone',
    'flowatt': 'flow_attention',
}
MEDIA = {
    1: (40_000, 190, 250),
    2: (99_999, 400, 300),
    3: (240_000, 256, 256),
}


@pytest.fixture
def known(peer):
    return peer('htf')


@pytest.fixture
def cfg():
    return Config.fromfile(REPO / 'configs/htf/htf_flickr_144k.py')


@pytest.fixture
def model(known, cfg, tmp_path):
    model = MODELS.build(cfg.model)
    weights = known.weights(known.info['checkpoint']['keys'])
    known.load(model, tmp_path, [{'model': weights}])
    return model.eval()


def test_from_files_to_inputs(known, cfg, tmp_path):
    for name in ('image', 'flow_x', 'flow_y'):
        (tmp_path / name).mkdir()
    steps = [dict(s) for s in cfg.test_dataloader.dataset.pipeline]
    steps[2]['names'] = ('flow_x/{id}.png', 'flow_y/{id}.png')
    for number, (n, *size) in MEDIA.items():
        record = known.write(
            tmp_path / 'image',
            wave=(number, n),
            rate=22_050,
            picture=(number, *size),
        )
        for axis, offset in (('x', 9), ('y', 10)):
            red = known.picture(2 * number + offset, *size)[..., 0]
            Image.fromarray(red).save(tmp_path / f'flow_{axis}/a.png')
        inputs = preprocess(cfg, run_pipeline(steps, dict(record)))
        known.check(f'prep.spec.{number}', inputs['audio'])
        total = inputs['audio'].double().sum()
        known.check_number(f'prep.spec.{number}.sum', found=total)
        known.check(f'prep.image.{number}', inputs['image'])
        known.check(f'prep.flow.{number}', inputs['flow'] / 255)
        packed = run_pipeline(steps, dict(record), start=0.0)
        first = preprocess(cfg, packed)['audio']
        known.check(f'prep.spec_train.{number}', first)


def batch(known, n, image, audio, flow):
    return {
        'image': known.images(n, image, 224),
        'audio': known.specs(n, audio, 257, 276, -1.0, 0.35),
        'flow': known.specs(n, flow, 224, 224, 0.3, 0.2, channels=2),
    }


def test_the_network_and_its_map(known, model):
    inputs = batch(known, 3, 1, 2, 6)
    with torch.no_grad():
        v = model.image_backbone(inputs['image'])
        flow = model.flow_backbone(inputs['flow'])
        known.check('model.image_feature', v)
        known.check('model.flow_feature', flow)
        head = model.flow_attention
        known.check('model.attention', head.attention(v, flow))
        known.check('model.attended', head.attended(v, flow))
        (fused,), (a,) = model.encode(inputs)
        maps = model.maps(inputs)['localization']
        loss = model.pair_loss(fused, a)['loss']
    known.check('model.fused', fused)
    known.check('model.audio_embedding', a)
    known.check('model.map', maps)
    known.check('eval.map', evaluator_map('htf', maps))
    known.check_number('eval_loss', found=loss)


def test_a_training_step(known, model):
    model.train()
    inputs = batch(known, 4, 3, 4, 7)
    seen = []
    model.pair_loss.register_forward_pre_hook(lambda _, x: seen.append(x))
    before = model.image_backbone.bn1.running_mean.clone()
    loss = model.loss(inputs, [])['loss']
    known.check('loss.map', cosine_maps(*seen[0]))
    known.check_number('loss', found=loss)
    loss.backward()
    named = dict(model.named_parameters())

    def parameter(key):
        first, rest = key.split('.', 1)
        return named[f'{NAMES[first]}.{rest}']

    known.check_gradients('loss', parameter)
    frozen = [p for p in model.parameters() if not p.requires_grad]
    assert len(frozen) == known.info['scalars']['loss']['frozen']
    # frozen weights, moving statistics
    assert not torch.equal(model.image_backbone.bn1.running_mean, before)


def test_flow_moves_with_the_picture():
    from mmavloc.datasets.transforms import FlipImage, RandomCrop, Resize

    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (32, 40, 3), dtype=np.uint8)
    clip = {'img': picture, 'flow': picture[..., :2], 'along': ('flow',)}
    np.random.seed(0)
    scale = dict(scale=(20, 16), interpolation='bicubic', backend='pillow')
    for change in (Resize(**scale), RandomCrop(size=9), FlipImage(prob=1.0)):
        clip = change(clip)
        assert clip['flow'].shape[:2] == clip['img'].shape[:2]
        assert np.array_equal(clip['flow'], clip['img'][..., :2])
