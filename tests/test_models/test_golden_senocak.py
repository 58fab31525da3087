"""Senocak's attention against what the authors' program computed."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from torch.nn import functional

from mmavloc.datasets.transforms import DrawConsensus
from mmavloc.models.losses import box_attention, ratio_triplet
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample
from tests.golden_peers import preprocess, run_pipeline
from tests.paths import REPO

PICTURES = {1: (190, 250), 2: (400, 300), 3: (256, 256)}


@pytest.fixture
def known(peer):
    return peer('senocak')


@pytest.fixture
def cfg():
    return Config.fromfile(REPO / 'configs/senocak/senocak_flickr_144k.py')


@pytest.fixture
def model(known, cfg, tmp_path):
    model = MODELS.build(cfg.model)
    files = known.info['checkpoint']
    lists = files['keys'], files['soundnet_keys']
    known.load(model, tmp_path, [known.weights(keys) for keys in lists])
    return model.eval()


def test_pictures(known, cfg, tmp_path):
    steps = cfg.test_dataloader.dataset.pipeline
    for number, size in PICTURES.items():
        record = known.write(
            tmp_path, wave=(5, 220_500), rate=22_050, picture=(number, *size)
        )
        inputs = preprocess(cfg, run_pipeline(steps, record))
        known.check(f'prep.image.{number}', inputs['image'])


def test_soundnet(known, model):
    for name, n in (('short', 154_350), ('long', 441_000)):
        given, fed = known.array(f'soundnet.{name}.length').tolist()
        assert given == n
        wave = np.resize(known.samples(5, n), fed)
        packed = torch.from_numpy(wave)[None]
        samples = model.data_preprocessor.frontend(packed)
        with torch.no_grad():
            trunk = model.audio_backbone.trunk(samples)
            scenes = model.audio_backbone.conv8_2(trunk)
            objects = model.audio_backbone(samples)
            vector = model.sound({'audio': samples})
        known.check(f'soundnet.{name}.object', objects[0, :, :, 0])
        known.check(f'soundnet.{name}.scene', scenes[0, :, :, 0])
        assert torch.allclose(vector, objects.mean(dim=(2, 3)))


def test_attention(known, model):
    with torch.no_grad():
        v = model.image_backbone(known.images(3, 1, 320))
        sound = known.vectors((3, 1000), 2)
        seen = model.attention_head(v, sound)
    known.check('model.conv5_3', v)
    known.check('model.audio_embedding', sound.relu())
    known.check('model.sound_fc2', seen.embedding)
    known.check('model.relu_cos', seen.cosine)
    known.check('model.attention', seen.attention)
    known.check('model.pooled', seen.pooled)
    known.check('model.z', seen.z)


def test_losses_and_gradients(known, model):
    model.train()
    v = model.image_backbone(known.images(4, 4, 320))
    own, other = known.vectors((4, 1000), 5), known.vectors((4, 1000), 6)
    head = model.attention_head
    boxes, weights = known.array('loss.gt'), torch.tensor([1.0, 0, 1, 1])
    named = dict(head.named_parameters())

    def step(*terms):
        head.zero_grad()
        seen = head(v, own)
        known.check('loss.attention', seen.attention)
        for name, sound in (('pos', own), ('neg', other)):
            distance = functional.pairwise_distance(seen.z, sound)
            known.check(f'loss.d_{name}', distance)
        losses = model.triplet_loss
        losses.unsupervised, losses.supervised = terms
        found = losses(seen.z, own, other, seen.attention, boxes, weights)
        total = sum(found.values())
        total.backward()
        for p in named.values():
            p.grad = torch.zeros_like(p) if p.grad is None else p.grad
        return total

    for name, terms in {
        'unsupervised': (1.0, 0.0),
        'supervised': (0.0, 1.0),
        'total': (1.0, 1.0),
    }.items():
        known.check_number(name, found=step(*terms))
        known.check_gradients(name, named.__getitem__)
    scaled = boxes / boxes.sum(dim=(1, 2), keepdim=True)
    entropy = box_attention(head(v, own).attention, scaled, weights)
    known.check_number('supervised_boxes_sum_to_1', found=entropy)
    trained = [p for p in model.parameters() if p.requires_grad]
    assert len(trained) == known.info['scalars']['needs_grad']


def test_the_loss_of_given_vectors(known):
    z, own, other = (known.vectors((4, 8), k) for k in (41, 42, 43))
    z.requires_grad_()
    loss = ratio_triplet(z, own, other)
    loss.backward()
    known.check_number('direct', found=loss)
    known.check_gradients('direct', {'z': z}.__getitem__)


def test_boxes_of_some_clips():
    cfg = Config.fromfile(REPO / 'configs/senocak/senocak_sounding_shapes.py')
    cfg.model.loss.supervised = 1.0
    model = MODELS.build(cfg.model)
    inputs = {
        'image': torch.rand(2, 3, 64, 64),
        'audio': torch.rand(2, 1, 64, 64),
    }
    samples = [AVDataSample(), AVDataSample()]
    assert model.loss(inputs, samples)['loss_boxes'] == 0
    samples[1].consensus = torch.ones(4, 4)
    found = model.loss(inputs, samples)['loss_boxes']
    attention = model.maps(inputs)['localization'][1]
    assert torch.isclose(found, -attention.log().sum() / 2)


def test_one_annotator_is_drawn():
    draw = DrawConsensus(size=(4, 4), annotator='random')
    boxes = np.array([[0, 0, 0.5, 1], [0.5, 0, 1, 1]])
    clip = dict(boxes=boxes, annotators=np.arange(2), num_annotators=2)
    np.random.seed(0)
    maps = {draw(dict(clip))['consensus'].tobytes() for _ in range(20)}
    halves = np.repeat(np.eye(2, dtype='f4'), 2, axis=1)[:, None].repeat(4, 1)
    assert maps == {half.tobytes() for half in halves}
    with pytest.raises(ValueError, match="annotator='one'"):
        DrawConsensus(annotator='one')
