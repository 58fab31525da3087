"""Methods against what their authors' programs computed.

Reference numbers: tests/golden/methods/, or another folder by
``pytest --golden-methods DIR``.
"""

from functools import cache

import pytest
import soundfile
import torch
from mmengine.config import Config
from mmengine.dataset import Compose
from mmengine.registry import init_default_scope
from PIL import Image

from mmavloc.evaluation.functional import normalise_maps
from mmavloc.models.converters import RELEASED, convert_released
from mmavloc.models.heads.cosine_map_head import (
    cosine_maps,
    cosine_pairs,
)
from mmavloc.models.losses import (
    Move,
    false_negative,
    max_pool_infonce,
    trimap_logits,
)
from mmavloc.registry import MODELS
from tests.golden_methods import (
    TAU,
    evaluator_map,
    fill,
    median,
    on_grid,
    read,
)
from tests.paths import REPO

CONFIGS = {
    'ezvsl': 'ezvsl/ezvsl_vggsound_144k_guided.py',
    'fnac': 'fnac/fnac_vggsound_144k_guided.py',
    'lvs': 'lvs/lvs_vggsound_144k.py',
    'slavc': 'slavc/slavc_vggsound_144k_guided.py',
    'ssltie': 'ssltie/ssltie_vggsound_144k.py',
}
UNGUIDED = 'lvs', 'ssltie'  # methods without object map or temperature
NETWORKS = {'imgnet': 'image_backbone', 'audnet': 'audio_backbone'}


@pytest.fixture(scope='module')
def models(golden_methods, tmp_path_factory):
    """Build models from the methods' own configs, with the rule's weights.

    The weights go through a file in the layout of the release; those of the
    object map through a file in torchvision's.
    """
    folder = tmp_path_factory.mktemp('weights')

    @cache
    def weights(method):
        known = read(golden_methods, method)
        path = folder / f'{method}.pth'
        named = {f'module.{k}': v for k, v in known.released_weights().items()}
        torch.save({RELEASED[method].container: named, 'epoch': 1}, path)
        return convert_released(method, str(path))

    def build(method):
        known = read(golden_methods, method)
        cfg = Config.fromfile(REPO / 'configs' / CONFIGS[method])
        cfg.model.image_backbone.pop('init_cfg', None)
        if 'object_guidance' in cfg.model:
            # drawn by the image network's shapes, under torchvision's names
            shapes = {
                key.removeprefix('imgnet.'): shape
                for key, shape, _ in known.info['state_dict']
                if key.startswith('imgnet.')
            }
            path = folder / f'object_{known.seed}.pth'
            torch.save(fill(shapes, known.seed), path)
            network = cfg.model.object_guidance.network
            network.init_cfg.checkpoint = str(path)
        model = MODELS.build(cfg.model)
        model.load_state_dict(weights(method))
        return model.eval(), cfg

    return build


def eval_inputs(known, method):
    frames = {'lvs': 671, 'ssltie': 670}.get(method, 200)
    offset, scale = (-30, 15) if method == 'ssltie' else (-1.0, 0.35)
    return {
        'image': known.images(1, 3),
        'audio': known.spectrograms(2, 3, frames, offset, scale),
    }


def train_inputs(known, method):
    offset, scale = (-30, 15) if method == 'ssltie' else (-1.0, 0.35)
    return {
        'image': known.images(3, 4),
        'audio': known.spectrograms(4, 4, 200, offset, scale),
    }


