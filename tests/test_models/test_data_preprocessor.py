"""The preprocessor against SciPy, librosa and plain arithmetic."""

import numpy as np
import pytest
import torch
from scipy import signal

from mmavloc.models import AVDataPreprocessor


def batch(waveform):
    image = torch.randint(0, 256, (len(waveform), 3, 16, 16))
    return dict(
        inputs=dict(image=image.to(torch.uint8), audio=waveform),
        data_samples=['a'] * len(waveform),
    )


def test_spectrogram_equals_librosa():
    import librosa

    rng = np.random.default_rng(0)
    wave = rng.normal(size=(2, 22050)).astype(np.float32)
    out = AVDataPreprocessor()(batch(torch.from_numpy(wave)))
    got = out['inputs']['audio']
    assert got.shape == (2, 2, 512, 1 + 22050 // 511)
    for clip, spectrogram in zip(wave, got.numpy(), strict=True):
        slow = librosa.stft(
            clip, n_fft=1022, hop_length=511, pad_mode='reflect'
        )
        assert np.allclose(
            spectrogram[0], np.log(np.abs(slow) + 1e-7), atol=1e-3
        )
        turn = np.abs(spectrogram[1] * np.pi - np.angle(slow))
        loud = np.abs(slow) > 0.1  # the phase of tiny values is noise
        assert np.minimum(turn, 2 * np.pi - turn)[loud].max() < 1e-2
        assert np.abs(spectrogram[1]).max() <= 1


def spelled_out_dft(wave, n_fft, hop):
    """Compute the STFT with a sum for each bin of windowed frames."""
    half = n_fft // 2
    padded = np.pad(wave.astype(np.float64), half, mode='reflect')
    turns = np.outer(np.arange(half + 1), np.arange(n_fft)) / n_fft
    window = np.sin(np.pi * np.arange(n_fft) / n_fft) ** 2
    frames = [
        padded[start : start + n_fft]
        for start in range(0, len(padded) - n_fft + 1, hop)
    ]
    return np.stack(
        [np.exp(-2j * np.pi * turns) @ (window * frame) for frame in frames],
        axis=1,
    )


@pytest.mark.parametrize('n_fft, hop', [(1022, 511), (64, 16)])
def test_spectrogram_equals_a_spelled_out_dft_and_scipy(n_fft, hop):
    rng = np.random.default_rng(1)
    wave = rng.normal(size=4000).astype(np.float32)
    prepare = AVDataPreprocessor(n_fft=n_fft, hop_length=hop)
    logs, phase = prepare.spectrogram(torch.from_numpy(wave)[None])[0].numpy()
    got = (np.exp(logs) - 1e-7) * np.exp(1j * np.pi * phase)
    slow = spelled_out_dft(wave, n_fft, hop)
    assert got.shape == slow.shape
    assert np.abs(got - slow).max() < 1e-3
    padded = np.pad(wave.astype(np.float64), n_fft // 2, mode='reflect')
    _, _, scipy = signal.stft(
        padded,
        nperseg=n_fft,
        noverlap=n_fft - hop,
        boundary=None,
        padded=False,
    )  # of which SciPy divides each window by its sum
    total = signal.get_window('hann', n_fft).sum()
    assert np.abs(got - scipy * total).max() < 1e-3


@pytest.mark.parametrize('seconds', [0.5, 5, 10])
def test_any_length(seconds):
    n = int(22050 * seconds)
    out = AVDataPreprocessor()(batch(torch.rand(1, n)))
    assert out['inputs']['audio'].shape[-1] == 1 + n // 511


def test_int16_samples_equal_float_samples():
    stored = torch.randint(-(2**15), 2**15, (2, 4096), dtype=torch.int16)
    plain = stored.numpy().astype(np.float32) / 32768
    prepare = AVDataPreprocessor()
    out = prepare(batch(stored))['inputs']['audio']
    slow = prepare(batch(torch.from_numpy(plain)))['inputs']['audio']
    assert torch.equal(out, slow)


def test_the_memory_layout_does_not_change_results():
    data = batch(torch.rand(2, 2048))
    prepare = AVDataPreprocessor()
    one = prepare(data)['inputs']['image']
    data['inputs']['image'] = data['inputs']['image'].contiguous(
        memory_format=torch.channels_last
    )
    assert torch.equal(one, prepare(data)['inputs']['image'])


def test_silence_gives_finite_values():
    out = AVDataPreprocessor()(batch(torch.zeros(1, 22050)))
    amplitude, phase = out['inputs']['audio'][0]
    assert torch.allclose(amplitude, torch.tensor(1e-7).log())
    assert not phase.any()


def test_too_short_audio():
    with pytest.raises(ValueError, match='511 samples .*more than 511'):
        AVDataPreprocessor()(batch(torch.zeros(1, 511)))


def test_image_is_normalised_per_channel():
    mean, std = [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]
    data = batch(torch.zeros(1, 2048))
    out = AVDataPreprocessor(mean=mean, std=std)(data)['inputs']['image']
    for c in range(3):
        slow = (data['inputs']['image'][0, c].float() - mean[c]) / std[c]
        assert torch.allclose(out[0, c], slow)


def test_it_stores_nothing_in_a_checkpoint():
    assert not AVDataPreprocessor().state_dict()
