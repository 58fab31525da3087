"""A video file or a live stream, opened."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av

from mmavloc.formats.containers import open_container
from mmavloc.prepare.decode.media import (
    TS_DISCONT,
    audio_choice,
    audio_stream,
    open_media,
    video_stream,
)
from mmavloc.prepare.errors import RejectedError

STDIN = '-'
RATE = Fraction(25)  # frames a second, where neither frames nor file tell
MICRO = 1_000_000


class MediaError(ValueError):
    """Media that cannot be localized; names the file."""


class OutputError(RuntimeError):
    """Results that cannot be written; names the file."""


@dataclass
class Source:
    """An opened video.

    Attributes:
        name: of the file, for messages.
        container, video, audio: of PyAV; no audio if there is none.
        live: whether it comes from standard input.
        remarks: what is odd about it.
    """

    name: str
    container: av.container.InputContainer
    video: av.VideoStream
    audio: av.AudioStream | None
    live: bool
    remarks: list[str] = field(default_factory=list)

    @property
    def rate(self) -> Fraction:
        """Mean frames a second, as far as the file tells."""
        return self.video.average_rate or self.video.base_rate or RATE

    @property
    def shift(self) -> Fraction:
        """Time in s that counts as 0 in what is written.

        Transport streams begin anywhere; other files where they say.
        """
        start = self.container.start_time
        jumping = self.container.format.flags & TS_DISCONT
        return Fraction(start or 0, MICRO) if jumping else Fraction(0)


class _Pipe:
    """Standard input as a file that cannot seek."""

    def __init__(self, file: BinaryIO):
        self.read = file.read


@contextmanager
def open_source(path: str | Path) -> Iterator[Source]:
    """Open a video file, or standard input if the path is ``-``.

    Raises:
        MediaError: it cannot be read, or has no picture.
        FileNotFoundError: there is no such file.
    """
    live = str(path) == STDIN
    name = 'standard input' if live else str(path)
    if not live and not Path(path).is_file():
        raise FileNotFoundError(f'{path}: no such file; want a video')
    try:
        with _open_pipe() if live else open_media(Path(path)) as container:
            video = video_stream(container)
            if video is None:
                raise MediaError(
                    f'{name}: has no picture; want a video, or a picture and '
                    'this sound: mmavloc localize PICTURE SOUND'
                )
            audio = audio_stream(container)
            remarks = [choice] if (choice := audio_choice(container)) else []
            yield Source(name, container, video, audio, live, remarks)
    except RejectedError as error:
        raise MediaError(
            f'{name}: {error}; want a video such as MP4, or a picture with a '
            'sound'
        ) from None


@contextmanager
def _open_pipe() -> Iterator[av.container.InputContainer]:
    try:
        with open_container(_Pipe(sys.stdin.buffer)) as container:
            yield container
    except av.InvalidDataError:
        raise RejectedError(
            'cannot be read as a stream (want MPEG-TS or Matroska)'
        ) from None
