"""Other sounds for a clip: another clip's, silence, noise, off screen."""

import random
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

# What the audit plays, besides a clip's own sound.
SOUNDS = ('swapped', 'silent', 'noise', 'offscreen')
SOFT = 0.1  # RMS used where a clip's own sound is silent, of full scale
SIREN = (0.02, 0.07)  # cycles per sample, lowest and highest; 441-1544 Hz
SIREN_PERIOD = 33_000  # samples between two lowest tones; 1.5 s


@dataclass(frozen=True)
class Plan:
    """Which file is played to each clip.

    Attributes:
        swapped: audio paths, one a clip.
        offscreen: audio paths, or None for a made-up siren.
        how: sound -> what it is, in words.
    """

    swapped: list[str]
    offscreen: list[str] | None
    how: dict[str, str]


def plan_sounds(
    infos: Sequence[dict], seed: int = 0, offscreen: Sequence[str] = ()
) -> Plan:
    """Choose other clips' sounds for each clip.

    ``swapped`` is another source of the same picture where it has one (clips
    side by side, clips of one ``group``), and another picture's sound
    otherwise. ``offscreen`` is drawn from the files given; or, where clips
    say what they show (``visible``) and what is heard (``heard``), from clips
    that sound of nothing in the picture; or else it is a made-up siren.

    Args:
        infos: the data set's records.
        seed: of the draws.
        offscreen: audio files of things that no picture shows.

    Raises:
        ValueError: all clips show one picture.
    """
    rng = random.Random(seed)
    together = defaultdict(list)
    for index, info in enumerate(infos):
        together[_pictures(info)].append(index)
    swapped = []
    for info in infos:
        beside = [infos[i]['audio_path'] for i in together[_pictures(info)]]
        others = [path for path in beside if path != info['audio_path']]
        swapped.append(rng.choice(others) if others else '')
    alone = [index for index, path in enumerate(swapped) if not path]
    for index, other in zip(alone, _others(alone, infos, rng), strict=True):
        swapped[index] = infos[other]['audio_path']
    some = len(alone) < len(infos)
    how = {
        'swapped': "the picture's other source"
        + (', or of another clip where it has none' if alone else '')
        if some
        else 'the sound of another clip, drawn by chance',
        'silent': 'zeros',
        'noise': "white noise, as loud as the clip's own sound",
    }
    if offscreen:
        files = sorted(map(str, offscreen))
        how['offscreen'] = f'one of {len(files)} given recordings'
        return Plan(swapped, [rng.choice(files) for _ in infos], how)
    unseen = _unseen(infos, rng)
    how['offscreen'] = (
        'a clip that sounds of nothing in the picture'
        if unseen
        else 'a made-up siren, a tone that rises and falls'
    )
    return Plan(swapped, unseen, how)


def _pictures(info: dict) -> tuple:
    """Key that clips of the same picture share."""
    if info.get('group') is not None:
        return ('group', info['group'])
    return info['img_path'], info.get('right_img_path')


def _others(
    indices: list[int], infos: Sequence[dict], rng: random.Random
) -> list[int]:
    """Draw a clip of another picture for each, each about once."""
    order = indices[:]
    rng.shuffle(order)
    found = {}
    for place, index in enumerate(order):
        for step in range(1, len(order)):
            other = order[(place + step) % len(order)]
            if _pictures(infos[other]) != _pictures(infos[index]):
                found[index] = other
                break
        else:
            raise ValueError(
                f'{len(infos)} clips of one picture: no sound to swap; want '
                'at least two clips'
            )
    return [found[index] for index in indices]


def _unseen(infos: Sequence[dict], rng: random.Random) -> list[str] | None:
    """Draw sounds of what is not in view; None where that is unknown."""
    if not all('visible' in i and 'heard' in i for i in infos):
        return None
    by_heard = defaultdict(list)
    for info in infos:
        by_heard[frozenset(info['heard'])].append(info['audio_path'])
    drawn = []
    for info in infos:
        seen = set(info['visible'])
        kinds = [kind for kind in by_heard if kind and not kind & seen]
        if not kinds:
            return None
        drawn.append(
            rng.choice(by_heard[rng.choice(sorted(kinds, key=sorted))])
        )
    return drawn


def noise_like(audio: Tensor, sample_id: str) -> Tensor:
    """White noise (t), as loud as a sound (t), always the same for an id."""
    rng = np.random.default_rng(zlib.crc32(sample_id.encode()))
    return _at_loudness_of(audio, rng.standard_normal(len(audio)))


def siren_like(audio: Tensor) -> Tensor:
    """A rising and falling tone (t), as loud as a sound (t)."""
    low, high = SIREN
    t = np.arange(len(audio))
    swing = (1 - np.cos(2 * np.pi * t / SIREN_PERIOD)) / 2
    phase = 2 * np.pi * np.cumsum(low + (high - low) * swing)
    return _at_loudness_of(audio, np.sin(phase))


def _at_loudness_of(audio: Tensor, wave: np.ndarray) -> Tensor:
    """Scale a wave to the root mean square, and type, of a sound."""
    whole = not audio.is_floating_point()
    full = torch.iinfo(audio.dtype).max if whole else 1.0
    loudness = float(audio.double().square().mean().sqrt()) or SOFT * full
    scaled = torch.from_numpy(wave / np.sqrt(np.mean(wave**2)) * loudness)
    if whole:
        scaled = scaled.round().clamp(-full, full)
    return scaled.to(audio.dtype)
