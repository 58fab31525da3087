"""Exported models give the model's maps, and run without the project."""

import re
import subprocess
import sys

import numpy as np
import pytest
import soundfile
import torch
from mmengine.config import Config

from mmavloc.apis.modules import register_all_modules
from mmavloc.datasets.transforms.scale_audio import ScaleAudio
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.export import export_model, scale_audio
from mmavloc.inference.real_frontends import real_frontend
from mmavloc.models.frontends import (
    AmplitudePhase,
    KaldiFbank,
    LogMel,
    LogSpectrogram,
    VGGishMel,
    Waveform,
)
from mmavloc.models.frontends.base import Frontend
from mmavloc.registry import MODELS
from mmavloc.testing import write_image
from tests.paths import REPO

PAGE = REPO / 'docs/inference.md'


@pytest.mark.parametrize(
    'front',
    [
        AmplitudePhase(n_fft=254, hop_length=127),
        LogSpectrogram(sample_rate=8000, detrend='constant', n_fft=600),
        LogSpectrogram(sample_rate=8000, power=1, scaling='spectrum'),
        LogMel(sample_rate=8000, n_fft=256, win_length=200, hop_length=80),
        LogMel(sample_rate=8000, n_fft=256, n_mels=40, log='db', power=1.0),
        LogMel(sample_rate=8000, center=False, n_mels=40, log='log10'),
        LogMel(sample_rate=8000, n_fft=512, n_mels=40, time_first=True),
        KaldiFbank(sample_rate=8000, n_mels=40),
        KaldiFbank(
            sample_rate=8000, n_mels=40, window='povey', gain=32768, std=6.0
        ),
        Waveform(sample_rate=8000, gain=256),
    ],
)
def test_real_front_ends_equal_the_complex_ones(front):
    draw = torch.Generator().manual_seed(0)
    wave = 0.3 * torch.randn(2, 6000, generator=draw)
    wave[:, 1000:4500] = 0
    wanted, found = front(wave), real_frontend(front)(wave)
    assert found.shape == wanted.shape
    if isinstance(front, AmplitudePhase):
        # bins of 0 Hz and of half the rate are real: their phase is 0 or pi
        ends = [0, -1]
        assert torch.allclose(found[:, 1, ends], wanted[:, 1, ends])
        # the first frame is symmetric, and its spectrum real: never -pi
        first = found[:, 1, :, 0]
        assert torch.allclose(first, first.round(), atol=1e-6)
        assert (first > -0.5).all() and (first > 0.5).any()
        # elsewhere -pi is pi, and small numbers have no certain phase
        found, wanted = (
            torch.view_as_real(torch.polar(x[:, 0].exp(), torch.pi * x[:, 1]))
            for x in (found, wanted)
        )
    assert torch.allclose(found, wanted, atol=1e-3)


def test_the_real_front_end_of_vggish_equals_it():
    draw = torch.Generator().manual_seed(0)
    wave = 0.3 * torch.randn(2, 40_000, generator=draw)
    wave[:, 20_000:] = 0
    front = VGGishMel()
    wanted, found = front(wave), real_frontend(front)(wave)
    assert found.shape == wanted.shape == (2, 2, 96, 64)
    assert torch.allclose(found, wanted, atol=1e-4)


@pytest.mark.parametrize('rule', ['peak', 'min_max'])
def test_scaling_is_that_of_the_pipeline(rule):
    wave = torch.randn(3, 500, generator=torch.Generator().manual_seed(0))
    wave[2] = 0
    scale = ScaleAudio(rule=rule)
    wanted = [scale.transform({'audio': w.numpy()})['audio'] for w in wave]
    assert np.allclose(scale_audio(wave, rule), np.stack(wanted), atol=1e-6)
    assert scale_audio(wave, None) is wave


def test_another_front_end_is_refused():
    with pytest.raises(ValueError, match='Frontend cannot be exported'):
        real_frontend(Frontend(sample_rate=None, out_channels=1))
    with pytest.raises(ValueError, match='LogMel.power=3. cannot be exp'):
        real_frontend(LogMel(sample_rate=8000, n_mels=40, power=3))


def test_a_program_equals_the_model(localize, tmp_path):
    facts = export_model(localize, tmp_path / 'model.pt2')
    assert facts['difference'] < 1e-5
    assert (facts['sample_rate'], facts['seconds']) == (8000, 0.5)
    loaded = torch.export.load(str(tmp_path / 'model.pt2')).module()
    image = torch.randint(0, 256, (3, 3, 96, 80), dtype=torch.uint8)
    maps = loaded(image, 0.1 * torch.randn(3, 9000))
    assert maps['localization'].shape == (3, 6, 5)
    with pytest.raises(ValueError, match=r'ends in \.onnx or \.pt2'):
        export_model(localize, tmp_path / 'model.bin')


def test_the_example_of_the_page_runs_alone(clips, localize, tmp_path):
    pytest.importorskip('onnxruntime')
    pytest.importorskip('onnxscript')
    facts = export_model(localize, tmp_path / 'model.onnx')
    assert facts['difference'] < 1e-4
    code = re.search(r'`onnx_example.py`.*?```python\n(.*?)```', *_page())[1]
    assert len(code.splitlines()) <= 40 and 'mmavloc' not in code
    (tmp_path / 'onnx_example.py').write_text(code)
    write_image(tmp_path / 'a.png', (64, 64))
    wave = soundfile.read(clips / 'audio/9000.wav', dtype='int16')[0]
    soundfile.write(tmp_path / 'a.wav', wave[:4000], 8000)
    command = ['onnx_example.py', 'model.onnx', 'a.png', 'a.wav']
    done = subprocess.run(
        [sys.executable, '-I', *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    wanted = localize(tmp_path / 'a.png', tmp_path / 'a.wav')
    found = np.load(tmp_path / 'localization.npy')
    assert np.allclose(found, wanted.maps['localization'], atol=1e-4)
    x, y = map(int, re.findall(r'\d+', done.stdout))
    assert (x, y) == wanted.peak


def _page():
    return PAGE.read_text(), re.DOTALL


METHODS = sorted(
    path.stem
    for path in REPO.glob('configs/*/*_sounding_shapes.py')
    if (path.parent / 'metafile.yml').is_file()
)


@pytest.mark.parametrize('name', METHODS)
def test_every_method_is_exported(name, tmp_path):
    method = name.partition('_')[0]
    if method == 'acl':
        pytest.importorskip('transformers')
    register_all_modules()
    torch.manual_seed(0)
    cfg = Config.fromfile(REPO / f'configs/{method}/{name}.py')
    checkpoint = tmp_path / 'random.pth'
    weights = MODELS.build(cfg.model).state_dict()
    torch.save({'state_dict': weights}, checkpoint)
    if method == 'htf':
        with pytest.raises(ValueError, match='needs optical flow'):
            SoundLocalizationInferencer(cfg, checkpoint, 'cpu')
        return
    localize = SoundLocalizationInferencer(cfg, checkpoint, 'cpu')
    facts = export_model(localize, tmp_path / 'model.pt2')
    assert facts['difference'] <= 1e-4
    assert 'localization' in facts['maps'] and facts['sample_rate']
