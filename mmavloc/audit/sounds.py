"""Other audio for a clip: another clip's, silence, noise, off-screen."""

import random
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import torch
from torch import Tensor

# The audio of the audit, in addition to the clip's own.
SOUNDS = ('swapped', 'silent', 'noise', 'offscreen')
SOFT = 0.1  # RMS, of full scale, if a clip's own audio is silent
SIREN = (0.02, 0.07)  # cycles per sample, lowest and highest; 441-1544 Hz
SIREN_PERIOD = 33_000  # samples between two lowest tones; 1.5 s


@dataclass(frozen=True)
class Plan:
    """The audio files for each clip.

    Attributes:
        swapped: audio paths, one per clip.
        offscreen: audio paths, or None for a synthetic siren.
        how: name of the audio -> description.
    """

    swapped: list[str]
    offscreen: list[str] | None
    how: dict[str, str]


def plan_sounds(
    infos: Sequence[dict], seed: int = 0, offscreen: Sequence[str] = ()
) -> Plan:
    """Choose other audio for each clip.

    ``swapped`` is the audio of another source in the same image if there is
    one (clips side by side, clips of one ``group``), or else of another
    image. ``offscreen`` is drawn from the given files. Without files, it is
    drawn from clips whose sound source is not in the image, if the records
    have ``visible`` and ``heard``; otherwise it is a synthetic siren.

    Args:
        infos: records of the data set.
        seed: seed of the draws.
        offscreen: audio files of sources that no image shows.

    Raises:
        ValueError: all clips have the same image.
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
        'swapped': 'the sound of the other source in the image'
        + (', or of another clip if there is none' if alone else '')
        if some
        else 'the sound of another clip, drawn at random',
        'silent': 'zeros',
        'noise': "white noise, as loud as the clip's own sound",
    }
    if offscreen:
        files = sorted(map(str, offscreen))
        how['offscreen'] = f'one of {len(files)} given recordings'
        return Plan(swapped, [rng.choice(files) for _ in infos], how)
    unseen = _unseen(infos, rng)
    how['offscreen'] = (
        'the sound of a clip whose source is not in the image'
        if unseen
        else 'a synthetic siren, a tone that rises and falls'
    )
    return Plan(swapped, unseen, how)


def _pictures(info: dict) -> tuple:
    """Return a key that clips of the same image share."""
    if info.get('group') is not None:
        return ('group', info['group'])
    return info['img_path'], info.get('right_img_path')


def _others(
    indices: list[int], infos: Sequence[dict], rng: random.Random
) -> list[int]:
    """Draw a clip with another image for each, each about once."""
    order = indices[:]
    rng.shuffle(order)
    rest = sorted({*range(len(infos))} - {*indices})
    rng.shuffle(rest)
    found = {}
    for place, index in enumerate(order):
        image, sound = _pictures(infos[index]), infos[index]['audio_path']
        # the rest too, if all of these have the same image
        shown = (
            other
            for other in order[place + 1 :] + order[:place] + rest
            if _pictures(infos[other]) != image
        )
        first = next(shown, None)
        if first is None:
            raise ValueError(
                f'all {len(infos)} clips have the same image, so that no '
                'other sound can be chosen; want at least two images'
            )
        found[index] = next(
            (
                other
                for other in chain([first], shown)
                if infos[other]['audio_path'] != sound
            ),
            first,  # all others have the same recording
        )
    return [found[index] for index in indices]


def _unseen(infos: Sequence[dict], rng: random.Random) -> list[str] | None:
    """Draw audio whose source is not in the image; None if unknown."""
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
    """White noise (t) with the RMS of audio (t); it depends on the id only."""
    rng = np.random.default_rng(zlib.crc32(sample_id.encode()))
    return _at_loudness_of(audio, rng.standard_normal(len(audio)))


def siren_like(audio: Tensor) -> Tensor:
    """A rising and falling tone (t) with the RMS of audio (t)."""
    low, high = SIREN
    t = np.arange(len(audio))
    swing = (1 - np.cos(2 * np.pi * t / SIREN_PERIOD)) / 2
    phase = 2 * np.pi * np.cumsum(low + (high - low) * swing)
    return _at_loudness_of(audio, np.sin(phase))


def _at_loudness_of(audio: Tensor, wave: np.ndarray) -> Tensor:
    """Scale a wave to the root mean square and dtype of audio."""
    whole = not audio.is_floating_point()
    full = torch.iinfo(audio.dtype).max if whole else 1.0
    loudness = float(audio.double().square().mean().sqrt()) or SOFT * full
    scaled = torch.from_numpy(wave / np.sqrt(np.mean(wave**2)) * loudness)
    if whole:
        scaled = scaled.round().clamp(-full, full)
    return scaled.to(audio.dtype)
