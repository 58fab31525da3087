"""One clip: from source files to picture, sound and boxes on disk."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from mmavloc.formats.annotation import annotation_xml
from mmavloc.formats.atomic import write_bytes
from mmavloc.formats.pictures import PILLOW_ERRORS
from mmavloc.prepare.decode.clock import read_clock
from mmavloc.prepare.decode.picture import (
    Picture,
    loose_picture,
    video_picture,
)
from mmavloc.prepare.decode.sound import RATE, Sound, read_sound

from .errors import OutputError, RejectedError
from .sources import WORK, ClipSource, kind_of, shown

FRAME = 256  # px, the frame of Senocak's XML
ROUNDED = 0.1  # s by which a sound may be longer than what is kept
LONGEST_CLIP = 12.0  # s, of VGGSound's ten
FOLDERS = {
    'image': '.jpg',
    'audio': '.wav',
    'annotation': '.xml',
    'mask': '.png',
}
# A collection's videos are of any length, and what trains on them reads ten
# seconds: those around the picture. Benchmarks' clips are kept whole.
SECONDS = {'folder': 10.0, 'music': 10.0}


@dataclass(frozen=True)
class Settings:
    """All that determines what is made of a source.

    Attributes:
        name: of the data set.
        second: of a video at which its picture is taken; None for the middle.
        seconds: of sound to keep, around the picture; 0 for all.
        sample_rate: of the sounds, in Hz.
    """

    name: str
    second: float | None = None
    seconds: float = 0.0
    sample_rate: int = RATE


def prepare_clip(
    clip: ClipSource, source: Path, out: Path, settings: Settings
) -> dict:
    """Make the files of one clip.

    Each is written beside and renamed when it is whole. The sound is written
    first and the annotation last; a run that dies in between makes the clip
    again, the same to the byte.

    Args:
        clip: what to make it of.
        source: folder that its files lie in.
        out: folder that holds ``image``, ``audio`` and ``annotation``.
        settings: how.

    Returns:
        The clip's line of the manifest. One that cannot be made has a key
        ``rejected``, the cause, and no files.

    Raises:
        OutputError: the disk is full, or cannot be written.
    """
    record = {
        'id': clip.id,
        'source': {
            role: shown(path, source)
            for role in ('picture', 'sound', 'annotation', 'mask')
            if (path := getattr(clip, role))
        },
    }
    try:
        if clip.rejected:
            raise RejectedError(clip.rejected)
        picture, sound, annotation = _made(clip, source, settings)
        mask = _mask_png(clip.mask, source) if clip.mask else b''
    except RejectedError as error:
        return record | {'rejected': str(error)}
    except Exception as error:  # a broken file may raise anything in a decoder
        cause = f'cannot be decoded ({type(error).__name__}: {error})'
        return record | {'rejected': cause}
    contents = {'audio': sound.wav, 'image': picture.jpeg}
    if annotation:
        contents['annotation'] = annotation
    if mask:
        contents['mask'] = mask
    for folder, content in contents.items():
        path = out / folder / f'{clip.id}{FOLDERS[folder]}'
        write_beside(path, content, out)
    return record | {
        'sha256': {
            folder: hashlib.sha256(content).hexdigest()
            for folder, content in contents.items()
        },
        'bytes': {folder: len(data) for folder, data in contents.items()},
        'seconds': round(sound.samples / settings.sample_rate, 3),
        'samples': sound.samples,
        'size': list(picture.size),
        'second': clip.second if picture.second is None else picture.second,
        'labels': list(clip.labels),
        'split': clip.split,
        'problems': list(
            dict.fromkeys([*clip.problems, *picture.problems, *sound.problems])
        ),
    }


def write_beside(path: Path, content: bytes, out: Path) -> None:
    """Write a file in the work folder, then rename it to its place.

    Nothing is flushed to the disk's own cache: should the power fail, a file
    may be shorter than its record says, and is then made again.

    Raises:
        OutputError: it cannot be written; what was begun is removed.
    """
    try:
        write_bytes(path, content, out / WORK)
    except OSError as error:
        raise OutputError(
            f'{path}: cannot be written ({error.strerror}); what is finished '
            'is kept: make room, or repair the disk, and run the same command '
            'again'
        ) from None


def _made(
    clip: ClipSource, source: Path, settings: Settings
) -> tuple[Picture, Sound, bytes]:
    """Decode everything before anything is written."""
    assert clip.picture and clip.sound
    loose = kind_of(clip.picture) == 'picture'
    annotated = bool(clip.boxes or clip.annotation)
    clock, moment = None, clip.second
    with _named(clip.picture, source):
        if loose:
            picture = loose_picture(clip.picture)
        else:
            clock = read_clock(clip.picture)
            picture = video_picture(
                clip.picture, settings.second, annotated, clock
            )
    if clip.picture == clip.sound:
        moment = picture.second
    else:
        clock = None
    kept = 0.0 if clip.undated else settings.seconds
    with _named(clip.sound, source):
        sound = read_sound(
            clip.sound, kept, moment, settings.sample_rate, clock
        )
        length = sound.samples / settings.sample_rate
        if clip.boxes and not loose and length > LONGEST_CLIP:
            raise RejectedError(
                f'lasts {length:.0f} s; want the annotated ten seconds alone'
            )
    if clip.undated and 0 < settings.seconds < length - ROUNDED:
        raise RejectedError(
            f'{shown(clip.picture, source)}: at which of the {length:.0f} s '
            'of its sound this frame was taken is not known; give the rate of '
            'the frames with --fps, or keep the whole sound with --seconds 0'
        )
    if clip.annotation:
        with _named(clip.annotation, source):
            return picture, sound, _checked_xml(clip.annotation)
    if clip.boxes:
        pixels = [[value * FRAME for value in box] for box in clip.boxes]
        return picture, sound, annotation_xml([pixels])
    return picture, sound, b''


def _mask_png(path: Path, source: Path) -> bytes:
    """Return a published mask as one channel: 0 outside, 1 inside.

    Raises:
        RejectedError: it is no picture, or nothing is inside.
    """
    buffer = io.BytesIO()
    with _named(path, source):
        try:
            with Image.open(path) as image:
                inside = np.asarray(image.convert('RGB')).any(axis=2)
        except PILLOW_ERRORS as error:
            raise RejectedError(f'no mask ({error})') from None
        if not inside.any():
            raise RejectedError('an empty mask: nothing is marked')
    Image.fromarray(inside.astype(np.uint8)).save(buffer, 'PNG')
    return buffer.getvalue()


class _named:
    """Put the name of the file before the cause."""

    def __init__(self, path: Path, source: Path):
        self.name = shown(path, source)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, RejectedError):
            raise RejectedError(f'{self.name}: {error}') from None


def _checked_xml(path: Path) -> bytes:
    """Return an annotation in which nothing is wrong.

    A clip with a broken one is left out: without it, it would look like one
    to train on.
    """
    from mmavloc.formats.annotation import scan_annotation

    content = path.read_bytes()
    if problems := scan_annotation(path).problems:
        text = problems[0].message.removeprefix(f'{path}: ')
        raise RejectedError(text)
    return content
