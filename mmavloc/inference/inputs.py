"""From what a user has, files or arrays, to clips."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

from mmavloc.formats.pictures import upright_rgb
from mmavloc.prepare.decode.clock import read_clock
from mmavloc.prepare.decode.picture import video_picture
from mmavloc.prepare.decode.sound import read_sound
from mmavloc.prepare.errors import RejectedError
from mmavloc.prepare.sources import kind_of

from .folder import clips_of_folder
from .pipeline import Clip, ClipPipeline

WINDOW = 10.0  # s of a video's sound, where the model takes any length
LOUDEST = 4.0  # a float sample beyond it is no fraction of full scale
MOST_CHANNELS = 64
PathLike = str | Path
Picture = PathLike | np.ndarray | Image.Image
Sound = PathLike | np.ndarray | None


def is_path(value: object) -> bool:
    """Whether a value names a file or folder."""
    return isinstance(value, str | Path)


def clip_of(
    image: Picture,
    audio: Sound,
    sample_rate: int | None,
    pipeline: ClipPipeline,
    name: str,
    silent: bool = False,
) -> Clip:
    """Make a clip of a picture and a sound, or of a video.

    Args:
        image: file of a picture or video; (H W 3) or (H W) uint8, RGB; or a
            PIL image.
        audio: file, samples, or None for a video's own sound.
        sample_rate: of samples, in Hz.
        pipeline: of the model.
        name: of the clip, where nothing is a file.
        silent: whether no map that depends on the sound is wanted, so that a
            picture needs none.

    Raises:
        ValueError: something is missing, of another kind, or not readable.
    """
    video = is_path(image) and kind_of(Path(image)) == 'video'
    if is_path(image):
        name = str(image)
        if not Path(image).is_file():
            raise FileNotFoundError(
                f'{image}: no such file; want a picture or a video'
            )
    if video and audio is None and not silent:
        return _of_video(Path(image), pipeline)
    remarks: list[str] = []
    if video:
        picture: Path | np.ndarray = _frame(Path(image), remarks)[0]
    else:
        picture = Path(image) if is_path(image) else _pixels(image, name)
    sound = None
    if pipeline.loader is not None and audio is not None:
        sound = _sound(audio, sample_rate, pipeline, name, remarks)
    elif pipeline.loader is not None and silent:
        seconds = pipeline.loader.duration or WINDOW
        rate = pipeline.sample_rate
        sound = np.zeros(round(seconds * rate), np.float32), rate
        return Clip(name, picture, sound, cut=True, remarks=remarks)
    return Clip(name, picture, sound, remarks=remarks)


def pairs_of(
    inputs: object, audio: object, pipeline: ClipPipeline
) -> Iterator[tuple]:
    """Yield picture, sound and sample rate of each of a user's inputs.

    Args:
        inputs: a picture or video, a folder, a pair ``(image, audio)``, a
            dict with ``image``, ``audio`` and ``sample_rate``, or a list of
            any of these.
        audio: the sound, or a list of as many as there are inputs.
        pipeline: of the model.

    Raises:
        ValueError: the lists differ in length.
    """
    if isinstance(inputs, list):
        sounds = audio
        if not isinstance(audio, list | tuple):
            sounds = [audio] * len(inputs)
        if len(sounds) != len(inputs):
            raise ValueError(
                f'{len(inputs)} inputs and {len(sounds)} sounds; want as many'
            )
        for one, sound in zip(inputs, sounds, strict=True):
            yield from pairs_of(one, sound, pipeline)
    elif is_path(inputs) and Path(inputs).is_dir():
        for picture, sound in clips_of_folder(Path(inputs)):
            yield picture, sound, None
    elif isinstance(inputs, dict):
        unknown = set(inputs) - {'image', 'audio', 'sample_rate'}
        if unknown or 'image' not in inputs:
            raise ValueError(
                f'an input with {", ".join(map(str, inputs))}; want image, '
                'audio and sample_rate'
            )
        yield (
            inputs['image'],
            inputs.get('audio', audio),
            inputs.get('sample_rate'),
        )
    elif isinstance(inputs, tuple):
        if len(inputs) != 2:
            raise ValueError(f'a tuple of {len(inputs)}; want (image, audio)')
        yield inputs[0], inputs[1], None
    else:
        yield inputs, audio, None


def is_one(inputs: object) -> bool:
    """Whether inputs are one clip and not several."""
    several = isinstance(inputs, list)
    return not (several or (is_path(inputs) and Path(inputs).is_dir()))


def _of_video(path: Path, pipeline: ClipPipeline) -> Clip:
    """Take a video's middle frame and the sound around it."""
    remarks: list[str] = []
    picture, second, clock = _frame(path, remarks)
    sound = None
    if pipeline.loader is not None:
        rate = pipeline.sample_rate
        seconds = pipeline.loader.duration or WINDOW
        with _named(path):
            found = read_sound(path, seconds, second, rate, clock)
        remarks += found.problems
        sound = _samples(found.wav), rate
    return Clip(str(path), picture, sound, cut=True, remarks=remarks)


