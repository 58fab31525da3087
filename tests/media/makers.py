# ruff: noqa: E501
"""Makers of odd media: functions that write a file to a path."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

from . import patches
from .coded import SIZE, bars, chirp, corners, write_coded


def coded(*changes, **options) -> Callable[[Path], None]:
    """Write time-coded media, then change the bytes."""

    def make(path):
        write_coded(path, **options)
        for change in changes:
            change(path)

    return make


def sound(seconds=4.0, codec='pcm_s16le', changes=(), **options):
    """Write a sound file."""
    heard = options.pop('heard', ((0.0, 0.0, seconds),))
    return coded(*changes, video=None, audio=codec, heard=heard, **options)


def plain(subtype, form=None, seconds=4.0, rate=44100):
    """Write a sound by libsndfile."""
    return lambda path: soundfile.write(
        path, chirp(0, seconds, rate), rate, subtype, format=form
    )


def turned(orientation, form='JPEG'):
    """Write a picture with an EXIF orientation."""

    def make(path):
        exif = Image.Exif()
        exif[0x0112] = orientation
        Image.fromarray(corners(0)).save(path, form, exif=exif, quality=95)

    return make


def grey(values, form=None):
    """Write a grey picture of more than eight bits, a ramp from black."""

    def make(path):
        ramp = np.linspace(0, 1, SIZE[0])[None].repeat(SIZE[1], 0)
        Image.fromarray(values(ramp)).save(path, form)

    return make


def moving(form):
    """Write an animation of three frames: the sixth, seventh and eighth."""

    def make(path):
        first, *rest = (Image.fromarray(bars(n)) for n in (5, 6, 7))
        first.save(
            path, form, save_all=True, append_images=rest, lossless=True
        )

    return make


def hdr_picture(transfer):
    """Write a PNG that states its transfer characteristics."""

    def make(path):
        Image.fromarray(bars(5)).save(path)
        content = bytes((9, transfer, 0, 1))
        patches.chunk_before_pixels(path, b'cICP', content)

    return make


def covered(path):
    """Write an MP3 with a cover."""
    sound(codec='libmp3lame')(path)
    buffer = io.BytesIO()
    Image.fromarray(bars(77)).save(buffer, 'PNG')
    patches.with_cover(path, buffer.getvalue())


def joined(**options):
    """Join two transport streams with clocks of their own."""

    def make(path):
        first, second = path.with_suffix('.1'), path.with_suffix('.2')
        write_coded(
            first,
            numbers=range(50),
            heard=((0.0, 0.0, 2.0),),
            format='mpegts',
            **options,
        )
        write_coded(
            second,
            numbers=range(50, 101),
            times=[90000 + 40 * n for n in range(51)],
            heard=((90.0, 2.0, 4.0),),
            format='mpegts',
            **options,
        )
        patches.join_files(path, first, second)
        first.unlink()
        second.unlink()

    return make


def hdr(stream):
    """Call a video HDR."""
    stream.codec_context.color_trc = 16


def full_range(stream):
    """Let a video use all values from 0 to 255."""
    stream.codec_context.color_range = 2
