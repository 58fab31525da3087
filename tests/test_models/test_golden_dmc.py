"""DMC against what the authors' simplified program computed."""

import pytest
import soundfile
import torch
from mmengine.config import Config

from mmavloc.models.heads.cluster_head import (
    distances,
    nearest_maps,
    soft_kmeans,
)
from mmavloc.models.losses import margin_contrastive
from mmavloc.registry import MODELS
from tests.golden_peers import preprocess, run_pipeline
from tests.paths import REPO

NAMES = {
    'visual_net': 'image_backbone',
    'audio_net': 'audio_backbone',
    'fc_v_1': 'cluster_head.image_fc',
    'fc_a_1': 'cluster_head.sound_fc',
}


@pytest.fixture
def known(peer):
    return peer('dmc')


@pytest.fixture
def cfg():
    return Config.fromfile(REPO / 'configs/dmc/dmc_flickr_144k.py')


@pytest.fixture
def model(known, cfg, tmp_path):
    model = MODELS.build(cfg.model)
    special = {
        'fc_v_1.weight': 0.003,
        'fc_a_1.weight': 0.003,
        'audio_net.bn1.running_var': 3000,
    }
    keys = known.info['checkpoint']['keys']
    known.load(model, tmp_path, [known.weights(keys, special)])
    return model.eval()


def test_from_files_to_inputs(known, cfg, tmp_path):
    steps = cfg.test_dataloader.dataset.pipeline
    sizes = {1: (190, 250), 2: (400, 300)}
    for number, n in {1: 20_011, 2: 34_000}.items():
        record = known.write(tmp_path, picture=(number, *sizes[number]))
        record['audio_path'] = str(tmp_path / 'a.flac')
        wave = known.wave(number, n)
        soundfile.write(record['audio_path'], wave, 16_000)
        for second in range(n // 16_000):
            packed = run_pipeline(steps, dict(record), start=float(second))
            inputs = preprocess(cfg, packed)
            name = f'prep.mel.w{number}.{second:03d}'
            known.check(name, inputs['audio'][0])
            total = inputs['audio'].double().sum()
            known.check_number(f'{name}.sum', found=total)
        known.check(f'prep.image.{number}', inputs['image'])


@pytest.mark.parametrize('n', [1, 2, 4])
def test_soft_kmeans(known, n):
    found = soft_kmeans(known.vectors((2, 30, 6), 9, 0.05), n)
    known.check(f'cluster.{n}.centres', found.centres)
    known.check(f'cluster.{n}.assign', found.assignment)


def test_the_network_and_its_clusters(known, model):
    image, audio = known.images(3, 1, 224), known.specs(3, 2, 201, 64, -40, 15)
    head = model.cluster_head
    with torch.no_grad():
        v, a = model.image_backbone(image), model.audio_backbone(audio)
        known.check('model.visual_feature', head.image_fc(v.flatten(2).mT))
        known.check('model.audio_feature', head.sound_fc(a.flatten(2).mT))
        for name, head.counts in (('v2a1', (2, 1)), ('v3a2', (3, 2))):
            seen, heard = head.image(v), head.sound(a)
            known.check(f'model.{name}.visual_centres', seen.centres)
            known.check(f'model.{name}.audio_centres', heard.centres)
            known.check(f'model.{name}.audio_assign', heard.assignment)
            assigned = seen.assignment.unflatten(2, (14, 14))
            known.check(f'model.{name}.assign', assigned)
            apart = distances(seen.centres, heard.centres)
            known.check(f'model.{name}.distances', apart)
            known.check(f'model.{name}.distance', apart.amin(dim=1))
            maps = model.maps({'image': image, 'audio': audio})
            one = apart[:, :, 0].argmin(dim=1)
            if name == 'v2a1':
                wanted = assigned[torch.arange(3), one]
                assert torch.equal(maps['localization'], wanted)
            else:
                least = nearest_maps(seen, heard)
                assert (least >= seen.assignment[torch.arange(3), one]).all()


def test_a_training_step(known, model):
    model.train()
    inputs = {
        'audio': known.specs(4, 4, 201, 64, -40, 15),
        'image': known.images(4, 3, 224),
        'other': known.images(4, 5, 224),
    }
    seen = []
    model.pair_loss.register_forward_pre_hook(lambda _, x: seen.append(x))
    loss = model.loss(inputs, [])['loss']
    known.check('loss.distance', seen[0][0])
    targets = known.info['scalars']['contrastive']['targets']
    assert seen[0][1].tolist() == targets
    known.check_number('contrastive', found=loss)
    loss.backward()
    named = dict(model.named_parameters())

    def parameter(key):
        first, rest = key.split('.', 1)
        return named[f'{NAMES[first]}.{rest.replace("conv1_a", "conv1")}']

    known.check_gradients('contrastive', parameter)
    assert not [k for k, p in named.items() if p.grad is None]


def test_the_loss_of_given_distances(known):
    given = known.info['scalars']['direct']
    distance = torch.tensor(given['output'], requires_grad=True)
    loss = margin_contrastive(distance, torch.tensor(given['target']))
    loss.backward()
    known.check_number('direct', found=loss)
    known.check_number('direct', 'sum', found=4 * loss)
    assert torch.allclose(distance.grad, torch.tensor(given['grad']))
