"""Sound that slides by, and maps between maps."""

import numpy as np
import pytest
import soxr

from mmavloc.inference.sliding_sound import SlidingSound
from mmavloc.inference.smoothing import Evaluation, smoothed


@pytest.mark.parametrize('rate', [16000, 44100])
def test_windows_are_those_of_the_whole_sound(rate):
    rng = np.random.default_rng(0)
    whole = rng.standard_normal(6 * rate).astype(np.float32)
    sound = SlidingSound(16000, seconds=2.0)
    for begin in range(0, len(whole), 1024):
        sound.add(5 + begin / rate, whole[begin : begin + 1024], rate)
    sound.finish()
    wanted = soxr.resample(whole, rate, 16000, 'HQ')
    assert sound.begin == 5 and sound.end == pytest.approx(11)
    assert np.allclose(sound.window(9.5, 10.5), wanted[72000:88000], atol=1e-4)
    assert np.allclose(sound.centred(11, 1.0), wanted[-16000:], atol=1e-4)
    assert not sound.window(20, 21).any() and not sound.window(5, 6).any()


def test_holes_are_silent_and_overlaps_are_left_out():
    sound = SlidingSound(1000, seconds=10.0)
    one = np.ones(500, np.float32)
    sound.add(0.0, one, 1000)
    sound.add(1.0, one, 1000)
    sound.add(1.2, one, 1000)
    assert sound.end == pytest.approx(1.7)
    assert (sound.missing, sound.doubled) == pytest.approx((0.5, 0.3))
    assert sound.loudness(0.0, 0.4) == pytest.approx(0.0)
    assert sound.loudness(0.6, 0.9) == -np.inf
    assert sound.window(0.4, 1.1).sum() == 200
    assert len(sound.centred(0.0, 1.0)) == 1000


def test_maps_between_two_are_interpolated():
    left, right = np.eye(2, dtype=np.float32)[:, None]
    evaluations = [
        Evaluation(0.0, 1, {'a': left, 'p': left}),
        Evaluation(0.1, 1, {'a': right, 'p': right}),
        Evaluation(0.15, 2, {'a': left, 'p': left}),
    ]

    def at(time, stretch, radius=0.1):
        names = ['a', 'p']
        return smoothed(
            evaluations, time, radius, stretch, names, frozenset('p')
        )

    assert np.allclose(at(0.025, 1)['a'], [[0.75, 0.25]])
    assert np.allclose(at(0.1, 1)['a'], right)  # not of the next stretch
    assert np.allclose(at(0.1, 1, radius=0.0)['p'], right)
    assert at(0.1, None).keys() == {'p'}
    assert np.allclose(at(0.1, None)['p'], [[0.5, 1.0]] / np.float32(1.5))
