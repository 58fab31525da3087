"""SSPL and SACL against what their authors' programs computed."""

import zlib

import numpy as np
import pytest
import torch
from mmengine.config import Config
from PIL import Image

from mmavloc.models.heads.cosine_map_head import cosine_maps
from mmavloc.models.heads.object_guidance import min_max
from mmavloc.models.losses import simsiam
from mmavloc.models.losses.semantic_contrast import unlike
from mmavloc.registry import MODELS
from tests.golden_methods import evaluator_map
from tests.golden_peers import preprocess, run_pipeline
from tests.paths import REPO

KINDS = {
    'pcm': ('sspl_flickr_144k', 'sspl', 'sspl_w_pcm'),
    'nopcm': ('sspl_flickr_144k_nopcm', 'sspl_nopcm', 'sspl_wo_pcm'),
}
OURS = {'frame': 'image_backbone', 'sound': 'audio_backbone'}
PCM = {
    'PredProcess': 'down',
    'ErrorProcess': 'up',
    'a0': 'error_rate',
    'b0': 'prediction_rate',
}


def media_are_met(known, cfg, folder):
    for number, (n, *size) in {
        1: (20_011, 190, 250),
        2: (176_077, 400, 300),
    }.items():
        record = known.write(folder, wave=(number, n), picture=(number, *size))
        steps = cfg.test_dataloader.dataset.pipeline
        packed = run_pipeline(steps, dict(record))
        known.check(f'prep.audio.{number}', packed['inputs']['audio'])
        inputs = preprocess(cfg, packed)
        known.check(f'prep.spec.{number}', inputs['audio'])
        known.check(f'prep.image.{number}', inputs['image'])


def sounds(known, clips, k):
    return known.specs(3 * clips, k, 96, 64, -1, 1).view(clips, 3, 96, 64)


def parameter_of(model):
    named = dict(model.named_parameters())

    def parameter(key):
        part, name = key.split(':')
        if part == 'pcm':
            first, rest = name.split('.', 1)
            name = f'{PCM[first]}.{rest}'
            return named[f'predictive_coding.{name}']
        part = OURS.get(part, 'siamese_head')
        return named[f'{part}.{name}']

    return parameter


@pytest.fixture
def sspl(peer, tmp_path):
    known = peer('sspl')

    def build(kind):
        config, method, keys = KINDS[kind]
        cfg = Config.fromfile(REPO / f'configs/sspl/{config}.py')
        model = MODELS.build(cfg.model)
        keys = known.info['checkpoint']['keys'][keys]

        def rate(key, values):
            rng = np.random.default_rng(zlib.crc32(key.encode()) ^ known.seed)
            drawn = 0.5 + 0.2 * rng.standard_normal(tuple(values.shape))
            return torch.from_numpy(drawn.astype('f4'))

        rates = [
            key for key, *_ in keys.get('pcm', ()) if key[:2] in ('a0', 'b0')
        ]
        special = dict.fromkeys(rates, rate)
        order = ('frame', 'sound', 'ssl_head', 'pcm')
        files = [
            known.weights(keys[x], special if x == 'pcm' else None)
            for x in order
            if x in keys
        ]
        known.load(model, tmp_path, files, method=method)
        return known, model.eval(), cfg

    return build


@pytest.mark.parametrize('kind', KINDS)
def test_sspl(sspl, kind, tmp_path):
    known, model, cfg = sspl(kind)
    if kind == 'pcm':
        media_are_met(known, cfg, tmp_path)
    image, audio = known.images(3, 1, 224), sounds(known, 3, 2)
    with torch.no_grad():
        net = model.audio_backbone
        embedding, heard = net.embed(audio)
        v = model.features(image, heard)
        (a,) = model.map_head.sound(net(audio))
        maps = model.maps({'image': image, 'audio': audio})['localization']
        loss = model.loss({'image': image, 'view': image, 'audio': audio}, [])
        known.check('model.audio128', net.examples(audio))
        pooled = model.pool(v, a)
    known.check('model.audio_embedding', embedding)
    known.check(f'{kind}.visual_feature', v)
    known.check(f'{kind}.map', maps)
    soft = maps.relu().flatten(1).softmax(dim=1).view_as(maps)
    known.check(f'{kind}.map_softmax', soft)
    known.check(f'{kind}.attention', min_max(maps))
    known.check(f'{kind}.pooled', pooled)
    known.check(f'{kind}.eval.map', evaluator_map('sspl', maps))
    known.check_number(f'{kind}.eval_loss', found=loss['loss'])
    frozen = known.info['scalars'][f'{kind}.loss']['frozen']
    for name, part in (('frame', model.image_backbone), ('sound', net)):
        still = [p for p in part.parameters() if not p.requires_grad]
        assert len(still) == frozen[name]


@pytest.mark.parametrize('kind', KINDS)
def test_a_training_step_of_sspl(sspl, kind):
    known, model, _ = sspl(kind)
    model.train()
    inputs = {
        'image': known.images(4, 3, 224),
        'view': known.images(4, 5, 224),
        'audio': sounds(known, 4, 4),
    }
    seen = []
    pool = model.pool
    model.pool = lambda v, a: (seen.append((v, a)), pool(v, a))[1]
    loss = model.loss(inputs, [])['loss']
    v, a = seen[0]
    known.check(f'{kind}.loss.map', cosine_maps(model.map_head.image(v)[0], a))
    known.check_number(f'{kind}.loss', found=loss)
    loss.backward()
    known.check_gradients(f'{kind}.loss', parameter_of(model))