@pytest.mark.parametrize('method', CONFIGS)
def test_the_network(golden, models, method):
    known = golden(method)
    model, _ = models(method)
    inputs = eval_inputs(known, method)
    scale = 1 if method in UNGUIDED else 1 / TAU
    with torch.no_grad():
        features = model.image_backbone(inputs['image'])
        heard = model.audio_backbone(inputs['audio'])
        v, a = model.encode(inputs)
        maps = model.maps(inputs)
    cosine = maps.get('attention', maps['localization'])
    known.check('eval_map', cosine * scale)
    if method in UNGUIDED:
        known.check('eval_img', v[0][:, ::64])
        known.check('eval_aud', a[0])
        tri = trimap_logits(cosine_pairs(v[0], a[0]))
        known.check('eval_logits', tri.logits)
        known.check('eval_pos', tri.positive)
        known.check('eval_neg', tri.negative)
    else:
        known.check('eval_img_backbone', features[:, ::32])
        known.check('eval_aud_backbone', heard.amax(dim=(2, 3)))
        known.check('eval_obj_map', maps['object'])
    if method == 'slavc':
        for i in (0, 1):
            known.check(f'eval_img{i + 1}', v[i][:, ::32])
            known.check(f'eval_aud{i + 1}', a[i][:, ::32])
    elif method not in UNGUIDED:
        known.check('eval_img', v[0][:, ::16])
        known.check('eval_aud', a[0])
    if method != 'slavc':
        known.check('eval_cross', cosine_pairs(v[0], a[0]) * scale)
    if method == 'fnac':
        parts = [
            max_pool_infonce(cosine_pairs(v[0], a[0])),
            *false_negative(v[0], a[0]),
        ]
        known.check_value('eval_loss', [part.item() for part in parts])
    elif method == 'slavc':
        with torch.no_grad():
            twin = model._encode(model.twin.module, inputs)
        loss = model.pair_loss(v, a, *twin)['loss']
        known.check_value('eval_loss', loss.item())
    else:
        known.check_value('eval_loss', model.pair_loss(v[0], a[0])['loss'])


def test_the_twin_of_slavc(golden, models):
    known = golden('slavc')
    model, _ = models('slavc')
    model.predict_with = 'twin'
    with torch.no_grad():
        inputs = eval_inputs(known, 'slavc')
        v, a = model.encode(inputs)
        known.check('eval_map_mom', model.maps(inputs)['attention'] / TAU)
    for i in (0, 1):
        known.check(f'eval_img{i + 1}_mom', v[i][:, ::32])
        known.check(f'eval_aud{i + 1}_mom', a[i][:, ::32])


# of each array up_*: the protocol, and the share of the sound map
UP = {
    'lvs': {'av': ('lvs', None)},
    'ssltie': {'av': ('ssltie', None)},
    'ezvsl': {
        'av': ('ezvsl', None),
        'obj': ('ezvsl', 0),
        'fused': ('ezvsl', 0.4),
        'train_av': ('ezvsl_train', None),
    },
    'fnac': {
        'av': ('fnac_bilinear', None),
        'obj': ('fnac_bilinear', 0),
        'fused': ('fnac_bilinear', 0.4),
        'bicubic_av': ('fnac_bicubic', None),
        'bicubic_fused': ('fnac_bicubic', 0.4),
        'train_av': ('ezvsl_train', None),
    },
    'slavc': {
        'av': ('slavc_absolute', None),
        'obj': ('slavc_absolute', 0),
        'fused': ('slavc_absolute', 0.9),
        'relative_av': ('slavc_relative', None),
        'relative_obj': ('slavc_relative', 0),
        'relative_fused': ('slavc_relative', 0.9),
        'train_av': ('slavc_train', None),
    },
}


@pytest.mark.parametrize('method', CONFIGS)
def test_maps_as_the_evaluator_gets_them(golden, models, method):
    known = golden(method)
    model, _ = models(method)
    with torch.no_grad():
        maps = model.maps(eval_inputs(known, method))
    cosine = maps.get('attention', maps['localization'])
    for name, (protocol, share) in UP[method].items():
        objects = None if share is None else maps['object']
        found = evaluator_map(protocol, cosine, objects, share)
        known.check(f'up_{name}', on_grid(found))
        flat = found.flatten(1)
        extremes = torch.stack([flat.amin(1), flat.amax(1)], dim=1)
        numbers = {'mean': flat.mean(1), 'minmax': extremes}
        if protocol != 'slavc_absolute':
            numbers['threshold'] = median(found)
        for key, value in numbers.items():
            if f'up_{name}_{key}' in known.values:
                known.check_value(f'up_{name}_{key}', value)
    if method in UNGUIDED:
        binary = (found > median(found)[:, None, None]) | (found == 1)
        wanted = known.tensor('up_binary') > 0
        assert (on_grid(binary) != wanted).float().mean() < 1e-3
        known.check_value('up_binary_mean', binary.double().mean(dim=(1, 2)))
        return
    # what the localizer mixes itself
    known.check('up_fused', on_grid(maps['localization']))
    if method == 'slavc':
        top = maps['localization'].flatten(1).sort(dim=1).values[:, -12544:]
        known.check_value('up_fused_confidence', top.mean(dim=1))


