"""Loading of audio files of every kind."""

import numpy as np
import pytest
import soundfile

from mmavloc.datasets import UnreadableMediaError
from mmavloc.datasets.transforms import LoadAudio
from mmavloc.testing import write_sound

RATE = 22050


def load_audio(path, **kwargs):
    """Load audio and convert it to float32 like the data preprocessor."""
    audio = LoadAudio(**kwargs)(dict(audio_path=str(path)))['audio']
    if audio.dtype == np.int16:
        return audio.astype(np.float32) / 32768
    return audio


@pytest.mark.parametrize('rate', [8000, 16000, 22050, 44100, 48000])
@pytest.mark.parametrize('channels', [1, 2])
def test_any_rate_and_channels(tmp_path, rate, channels):
    write_sound(tmp_path / 'a.wav', 2.0, rate, channels)
    audio = load_audio(tmp_path / 'a.wav', duration=1.5)
    assert audio.shape == (round(1.5 * RATE),) and audio.dtype == np.float32
    spectrum = np.abs(np.fft.rfft(audio[:RATE]))
    assert spectrum[220] > 0.9 * spectrum.max()  # 220 Hz, 1 Hz a bin
    assert np.delete(spectrum, [219, 220, 221, 439, 440, 441]).max() < 300
    if channels == 2:  # the mean of 220 and 440 Hz
        assert spectrum[440] == pytest.approx(spectrum[220], rel=0.05)


