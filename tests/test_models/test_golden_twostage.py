"""Two-stage against what the authors' simplified program computed."""

import pytest
import torch
from mmengine.config import Config
from torch.nn import functional

from mmavloc.models.heads.class_cam_head import weighted_class_map
from mmavloc.registry import MODELS
from tests.golden_peers import preprocess, run_pipeline
from tests.paths import REPO

NAMES = {'vision': 'image_backbone', 'audio': 'audio_backbone'}


@pytest.fixture
def known(peer):
    return peer('twostage')


@pytest.fixture
def cfg():
    return Config.fromfile(REPO / 'configs/twostage/twostage_flickr_144k.py')


@pytest.fixture
def model(known, cfg, tmp_path):
    model = MODELS.build(cfg.model)
    special = {
        'class_a.weight': 0.02,
        'class_v.weight': 0.05,
        'avc.0.weight': 0.02,
    }
    keys = known.info['checkpoint']['keys']
    known.load(model, tmp_path, [known.weights(keys, special)])
    return model.eval()


def test_from_files_to_inputs(known, cfg, tmp_path):
    for number, n in {1: 110_250, 2: 60_000}.items():
        record = known.write(
            tmp_path, wave=(number, n), rate=22_050, picture=(number, 256, 256)
        )
        steps = cfg.test_dataloader.dataset.pipeline
        inputs = preprocess(cfg, run_pipeline(steps, dict(record)))
        spec = inputs['audio'][0]
        known.check(f'prep.test_spec.{number}', spec)
        known.check(f'prep.test_image.{number}', inputs['image'])
        total = spec.double().sum()
        known.check_number(f'prep.test_spec.{number}.sum', found=total)
        # in training the peak stays; the whole of the shorter one
        kept = [s for s in steps if s['type'] != 'ScaleAudio']
        inputs = preprocess(cfg, run_pipeline(kept, dict(record)))
        known.check(f'prep.train_spec.{number}', inputs['audio'][0])


def test_the_network_and_its_map(known, model):
    image = known.images(3, 1, 256)
    audio = known.specs(3, 2, 251, 64, -3, 2)
    head = model.class_head
    with torch.no_grad():
        v, a = model.image_backbone(image), model.audio_backbone(audio)
        classes = head.classify(v, a)
        cams = head.cams(v, a)
        known.check('model.fine_audio', head.embed(v, a)[1])
        known.check('model.fine_visual', head.cells(v))
        for name, layer, x in (
            ('visual', head.project_v, v),
            ('audio', head.project_a, a),
        ):
            pooled = x.mean(dim=(2, 3))[:, :, None]
            known.check(f'model.align_{name}', layer(pooled)[:, :, 0])
        maps = model.maps({'image': image, 'audio': audio})
        scores, weights = model.class_maps({'image': image, 'audio': audio})
    known.check('model.avc', classes.pairs)
    known.check('model.class_audio', classes.sound)
    known.check('model.class_visual', classes.image)
    known.check('model.cam_visual', cams[0])
    known.check('model.cam_audio', cams[1])
    wanted = torch.tensor(known.info['scalars']['test_prob_seen'])
    assert torch.allclose(weights, wanted, atol=1e-4)

    def grown(x):
        return functional.interpolate(x, (256, 256), mode='bilinear')

    known.check('eval.class_maps', grown(scores))
    found = grown(maps['localization'][:, None])[:, 0]
    known.check('eval.map', found / found.amax(dim=(1, 2), keepdim=True))


def test_the_map_of_given_classes(known):
    scores = known.vectors((1, 7, 16, 16), 51) + 1.5
    for name, weights in (
        ('some', [0.05, 0.2, 0.35, 0.6, 0.29, 0.31, 0.1]),
        ('none', [0.05, 0.2, 0.25, 0.1, 0.29, 0.21, 0.1]),
    ):
        found = weighted_class_map(scores, torch.tensor([weights]))
        known.check(f'eval.direct_map_{name}', found[0])


@pytest.mark.parametrize('stage', [1, 2])
def test_a_training_step(known, model, stage):
    model.train()
    model.second_from = {1: 99, 2: 0}[stage]
    inputs = {
        'image': known.images(4, 3, 256),
        'audio': known.specs(4, 4, 251, 64, -3, 2),
        'audio_groups': known.array('loss.label_audio').float(),
        'image_groups': known.array('loss.label_visual').float(),
    }
    seen = []
    fine = model.class_loss.fine
    model.class_loss.fine = lambda *x: (seen.append(x), fine(*x))[1]
    losses = model.loss(inputs, [])
    name = f'stage{stage}'
    known.check_number(name, found=sum(losses.values()))
    _check_terms(known, name, losses)
    if stage == 2:
        classes, sound, image = seen[0]
        counts = model.class_loss.counting(*classes[:2])
        known.check('loss.eff', counts)
        rows, columns = (x.mT.flatten(0, 1) for x in (sound, image))
        known.check('loss.distance', 2 - 2 * rows @ columns.T)
    sum(losses.values()).backward()
    named = dict(model.named_parameters())

    def parameter(key):
        first, rest = key.split('.', 1)
        place = NAMES.get(first, f'class_head.{first}')
        return named[f'{place}.{rest.replace("conv1_a", "conv1")}']

    known.check_gradients(name, parameter)


def _check_terms(known, name, losses):
    for key, ours in {
        'avcloss': 'loss_correspondence',
        'aloss': 'loss_sound',
        'vloss': 'loss_image',
        'pos_dis': 'loss_own',
        'neg_dis': 'loss_other',
    }.items():
        if ours in losses:
            known.check_number(name, 'terms', key, found=losses[ours])


def test_the_loss_of_given_tensors(known, model):
    shared = known.vectors((1, 128, 1), 46)
    free = {
        'avc': known.vectors((4, 4, 2), 41),
        'ca': known.vectors((4, 7), 42),
        'cv': known.vectors((4, 7), 43),
        'fa': known.vectors((4, 128, 7), 44) + shared,
        'fv': known.vectors((4, 128, 7), 45) + shared,
    }
    for x in free.values():
        x.requires_grad_()
    classes = free['ca'], free['cv'], free['avc']
    rng = known.array('loss.label_audio'), known.array('loss.label_visual')
    loss = model.class_loss
    losses = loss.coarse(classes, tuple(x.float() for x in rng))
    unit = (functional.normalize(free[k], dim=1) for k in ('fa', 'fv'))
    losses |= loss.fine(classes, *unit)
    total = sum(losses.values())
    total.backward()
    known.check_number('direct_stage2', found=total)
    _check_terms(known, 'direct_stage2', losses)
    known.check_gradients('direct_stage2', free.__getitem__)
