"""Examples of the page, made on the spot: scenes of SoundingShapes.

Each picture shows two things that can sound. Its two sounds are theirs, so
that a map that listens has to move when the sound is swapped.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from PIL import Image

from mmavloc.sounding_shapes.scenes import make_scene
from mmavloc.sounding_shapes.synthesis import RATE, mix

SCENES = (13, 18, 20, 14)  # seeds whose two things stand side by side
SIDE, SECONDS = 384, 2.0  # px; s
TURN, TURNS = 1.5, 4  # s that each thing of the video sounds; how often
FRAMES = 15  # a second


@dataclass(frozen=True)
class Example:
    """A picture and the sounds of two things in it, as files."""

    picture: Path
    sounds: tuple[Path, Path]


def make_examples(folder: Path, seeds: tuple[int, ...] = SCENES) -> list:
    """Write the examples, and return them.

    Args:
        folder: where to write.
        seeds: of scenes with two things that can sound.
    """
    examples = []
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir(parents=True)
        rng = np.random.default_rng([16, seed])
        scene = make_scene('type_b', SIDE, RATE, rng)
        names = [item.name for item in scene.objects if item.able]
        picture = place / f'{"_and_".join(names)}.png'
        Image.fromarray(scene.image).save(picture)
        sounds = []
        for name in names:
            sounds.append(place / f'{name}.wav')
            soundfile.write(
                sounds[-1], mix([name], round(SECONDS * RATE), rng), RATE
            )
        examples.append(Example(picture, (sounds[0], sounds[1])))
    return examples


def make_video(folder: Path, example: Example) -> Path:
    """Write a video of a picture in which two things sound in turn."""
    image = np.array(Image.open(example.picture))
    voices = [
        soundfile.read(path, dtype='int16')[0] for path in example.sounds
    ]
    wave = np.concatenate(
        [voices[turn % 2][: round(TURN * RATE)] for turn in range(TURNS)]
    )
    path = folder / f'{example.picture.stem}_in_turn.mp4'
    with av.open(str(path), 'w') as out:
        encoder = 'libx264' if 'libx264' in av.codecs_available else 'mpeg4'
        video = out.add_stream(encoder, rate=FRAMES)
        video.height, video.width = image.shape[:2]
        video.pix_fmt = 'yuv420p'
        sound = out.add_stream('aac', rate=RATE, layout='mono')
        for index in range(round(TURN * TURNS * FRAMES)):
            frame = av.VideoFrame.from_ndarray(image, 'rgb24')
            frame.pts, frame.time_base = index, Fraction(1, FRAMES)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        for begin in range(0, len(wave), 1024):
            part = wave[None, begin : begin + 1024].astype(np.float32) / 32768
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(part), 'fltp', 'mono'
            )
            frame.sample_rate, frame.pts = RATE, begin
            frame.time_base = Fraction(1, RATE)
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return path
