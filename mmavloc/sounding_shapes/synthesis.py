"""Synthesis of the sound of each able class.

Each voice is a function that fills ``n`` samples with a mono signal of about
unit loudness, with random pitch, timing and timbre. The spectrograms of the
voices differ in their frequencies and in how these change over time.
"""

from collections.abc import Callable

import numpy as np

RATE = 22050  # samples per second

Array = np.ndarray


def _onsets(
    n: int, rng: np.random.Generator, low: float, high: float
) -> list[int]:
    """Draw onset times in samples, with gaps of low to high seconds."""
    moments, at = [], rng.uniform(0, low) * RATE
    while at < n - RATE * 0.02:
        moments.append(int(at))
        at += rng.uniform(low, high) * RATE
    return moments


def _place(out: Array, at: int, sound: Array) -> None:
    length = min(len(sound), len(out) - at)
    out[at : at + length] += sound[:length]


def _partials(
    t: Array, pitch: float, ratios: list[float], decays: list[float]
) -> Array:
    return sum(
        np.exp(-t * decay) * np.sin(2 * np.pi * pitch * ratio * t) / (k + 1)
        for k, (ratio, decay) in enumerate(zip(ratios, decays, strict=True))
    )


def struck(n: int, rng: np.random.Generator) -> Array:
    """Synthesise a bell: decaying inharmonic partials."""
    out, t = np.zeros(n), np.arange(RATE) / RATE
    pitch = rng.uniform(420, 620)
    ratios, decays = [1, 2.76, 5.4, 8.9], [3, 4, 6, 9]
    for at in _onsets(n, rng, 0.45, 0.7):
        _place(out, at, _partials(t, pitch, ratios, decays))
    return out


def bowed(n: int, rng: np.random.Generator) -> Array:
    """Synthesise a bowed string: a sustained harmonic tone with vibrato."""
    t = np.arange(n) / RATE
    pitch = rng.uniform(190, 290)
    vibrato = 0.012 * np.sin(2 * np.pi * rng.uniform(5, 7) * t)
    phase = 2 * np.pi * np.cumsum(pitch * (1 + vibrato)) / RATE
    tone = sum(np.sin(k * phase) / k for k in range(1, 13))
    swell = 0.7 + 0.3 * np.sin(2 * np.pi * rng.uniform(0.4, 0.9) * t)
    return tone * swell


def blown(n: int, rng: np.random.Generator) -> Array:
    """Synthesise a flute: nearly pure notes with breath noise."""
    t = np.arange(n) / RATE
    notes = rng.uniform(850, 1350, size=n // (RATE // 3) + 2)
    pitch = notes[np.minimum(np.arange(n) // (RATE // 3), len(notes) - 1)]
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    breath = rng.normal(0, 0.06, n)
    tremolo = 0.85 + 0.15 * np.sin(2 * np.pi * 5 * t)
    return (np.sin(phase) + 0.15 * np.sin(2 * phase)) * tremolo + breath


def engine(n: int, rng: np.random.Generator) -> Array:
    """Synthesise an engine: low pulses with noise."""
    t = np.arange(n) / RATE
    speed = rng.uniform(28, 48) * (1 + 0.15 * np.sin(2 * np.pi * 0.5 * t))
    phase = np.cumsum(speed) / RATE
    pulse = np.exp(-((phase % 1) * 7))
    hum = sum(
        np.sin(2 * np.pi * k * phase + rng.uniform(0, 6)) / k
        for k in range(1, 8)
    )
    noise = np.convolve(rng.normal(0, 1, n), np.ones(24) / 24, 'same')
    return pulse * (hum + 1.5 * noise)


def chirp(n: int, rng: np.random.Generator) -> Array:
    """Synthesise a bird: short rising sweeps at high frequencies."""
    out = np.zeros(n)
    low = rng.uniform(3200, 4200)
    for at in _onsets(n, rng, 0.12, 0.28):
        length = rng.uniform(0.05, 0.1)
        t = np.arange(int(length * RATE)) / RATE
        sweep = low * t + rng.uniform(6000, 14000) * t**2
        _place(out, at, np.sin(2 * np.pi * sweep) * np.sin(np.pi * t / length))
    return out


def siren(n: int, rng: np.random.Generator) -> Array:
    """Synthesise a siren: one tone that glides up and down."""
    t = np.arange(n) / RATE
    glide = np.sin(2 * np.pi * rng.uniform(0.8, 1.4) * t + rng.uniform(0, 6))
    phase = 2 * np.pi * np.cumsum(1500 + 650 * glide) / RATE
    return np.sin(phase) + 0.5 * np.sin(2 * phase) + 0.3 * np.sin(3 * phase)


def plucked(n: int, rng: np.random.Generator) -> Array:
    """Synthesise plucked strings: a sequence of short harmonic notes."""
    out, t = np.zeros(n), np.arange(RATE // 2) / RATE
    root = rng.uniform(260, 340)
    for at in _onsets(n, rng, 0.14, 0.22):
        pitch = root * 2 ** (rng.choice([0, 2, 4, 7, 9, 12]) / 12)
        ratios, decays = [1, 2, 3, 4, 5], [9, 11, 13, 16, 20]
        _place(out, at, _partials(t, pitch, ratios, decays))
    return out


def rattled(n: int, rng: np.random.Generator) -> Array:
    """Synthesise a rattle: bursts of high-frequency noise."""
    out = np.zeros(n)
    for at in _onsets(n, rng, 0.16, 0.26):
        length = int(rng.uniform(0.05, 0.11) * RATE)
        # the difference emphasises high frequencies
        burst = np.diff(rng.normal(0, 1, length + 1))
        _place(out, at, burst * np.exp(-np.arange(length) / length * 3))
    return out


VOICES: dict[str, Callable[[int, np.random.Generator], Array]] = {
    'bell': struck,
    'fiddle': bowed,
    'flute': blown,
    'engine': engine,
    'bird': chirp,
    'siren': siren,
    'harp': plucked,
    'rattle': rattled,
}


def mix(names: list[str], n: int, rng: np.random.Generator) -> Array:
    """Mix the sounds of several classes with quiet noise.

    Args:
        names: classes that sound; with an empty list only the noise remains.
        n: number of samples.
        rng: random generator.

    Returns:
        int16 (n), never clipped.
    """
    out = rng.normal(0, 0.01, n)
    for name in names:
        voice = VOICES[name](n, rng)
        loudness = np.sqrt(np.mean(voice**2)) + 1e-9
        out += voice / loudness * rng.uniform(0.7, 1.3)
    peak = np.abs(out).max()
    level = rng.uniform(0.25, 0.9) / max(peak, 0.1)
    return (out * level * 32767).astype(np.int16)
