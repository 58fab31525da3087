"""Changes of sounds in training."""

import numpy as np
import pytest

from mmavloc.datasets.transforms.augment_audio import (
    coloured_noise,
    level,
)
from mmavloc.registry import TRANSFORMS
from mmavloc.testing import write_sound

RATE = 8000


def change(audio, seed=0, **cfg):
    np.random.seed(seed)
    clip = dict(audio=audio, sample_rate=RATE, **cfg.pop('clip', {}))
    return TRANSFORMS.build(cfg)(clip)['audio']


@pytest.fixture
def tone():
    t = np.arange(RATE) / RATE
    return (0.3 * np.sin(2 * np.pi * 200 * t)).astype(np.float32)


@pytest.mark.parametrize(
    'name',
    ['ShiftAudio', 'SpeedAudio', 'NoiseAudio', 'RoomAudio', 'GainAudio'],
)
def test_every_change(name, tone):
    changed = change(tone, type=name, prob=1.0)
    assert changed.dtype == np.float32 and changed.shape == tone.shape
    assert np.isfinite(changed).all() and np.abs(changed - tone).max() > 1e-3
    assert np.array_equal(change(tone, type=name, prob=0.0), tone)
    # 16-bit samples are the same sound; silence has no level to relate to
    whole = (tone * 32767).astype(np.int16)
    assert np.allclose(change(whole, type=name, prob=1.0), changed, atol=2e-3)
    assert np.isfinite(change(0 * tone, type=name, prob=1.0)).all()


def test_shift_moves_and_keeps_all(tone):
    tone[:100] = 0.9
    moved = change(tone, type='ShiftAudio')
    assert np.array_equal(np.sort(moved), np.sort(tone))


def test_speed_changes_the_pitch(tone):
    fast = change(tone, type='SpeedAudio', factor=(1.5, 1.5))
    peak = np.abs(np.fft.rfft(fast * np.hanning(RATE))).argmax()
    assert abs(peak - 300) <= 1  # Hz, as the sound lasts one second


def test_levels(tone):
    noisy = change(tone, type='NoiseAudio', ratio=(20.0, 20.0))
    ratio = 20 * np.log10(level(tone) / level(noisy - tone))
    assert ratio == pytest.approx(20, abs=0.01)
    quiet = change(tone, type='GainAudio', gain=(-6.0, -6.0))
    assert np.allclose(quiet, tone * 10**-0.3, atol=1e-6)
    loud = change(tone, type='GainAudio', gain=(40.0, 40.0))
    assert np.abs(loud).max() == 1
    room = change(tone, type='RoomAudio', prob=1.0)
    assert level(room) == pytest.approx(level(tone), rel=1e-3)


def test_colour_of_noise():
    np.random.seed(0)
    for exponent in (0, 1, 2):
        power = np.abs(np.fft.rfft(coloured_noise(1 << 16, exponent))) ** 2
        low, high = power[100:200].mean(), power[10000:20000].mean()
        octaves = np.log(low / high) / np.log(100)
        assert octaves == pytest.approx(exponent, abs=0.1)


def test_mix_adds_a_recording_of_the_class(tmp_path, tone):
    write_sound(tmp_path / 'b.wav', 0.5, RATE)
    mixed = change(
        tone,
        type='MixAudio',
        loader=dict(type='LoadAudio', sample_rate=RATE, duration=1.0),
        ratio=(10.0, 10.0),
        prob=1.0,
        clip=dict(recordings=[str(tmp_path / 'b.wav')]),
    )
    ratio = 20 * np.log10(level(tone) / level(mixed - tone))
    assert ratio == pytest.approx(10, abs=0.01)
    spectrum = np.abs(np.fft.rfft(mixed))
    assert set(np.sort(spectrum.argsort()[-2:])) == {200, 220}