def test_the_requested_window_is_read(tmp_path):
    ramp = np.linspace(-1, 1, 3 * RATE, dtype=np.float32)
    soundfile.write(tmp_path / 'a.wav', ramp, RATE, subtype='FLOAT')
    audio = load_audio(tmp_path / 'a.wav', duration=0.5, start=1.0)
    assert np.array_equal(audio, ramp[RATE : RATE + RATE // 2])
    whole = load_audio(tmp_path / 'a.wav', duration=None)
    assert np.array_equal(whole, ramp)


@pytest.mark.parametrize('samples', [3 * RATE, 3 * RATE + 1, 40_001])
def test_the_middle_of_a_recording(tmp_path, samples):
    ramp = np.linspace(-1, 1, samples, dtype=np.float32)
    soundfile.write(tmp_path / 'a.wav', ramp, RATE, subtype='FLOAT')
    audio = load_audio(tmp_path / 'a.wav', duration=1.5, start='middle')
    wanted = round(1.5 * RATE)
    first = int(samples / 2 - 0.75 * RATE)
    assert np.array_equal(audio, ramp[first : first + wanted])
    # all of a shorter one, from its start
    longer = load_audio(tmp_path / 'a.wav', duration=4.0, start='middle')
    assert np.array_equal(longer, np.resize(ramp, 4 * RATE))
    whole = load_audio(tmp_path / 'a.wav', duration=None, start='middle')
    assert np.array_equal(whole, ramp)
    with pytest.raises(ValueError, match="start='end'"):
        LoadAudio(start='end')
    with pytest.raises(ValueError, match='start=-1.0 s: expected at least 0'):
        LoadAudio(start=-1.0)


def test_16_bit_audio_stays_int16_without_loss(tmp_path):
    rng = np.random.default_rng(0)
    stored = rng.integers(-(2**15), 2**15, 3 * RATE).astype(np.int16)
    for name, samples, rate in (
        ('mono', stored, RATE),
        ('stereo', stored[: 2 * RATE].reshape(-1, 2), RATE),
        ('other', stored, 2 * RATE),
    ):
        soundfile.write(tmp_path / f'{name}.wav', samples, rate)
    load = LoadAudio(duration=1.0, start=0.5)
    audio = load(dict(audio_path=str(tmp_path / 'mono.wav')))['audio']
    assert audio.dtype == np.int16
    plain, _ = soundfile.read(
        tmp_path / 'mono.wav', RATE, round(RATE * 0.5), dtype='float32'
    )
    assert np.array_equal(audio.astype(np.float32) / 32768, plain)
    for name in ('stereo', 'other'):
        path = str(tmp_path / f'{name}.wav')
        audio = LoadAudio(duration=0.5)(dict(audio_path=path))['audio']
        assert audio.dtype == np.float32 and len(audio) == RATE // 2


def test_a_random_window_is_inside_the_recording(tmp_path):
    ramp = np.linspace(0, 1, 2 * RATE, dtype=np.float32)
    soundfile.write(tmp_path / 'a.wav', ramp, RATE, subtype='FLOAT')
    np.random.seed(0)
    starts = [
        load_audio(tmp_path / 'a.wav', duration=0.5, random_start=True)[0]
        for _ in range(40)
    ]
    assert min(starts) < 0.15 and 0.6 < max(starts) <= 0.75


def test_a_short_clip_is_repeated(tmp_path):
    ramp = np.linspace(0, 1, RATE // 2, dtype=np.float32)
    soundfile.write(tmp_path / 'a.wav', ramp, RATE, subtype='FLOAT')
    audio = load_audio(tmp_path / 'a.wav', duration=1.25)
    assert np.array_equal(
        audio, np.concatenate([ramp, ramp, ramp])[: len(audio)]
    )


def test_silent_audio_stays_zero(tmp_path):
    soundfile.write(tmp_path / 'a.wav', np.zeros(RATE), RATE)
    assert not load_audio(tmp_path / 'a.wav', duration=2.0).any()


def test_unreadable_audio_files_are_named(tmp_path):
    (tmp_path / 'empty.wav').write_bytes(b'')
    (tmp_path / 'text.wav').write_text('not a sound')
    soundfile.write(tmp_path / 'none.wav', np.zeros(0), RATE)
    write_sound(tmp_path / 'cut.wav', 2.0)
    whole = (tmp_path / 'cut.wav').read_bytes()
    (tmp_path / 'cut.wav').write_bytes(whole[: len(whole) // 2])
    write_sound(tmp_path / 'short.wav', 0.5)
    for name, message in (
        ('empty', 'cannot be read as audio'),
        ('text', 'cannot be read as audio'),
        ('none', '0 samples'),
        ('cut', 'truncated, .* of 44100'),
        ('nowhere', 'no such file'),
    ):
        with pytest.raises(UnreadableMediaError, match=rf'{name}.*{message}'):
            load_audio(tmp_path / f'{name}.wav', duration=1.0)
    with pytest.raises(UnreadableMediaError, match='short.*after 2'):
        load_audio(tmp_path / 'short.wav', duration=1.0, start=2.0)
    with pytest.raises(ValueError, match='duration=0'):
        LoadAudio(duration=0)


def test_fill_samples_and_channel(tmp_path):
    ramp = np.linspace(-1, 1, RATE, dtype=np.float32)
    both = np.stack([ramp, ramp[::-1]], axis=1)
    soundfile.write(tmp_path / 'a.wav', both, RATE, subtype='FLOAT')

    def load(**kwargs):
        settings = dict(duration=2.0, channel='first') | kwargs
        return load_audio(tmp_path / 'a.wav', **settings)

    assert np.array_equal(load(), np.tile(ramp, 2))
    assert np.array_equal(load(fill='zero')[RATE:], np.zeros(RATE))
    assert np.array_equal(load(fill='none'), ramp)
    assert np.array_equal(load(samples=(5, 9)), ramp[5:9])
    assert np.array_equal(load(samples=(RATE, RATE + 9)), ramp[:9])
    assert np.allclose(load(channel='mean'), 0, atol=1e-6)
    with pytest.raises(UnreadableMediaError, match='more than 99999, the fir'):
        load(samples=(99_999, 100_000))
    for wrong in (dict(fill='loop'), dict(channel='last')):
        with pytest.raises(ValueError, match='expected'):
            LoadAudio(**wrong)