def optimizer_of(cfg, model):
    options = dict(cfg.optim_wrapper.optimizer)
    assert options.pop('type') == 'Adam'
    return torch.optim.Adam(
        (p for p in model.parameters() if p.requires_grad), **options
    )


def parameter(model, key):
    """Our parameter under a key of the release."""
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
    # the numbers are without dropout, which is published as 0.9
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
    # every parameter that the release trains is trained here
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
def test_a_training_step_on_moved_pictures(golden, models, draw):
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


def media(known, folder, number):
    """Write picture and sound of a number; return a clip that names them."""
    samples, rate = known.waveform(number)
    soundfile.write(folder / 'a.wav', samples, rate, subtype='PCM_16')
    Image.fromarray(known.picture(number)).save(folder / 'a.png')
    return {
        'img_path': str(folder / 'a.png'),
        'audio_path': str(folder / 'a.wav'),
        'sample_id': f'w{number}',
    }, rate


def prepare(model, cfg, clip, rate):
    """Run the config's own pipeline and front end, at the file's rate."""
    init_default_scope('mmavloc')
    steps = [dict(s) for s in cfg.test_dataloader.dataset.pipeline]
    for step in steps:
        if step['type'] == 'LoadAudio':
            step['sample_rate'] = rate
    packed = Compose(steps)(clip)
    frontend = cfg.model.data_preprocessor.frontend
    model.data_preprocessor.frontend = MODELS.build(
        {**frontend, 'sample_rate': rate}
    )
    batch = {
        'inputs': {k: x[None] for k, x in packed['inputs'].items()},
        'data_samples': [packed['data_samples']],
    }
    return model.data_preprocessor(batch)['inputs']


@pytest.mark.parametrize('method', CONFIGS)
def test_from_files_to_maps(golden, models, method, tmp_path):
    known = golden(method)
    model, cfg = models(method)
    raw, mixed = [], []
    for number in (1, 2, 3):
        inputs = prepare(model, cfg, *media(known, tmp_path, number))
        image, spectrogram = inputs['image'][0], inputs['audio'][0]
        known.check(f'image_p{number}', image[:, ::14, ::14])
        assert list(image.shape) == known.values[f'image_p{number}_shape']
        assert list(spectrogram.shape) == known.values[f'spec_w{number}_shape']
        known.check(f'spec_w{number}', spectrogram[:, ::4, ::8])
        rows, columns = spectrogram[0].mean(1), spectrogram[0].mean(0)
        known.check(f'spec_w{number}_rowmean', rows)
        known.check(f'spec_w{number}_colmean', columns)
        for name, x in (
            (f'image_p{number}', image),
            (f'spec_w{number}', spectrogram),
        ):
            found = [x.double().mean(), x.double().std(correction=0)]
            known.check_value(f'{name}_mean_std', found)
        with torch.no_grad():
            maps = model.maps(inputs)
        raw.append(maps.get('attention', maps['localization']))
        mixed.append(maps['localization'])
    cosine, mixed = torch.cat(raw), torch.cat(mixed)
    scale = 1 if method in UNGUIDED else 1 / TAU
    known.check('chain_map', cosine * scale)
    protocol = {'slavc': 'slavc_relative'}.get(method, UP[method]['av'][0])
    found = evaluator_map(protocol, cosine)
    known.check('chain_av', on_grid(found))
    if method in UNGUIDED:
        return
    flat = normalise_maps(mixed.flatten(1), 'min_max').view_as(mixed)
    known.check('chain_fused', on_grid(flat))
    for name, maps in (('av', found), ('fused', flat)):
        known.check_value(f'chain_{name}_mean', maps.mean(dim=(1, 2)))
        known.check_value(f'chain_{name}_threshold', median(maps))
