"""Front ends against SciPy, librosa and Kaldi; rates and types of audio."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from scipy import signal

from mmavloc.models import (
    AmplitudePhase,
    AVDataPreprocessor,
    LogMel,
    LogSpectrogram,
)
from mmavloc.models.frontends import to_float
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample


def waves(n=8000, b=2):
    rng = np.random.default_rng(0)
    return rng.uniform(-0.5, 0.5, size=(b, n)).astype(np.float32)


@pytest.mark.parametrize('window', ['hann', ('tukey', 0.25), 'hamming'])
@pytest.mark.parametrize('scaling', ['density', 'spectrum'])
@pytest.mark.parametrize('power, mode', [(2, 'psd'), (1, 'magnitude')])
@pytest.mark.parametrize(
    'detrend, length, hop, n_fft',
    [('constant', 512, 238, None), (None, 400, 160, 512), (None, 99, 33, 101)],
)
def test_log_spectrogram_equals_scipy(
    window, scaling, power, mode, detrend, length, hop, n_fft
):
    net = LogSpectrogram(
        sample_rate=16000,
        win_length=length,
        hop_length=hop,
        n_fft=n_fft,
        window=window,
        detrend=detrend,
        scaling=scaling,
        power=power,
        eps=1e-7,
        mean=-2,
        std=12,
    )
    wave = waves()
    got = net(torch.from_numpy(wave)).numpy()
    _, _, s = signal.spectrogram(
        wave.astype(np.float64),
        fs=16000,
        window=window,
        nperseg=length,
        noverlap=length - hop,
        nfft=n_fft,
        detrend=detrend or False,
        scaling=scaling,
        mode=mode,
    )
    slow = (np.log(s + 1e-7) + 2) / 12
    assert got.shape == (2, 1, *slow.shape[1:])
    assert np.allclose(got[:, 0], slow, atol=1e-4)


@pytest.mark.parametrize(
    'options',
    [
        dict(),
        dict(n_fft=512, win_length=400, hop_length=160, n_mels=64),
        dict(htk=True, norm=None, fmin=125, fmax=7500, n_mels=40),
        dict(power=1.0, pad_mode='reflect', center=True),
        dict(center=False, n_fft=1024, hop_length=300),
    ],
)
@pytest.mark.parametrize('log', ['log', 'log10', 'db'])
def test_log_mel_equals_librosa(options, log):
    import librosa

    net = LogMel(sample_rate=16000, log=log, mean=1, std=2, **options)
    wave = waves()
    wave[:, 5000:] *= 1e-6  # so that top_db matters
    got = net(torch.from_numpy(wave)).numpy()
    for clip, found in zip(wave, got, strict=True):
        m = librosa.feature.melspectrogram(y=clip, sr=16000, **options)
        slow = {
            'log': lambda m=m: np.log(m + 1e-7),
            'log10': lambda m=m: np.log10(m + 1e-7),
            'db': lambda m=m: librosa.power_to_db(m),
        }[log]()
        assert found.shape == (1, *slow.shape)
        assert np.allclose(found[0], (slow - 1) / 2, atol=1e-3)


def test_kaldi_fbank_equals_torchaudio():
    kaldi = pytest.importorskip('torchaudio.compliance.kaldi')
    net = MODELS.build(
        dict(
            type='mmavloc.KaldiFbank',
            sample_rate=16000,
            mean=-4.0,
            std=2.0,
            htk_compat=True,
        )
    )
    wave = torch.from_numpy(waves())
    got = net(wave)
    assert got.shape[:3] == (2, 1, 128)
    for clip, found in zip(wave, got, strict=True):
        slow = kaldi.fbank(
            clip[None],
            htk_compat=True,
            sample_frequency=16000,
            window_type='hanning',
            num_mel_bins=128,
            dither=0.0,
        )
        assert torch.allclose(found[0], (slow.T + 4) / 2)


def test_kaldi_fbank_needs_torchaudio(monkeypatch):
    monkeypatch.setitem(__import__('sys').modules, 'torchaudio', None)
    for name in ('torchaudio.compliance', 'torchaudio.compliance.kaldi'):
        monkeypatch.delitem(__import__('sys').modules, name, raising=False)
    made = dict(type='mmavloc.KaldiFbank', sample_rate=16000)
    with pytest.raises(ImportError, match='torchaudio for htk_compat, which'):
        MODELS.build(dict(**made, htk_compat=True))
    with pytest.raises(ValueError, match='expected one of hanning, povey'):
        MODELS.build(dict(**made, window='blackman'))(torch.ones(1, 16000))
    # the energy of a tone lies in the band of its pitch
    tone = (torch.arange(16000) * 2 * torch.pi * 1000 / 16000).sin()
    banks = MODELS.build(made)(tone[None])[0, 0].mean(dim=1)
    edges = 1127 * np.log(1 + np.array([20, 1000, 8000]) / 700)
    place = (edges[1] - edges[0]) / (edges[2] - edges[0]) * 129 - 1
    assert abs(int(banks.argmax()) - place) < 1


@pytest.mark.parametrize(
    'net',
    [
        AmplitudePhase(n_fft=64, hop_length=32),
        LogSpectrogram(sample_rate=16000, win_length=64, hop_length=32),
        LogMel(sample_rate=16000, n_fft=64, hop_length=32, n_mels=8),
    ],
    ids=lambda net: type(net).__name__,
)
def test_each_front_end(net):
    """int16 and float are bit-equal; no state is stored; autocast is safe."""
    stored = torch.randint(-(2**15), 2**15, (2, 640), dtype=torch.int16)
    out = net(stored)
    assert torch.equal(out, net(stored.float() / 32768))
    assert out.shape[:2] == (2, net.out_channels)
    assert not net.state_dict()
    with torch.autocast('cpu', dtype=torch.bfloat16):
        assert torch.equal(out, net(stored))
    assert torch.isfinite(net(torch.zeros(1, 640))).all()
    with pytest.raises(
        ValueError, match='(expected more than|needs at least)'
    ):
        net(torch.zeros(1, 8))
    with pytest.raises(ValueError, match=r'torch.int32; expected int16'):
        net(stored.int())


def test_to_float_is_what_reading_as_float_gives(tmp_path):
    import soundfile

    stored = np.random.default_rng(0).integers(-(2**15), 2**15, 500)
    soundfile.write(tmp_path / 'a.wav', stored.astype(np.int16), 16000)
    wave, _ = soundfile.read(tmp_path / 'a.wav', dtype='float32')
    got = to_float(torch.from_numpy(stored.astype(np.int16)))
    assert np.array_equal(got.numpy(), wave)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="scaling='volume'"):
        LogSpectrogram(sample_rate=8000, scaling='volume')
    with pytest.raises(ValueError, match='n_fft=256: expected at least'):
        LogSpectrogram(sample_rate=8000, n_fft=256)
    with pytest.raises(ValueError, match='power=3'):
        LogSpectrogram(sample_rate=8000, power=3)
    with pytest.raises(ValueError, match="log='ln'"):
        LogMel(sample_rate=8000, log='ln')
    with pytest.raises(ValueError, match='n_fft given in addition to'):
        AVDataPreprocessor(frontend=AmplitudePhase(), n_fft=512)


def batch(rate, n=16000):
    image = torch.randint(0, 256, (2, 3, 64, 64)).to(torch.uint8)
    audio = torch.from_numpy(waves(n))
    samples = [
        AVDataSample(metainfo=dict(sample_id=f'{i}', sample_rate=rate))
        for i in range(2)
    ]
    return dict(inputs=dict(image=image, audio=audio), data_samples=samples)


def test_the_first_arguments_build_amplitude_and_phase():
    old = AVDataPreprocessor(n_fft=512, hop_length=160)
    own = dict(type='AmplitudePhase', n_fft=512, hop_length=160)
    new = AVDataPreprocessor(frontend=own)
    data = batch(22050)
    one, other = (p(data)['inputs']['audio'] for p in (old, new))
    assert torch.equal(one, other) and one.shape[1] == 2


def test_another_sample_rate_is_refused():
    own = dict(type='LogMel', sample_rate=16000)
    prepare = AVDataPreprocessor(frontend=own)
    assert prepare(batch(16000))['inputs']['audio'].shape[1] == 1
    with pytest.raises(ValueError, match='clip 0 was loaded at 22050 Hz'):
        prepare(batch(22050))
    AVDataPreprocessor()(batch(22050))  # any rate by default
    AVDataPreprocessor()(batch(16000))


RESNET_16K = """
sample_rate = 16000
model = dict(
    type='TwoStepLocalizer',
    data_preprocessor=dict(
        type='AVDataPreprocessor',
        frontend=dict(
            type='LogSpectrogram',
            sample_rate=sample_rate,
            win_length=512,
            hop_length=238,
            window=('tukey', 0.25),
            detrend='constant',
            mean=0.0,
            std=12.0,
        ),
    ),
    image_backbone=dict(type='VGG11', base_channels=4),
    audio_backbone=dict(
        type='TIMMBackbone', model_name='resnet18', stride=32, in_chans=1
    ),
    potential_head=dict(type='PotentialHead', in_channels=32, channels=16),
    sound_head=dict(
        type='SoundHead', in_channels=512, freq_bins=None, channels=16
    ),
    selection_head=dict(type='SelectionHead', channels=16),
    loss=dict(type='SimilarityLoss'),
)
"""


def test_resnet_on_a_16_khz_log_spectrogram_needs_no_code():
    cfg = Config.fromstring(RESNET_16K, '.py')
    model = MODELS.build({**cfg.model, 'type': 'mmavloc.TwoStepLocalizer'})
    data = batch(16000)
    losses = model(**model.data_preprocessor(data), mode='loss')
    losses['loss'].backward()
    grad = model.audio_backbone.net.conv1.weight.grad
    assert grad.shape[1] == 1 and grad.abs().sum() > 0
    (sample, _) = model.eval().test_step(data)
    assert sample.pred_maps['localization'].shape == (4, 4)
    with pytest.raises(ValueError, match='22050 Hz .* needs 16000 Hz'):
        model.test_step(batch(22050))


def test_bands_are_masked_in_training_only():
    torch.manual_seed(0)
    mask = dict(type='BandMask', freq_width=9, time_width=5, fill=7.0)
    net = AVDataPreprocessor(
        frontend=dict(type='LogSpectrogram', sample_rate=16000), augment=mask
    )
    data = dict(
        inputs=dict(
            image=torch.zeros(8, 3, 4, 4, dtype=torch.uint8),
            audio=torch.from_numpy(waves(b=8)),
        )
    )
    plain = net(data)['inputs']['audio']
    masked = net(data, training=True)['inputs']['audio']
    changed = (plain != masked)[:, 0]
    assert (masked[:, 0][changed] == 7).all() and changed.any()
    for clip in changed:
        rows, columns = clip.all(dim=1), clip.all(dim=0)
        assert rows.sum() < 9 and columns.sum() < 5
        assert torch.equal(clip, rows[:, None] | columns)
    with pytest.raises(ValueError, match="axes='both'"):
        MODELS.build({**mask, 'axes': 'both'})
    # with 'mixed' a frequency band may be outside the spectrogram
    wide = torch.zeros(400, 1, 4, 1000)
    mixed = MODELS.build({**mask, 'axes': 'mixed', 'time_width': 1})
    assert (mixed(wide) == 7).flatten(1).any(1).sum() < 40
