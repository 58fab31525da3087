"""SSLalign, compared with the authors' program."""

import pytest
import torch
from mmengine.config import Config
from torch.nn import functional

from mmavloc.models.heads.cosine_map_head import cosine_maps, cosine_pairs
from mmavloc.models.heads.object_guidance import fuse_normalised
from mmavloc.models.losses import trimap_logits
from mmavloc.registry import MODELS
from tests.golden_methods import evaluator_map, fill, median
from tests.golden_peers import preprocess, run_pipeline
from tests.paths import REPO

WAVES = {1: (20_011, 16_000), 2: (176_077, 16_000), 3: (240_000, 22_050)}
PICTURES = {1: (190, 250), 2: (400, 300), 3: (256, 256)}


@pytest.fixture
def known(peer):
    return peer('sslalign')


@pytest.fixture
def model(known, tmp_path):
    cfg = Config.fromfile(REPO / 'configs/sslalign/sslalign_released.py')
    keys = known.info['checkpoint']['keys']
    # drawn by the image network's shapes, under torchvision's names
    shapes = {
        key.removeprefix('imgnet.'): shape
        for key, shape, _ in keys
        if key.startswith('imgnet.')
    }
    torch.save(fill(shapes, known.seed), tmp_path / 'object.pth')
    cfg.model.object_guidance.align_corners = True  # as on Flickr-SoundNet
    network = cfg.model.object_guidance.network
    network.init_cfg.checkpoint = str(tmp_path / 'object.pth')
    model = MODELS.build(cfg.model)
    named = {'model_state_dict': known.weights(keys)}
    known.load(model, tmp_path, [named])
    return model.eval()


def test_from_files_to_inputs(known, tmp_path):
    cfg = Config.fromfile(REPO / 'configs/sslalign/sslalign_released.py')
    steps = cfg.test_dataloader.dataset.pipeline
    for number, (n, rate) in WAVES.items():
        record = known.write(
            tmp_path,
            wave=(number, n),
            rate=rate,
            picture=(number, *PICTURES[number]),
        )
        for name, changes in {
            '10s': {},
            '5s': dict(duration=5.0, samples=(16_000, 64_000)),
        }.items():
            packed = run_pipeline(steps, dict(record), rate, **changes)
            inputs = preprocess(cfg, packed, rate)
            spec = inputs['audio']
            known.check(f'prep.spec_{name}.{number}', spec)
            total = spec.double().sum()
            known.check_number(f'prep.spec_{name}.{number}.sum', found=total)
        known.check(f'prep.image.{number}', inputs['image'])
        old = [dict(step) for step in steps]
        old[2]['antialias'] = False
        packed = run_pipeline(old, dict(record), rate)
        found = preprocess(cfg, packed, rate)['image']
        known.check(f'prep.image_noaa.{number}', found)


def test_the_network_and_its_maps(known, model):
    inputs = {
        'image': known.images(3, 1, 224),
        'audio': known.specs(3, 2, 257, 299, -1.0, 0.35),
    }
    with torch.no_grad():
        (v,), (a,) = model.encode(inputs)
        known.check(
            'model.image_feature', model.image_backbone(inputs['image'])
        )
        maps = model.maps(inputs)
    tri = trimap_logits(cosine_pairs(v, a))
    known.check('model.audio_embedding', a)
    known.check('model.map', maps['attention'])
    known.check('model.object', maps['object'])
    for name, found in zip(
        ('logits', 'positive', 'negative'), tri, strict=True
    ):
        known.check(f'model.{name}', found)
    for data, protocol in (('vggss', 'lvs'), ('is3', 'sslalign_is3')):
        plain = evaluator_map(protocol, maps['attention'])
        known.check(f'eval.{data}.map', plain)
        known.check(f'eval.{data}.threshold', median(plain))
    known.check('eval.is3.ogl', maps['localization'])
    mixed = fuse_normalised(
        maps['attention'], maps['object'], align_corners=False
    )
    known.check('eval.vggss.ogl', mixed)


def test_logits_of_a_batch_in_training(known, model):
    model.train()
    inputs = {
        'image': known.images(4, 3, 224),
        'audio': known.specs(4, 4, 257, 299, -1.0, 0.35),
    }
    (v,), (a,) = model.encode(inputs)
    logits = trimap_logits(cosine_pairs(v, a)).logits
    known.check('loss.map', cosine_maps(v, a))
    known.check('loss.logits', logits)
    loss = functional.cross_entropy(logits, torch.zeros(4).long())
    known.check_number('lvs_loss_of_forward', found=loss)
    loss.backward()
    named = dict(model.named_parameters())
    names = {'imgnet': 'image_backbone', 'audnet': 'audio_backbone'}

    def parameter(key):
        first, rest = key.split('.', 1)
        return named[f'{names[first]}.{rest.replace("conv1_a", "conv1")}']

    known.check_gradients('lvs_loss_of_forward', parameter)