def test_the_loss_of_given_vectors(peer):
    known = peer('sspl')
    vectors = (known.vectors((4, 8), k) for k in (41, 42, 43, 44))
    known.check_number('direct', found=simsiam(*vectors))


@pytest.fixture
def sacl(peer, tmp_path):
    known = peer('sacl')
    cfg = Config.fromfile(REPO / 'configs/sacl/sacl_flickr_144k.py')
    model = MODELS.build(cfg.model)
    keys = known.info['checkpoint']['keys']
    files = [known.weights(keys[name]) for name in ('frame', 'sound')]
    known.load(model, tmp_path, files)
    return known, model.eval(), cfg


def test_sacl(sacl, tmp_path):
    known, model, cfg = sacl
    media_are_met(known, cfg, tmp_path)
    image, audio = known.images(3, 1, 224), sounds(known, 3, 2)
    with torch.no_grad():
        net = model.audio_backbone
        known.check('model.audio128', net.examples(audio))
        known.check('model.audio_embedding', net.embed(audio)[0])
        known.check('model.visual_feature', model.image_backbone(image))
        maps = model.maps({'image': image, 'audio': audio})['localization']
    known.check('model.map', maps)
    known.check('eval.map', evaluator_map('sspl', maps))


def test_the_evaluation_loss_of_sacl(sacl):
    known, model, _ = sacl
    image, audio = known.images(3, 1, 224), sounds(known, 3, 2)
    # labels of the vectors' inputs: k = 8, the last clip 0
    rng = np.random.default_rng(1000 * known.seed + 8)
    labels = torch.from_numpy(rng.integers(0, 5, (3, 1, 4, 4)))
    labels[-1] = 0
    labels = labels[:, 0].repeat_interleave(56, 1).repeat_interleave(56, 2)
    inputs = {'image': image, 'view': image, 'audio': audio}
    inputs |= {'segments': labels, 'view_segments': labels}
    with torch.no_grad():
        loss = model.loss(inputs, [])['loss']
    known.check_number('eval_loss', found=loss)


def test_a_training_step_of_sacl(sacl):
    known, model, _ = sacl
    model.train()
    segments = [
        known.array(f'loss.segments{i}').repeat_interleave(56, 1)
        for i in (1, 2)
    ]
    inputs = {
        'image': known.images(4, 3, 224),
        'view': known.images(4, 5, 224),
        'audio': sounds(known, 4, 4),
        'segments': segments[0].repeat_interleave(56, 2),
        'view_segments': segments[1].repeat_interleave(56, 2),
    }
    seen = []
    model.pair_loss.register_forward_pre_hook(lambda _, x: seen.append(x))
    loss = model.loss(inputs, [])['loss']
    views, a, heard, labels = seen[0]
    known.check('loss.map', cosine_maps(views[0], a))
    known.check('loss.kept', unlike(heard, 0.75))
    masks = model.pair_loss.masks(views, a, labels)
    for number, mask in enumerate(masks, 1):
        known.check(f'loss.mask_view{number}', mask)
    known.check_number('loss', found=loss)
    loss.backward()
    known.check_gradients('loss', parameter_of(model))


def test_segments_move_with_the_picture(peer, tmp_path):
    from mmavloc.datasets.transforms import MakeSegments, MakeViews, Resize

    known = peer('sacl')
    resize = dict(
        type='Resize',
        scale=(224, 224),
        interpolation='bicubic',
        backend='pillow',
    )
    grid = MakeSegments(method='grid', interpolation='bicubic')
    for number, size in ((1, (190, 250)), (2, (400, 300))):
        picture = known.picture(20 + number, *size)
        clip = grid({'img': picture})
        assert set(np.unique(clip['segments'])) == set(range(16))
        clip['segments'] = picture[..., 0] // 64
        out = MakeViews(transforms=[resize], along=('segments',))(dict(clip))
        found = torch.from_numpy(out['segments'].copy())
        known.check(f'prep.mask.{number}', found[None])
        assert np.array_equal(out['segments'], out['view_segments'])
    clip['along_interpolation'] = {'segments': 'nearest'}
    out = Resize(**{k: v for k, v in resize.items() if k != 'type'})(clip)
    labels = Image.fromarray(picture[..., 0] // 64)
    wanted = labels.resize((224, 224), Image.Resampling.NEAREST)
    assert np.array_equal(out['segments'], np.asarray(wanted))
    with pytest.raises(ValueError, match="method='slic'"):
        MakeSegments(method='slic')


def test_segments_of_similar_colours():
    pytest.importorskip('skimage')
    from mmavloc.datasets.transforms import MakeSegments

    picture = np.full((60, 80, 3), (20, 40, 160), 'u1')
    picture[10:50, 30:70] = 200, 180, 40  # 1600 px
    picture[2:6, 2:6] = 255  # 16 px, too small for a segment
    labels = MakeSegments()({'img': picture})['segments']
    assert labels.shape == (60, 80) and labels.dtype == np.uint8
    # the picture is blurred first: its edge belongs to what is around
    found = np.zeros((60, 80), bool)
    found[11:49, 31:69] = True
    assert np.array_equal(labels != labels[0, 0], found)
