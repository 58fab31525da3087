"""The classes of the generated data set: what they look and sound like."""

import numpy as np

from mmavloc.sounding_shapes import ABLE, CLASSES, SILENT
from mmavloc.sounding_shapes.drawing import draw_background
from mmavloc.sounding_shapes.looks import LOOKS
from mmavloc.sounding_shapes.scenes import make_class_image
from mmavloc.sounding_shapes.synthesis import RATE, mix


def test_voices_can_be_distinguished():
    """A nearest-mean classifier of spectra, on recordings not in the mean."""

    def spectrum(name, seed):
        wave = mix([name], RATE, np.random.default_rng(seed)).astype(float)
        frames = wave[: RATE // 1022 * 1022].reshape(-1, 1022)
        frames = np.log(np.abs(np.fft.rfft(frames * np.hanning(1022))) + 1)
        return np.concatenate([frames.mean(0), frames.std(0)])

    means = {
        name: np.mean([spectrum(name, 100 + i) for i in range(8)], axis=0)
        for name in ABLE
    }
    correct = [
        min(means, key=lambda m: np.linalg.norm(means[m] - x)) == name
        for name in ABLE
        for x in (spectrum(name, i) for i in range(6))
    ]
    assert np.mean(correct) > 0.9


def test_audio_is_never_clipped_and_may_be_silent():
    loud = mix(list(ABLE), RATE, np.random.default_rng(0))
    assert loud.dtype == np.int16 and np.abs(loud.astype(int)).max() < 32000
    assert np.abs(mix([], RATE, np.random.default_rng(0))).max() < 32000


def test_looks_differ_between_classes_and_instances():
    images = [
        make_class_image(label, 48, 96, np.random.default_rng(9))
        for label in range(len(CLASSES))
    ]
    for i, a in enumerate(images):
        for b in images[:i]:
            assert np.abs(a.astype(int) - b).mean() > 2
    assert set(ABLE) | set(SILENT) == set(LOOKS) == set(CLASSES)
    rng = np.random.default_rng(0)
    assert not np.array_equal(
        draw_background(48, rng), draw_background(48, rng)
    )
