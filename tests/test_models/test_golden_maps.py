"""Features and maps of methods, compared with the authors' programs.

Reference numbers: tests/golden/methods/, or another folder by
``pytest --golden-methods DIR``.
"""

import pytest
import soundfile
import torch
from mmengine.dataset import Compose
from mmengine.registry import init_default_scope
from PIL import Image

from mmavloc.evaluation.functional import normalise_maps
from mmavloc.models.heads.cosine_map_head import cosine_pairs
from mmavloc.models.losses import (
    false_negative,
    max_pool_infonce,
    trimap_logits,
)
from mmavloc.registry import MODELS
from tests.golden_methods import TAU, evaluator_map, median, on_grid
from tests.released_methods import CONFIGS, UNGUIDED, eval_inputs

# array up_* -> the protocol, and the share of the audio-visual map
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
def test_the_network(golden, models, method):
    known = golden(method)
    model, _ = models(method)
    inputs = eval_inputs(known, method)
    scale = 1 if method in UNGUIDED else 1 / TAU
    with torch.no_grad():
        features = model.image_backbone(inputs['image'])
        audio = model.audio_backbone(inputs['audio'])
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
        known.check('eval_aud_backbone', audio.amax(dim=(2, 3)))
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


@pytest.mark.parametrize('method', CONFIGS)
def test_maps_of_the_evaluators(golden, models, method):
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
    # the map that the localizer fuses itself
    known.check('up_fused', on_grid(maps['localization']))
    if method == 'slavc':
        top = maps['localization'].flatten(1).sort(dim=1).values[:, -12544:]
        known.check_value('up_fused_confidence', top.mean(dim=1))


def media(known, folder, number):
    """Write image and audio of a number; return the clip and its rate."""
    samples, rate = known.waveform(number)
    soundfile.write(folder / 'a.wav', samples, rate, subtype='PCM_16')
    Image.fromarray(known.picture(number)).save(folder / 'a.png')
    return {
        'img_path': str(folder / 'a.png'),
        'audio_path': str(folder / 'a.wav'),
        'sample_id': f'w{number}',
    }, rate


def prepare(model, cfg, clip, rate):
    """Run the config's pipeline and front end at the file's sample rate."""
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