def _frame(
    path: Path, remarks: list[str]
) -> tuple[np.ndarray, float | None, object]:
    with _named(path):
        clock = read_clock(path)
        picture = video_picture(path, clock=clock)
    remarks += picture.problems
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        return np.array(image.convert('RGB')), picture.second, clock


def _sound(
    audio: PathLike | np.ndarray,
    sample_rate: int | None,
    pipeline: ClipPipeline,
    name: str,
    remarks: list[str],
) -> Path | tuple[np.ndarray, int]:
    """Return a sound that the pipeline can load or take."""
    if not is_path(audio):
        if not sample_rate or sample_rate <= 0:
            raise ValueError(
                f'{name}: samples without their rate; want sample_rate=HZ'
            )
        wave = check_samples(audio, name)
        remarks += pipeline.heard(len(wave) / sample_rate)
        return wave, int(sample_rate)
    path = Path(audio)
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no such file; want a sound')
    try:
        known = soundfile.info(str(path))
    except soundfile.LibsndfileError:
        # a video, or a format such as M4A that FFmpeg reads
        with _named(path):
            found = read_sound(path, rate=pipeline.sample_rate)
        wave = _samples(found.wav)
        remarks += found.problems
        remarks += pipeline.heard(len(wave) / pipeline.sample_rate)
        return wave, pipeline.sample_rate
    remarks += pipeline.heard(known.duration)
    return path


def check_samples(audio: object, name: str) -> np.ndarray:
    """Return samples as ``LoadAudio`` has them after reading.

    Args:
        audio: (t) or (t channels); floating point in [-1, 1], or integers
            whose full scale is that of their type.
        name: of the clip, for errors.

    Returns:
        (t) int16, or float32 of the same shape.

    Raises:
        ValueError: another shape or type, no samples, numbers that are not
            finite or beyond full scale.
    """
    wave = np.asarray(audio)
    if wave.ndim not in (1, 2) or not wave.size:
        raise ValueError(
            f'{name}: audio of shape {wave.shape}; want samples (t) or '
            '(t channels)'
        )
    if wave.ndim == 2 and wave.shape[1] > MOST_CHANNELS:
        raise ValueError(
            f'{name}: audio of shape {wave.shape}, that is '
            f'{wave.shape[1]} channels; want (t channels): transpose it'
        )
    if wave.dtype == np.int16 and wave.ndim == 1:
        return wave
    if wave.dtype == np.uint8:
        return (wave.astype(np.float32) - 128) / 128
    if np.issubdtype(wave.dtype, np.signedinteger):
        scale = -float(np.iinfo(wave.dtype).min)
        return (wave / scale).astype(np.float32)
    if not np.issubdtype(wave.dtype, np.floating):
        raise ValueError(
            f'{name}: audio of type {wave.dtype}; want floating point in '
            '[-1, 1], int16, int32 or uint8'
        )
    highest = float(np.abs(wave).max())
    if not np.isfinite(highest) or highest > LOUDEST:
        raise ValueError(
            f'{name}: audio with values up to {highest:g}; want finite '
            'numbers in [-1, 1]'
        )
    return wave.astype(np.float32)


def _samples(wav: bytes) -> np.ndarray:
    return soundfile.read(io.BytesIO(wav), dtype='int16')[0]


def _pixels(image: object, name: str) -> np.ndarray:
    """Return a picture in memory as (H W 3) uint8, RGB."""
    if isinstance(image, Image.Image):
        return np.array(upright_rgb(image))
    pixels = np.asarray(image)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    if (
        pixels.ndim != 3
        or pixels.shape[2] != 3
        or pixels.dtype != np.uint8
        or not pixels.size
    ):
        raise ValueError(
            f'{name}: a picture of shape {pixels.shape} and type '
            f'{pixels.dtype}; want H x W x 3 uint8 in RGB, a PIL image or a '
            'file'
        )
    return np.ascontiguousarray(pixels)


class _named:
    """Put the name of the file before the cause, as an error of the input."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, RejectedError):
            raise ValueError(f'{self.path}: {error}') from None
