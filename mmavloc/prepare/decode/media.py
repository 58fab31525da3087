"""Opening media of any quality: what can be decoded is, and damage is told."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av

from mmavloc.prepare.errors import RejectedError

CLOCK = re.compile(r'(\d+):(\d+):(\d+(?:\.\d+)?)')
MICRO = 1_000_000  # a container counts its duration in these parts of a second
av.logging.set_level(None)  # FFmpeg's own words; causes are told in ours


@contextmanager
def open_media(path: Path) -> Iterator[av.container.InputContainer]:
    """Open a media file, whatever its name says it is.

    Raises:
        RejectedError: it is empty, cannot be read, or is none that FFmpeg
            knows.
    """
    try:
        if path.stat().st_size == 0:
            raise RejectedError('a file of 0 bytes')
        # As an open file and not as a name, which FFmpeg may take for a
        # protocol or a pattern of numbered pictures.
        with (
            path.open('rb') as file,
            av.open(file, metadata_errors='replace') as container,
        ):
            yield container
    except (av.FFmpegError, OSError) as error:
        reason = error.strerror or type(error).__name__
        raise RejectedError(f'cannot be read ({reason})') from None


def video_stream(
    container: av.container.InputContainer,
) -> av.VideoStream | None:
    """Return the first moving picture; the cover of a record is none."""
    cover = av.stream.Disposition.attached_pic
    for stream in container.streams.video:
        if stream.codec_context and not stream.disposition & cover:
            stream.codec_context.thread_count = 1  # a process is one thread
            return stream
    return None


def audio_stream(
    container: av.container.InputContainer,
) -> av.AudioStream | None:
    """Return the first sound whose codec is known."""
    streams = container.streams.audio
    return next((s for s in streams if s.codec_context), None)


def begin_of(stream: av.stream.Stream) -> Fraction:
    """Return the time of a stream's first frame, in seconds; 0 if not told."""
    return (stream.start_time or 0) * stream.time_base


def length_of(
    container: av.container.InputContainer, stream: av.stream.Stream
) -> Fraction | None:
    """Return how long a stream claims to be, in seconds; None if unknown.

    Matroska notes it as text; where only the container's length is known, it
    is that of its longest stream.
    """
    if stream.duration and stream.duration > 0:
        return stream.duration * stream.time_base
    if found := CLOCK.fullmatch(stream.metadata.get('DURATION', '')):
        hours, minutes, seconds = map(Fraction, found.groups())
        return 3600 * hours + 60 * minutes + seconds - begin_of(stream)
    alone = len(container.streams) == 1
    if alone and container.duration and container.duration > 0:
        return Fraction(container.duration, MICRO)
    return None


def frames_of(
    container: av.container.InputContainer, stream: av.stream.Stream
) -> Iterator[av.frame.Frame]:
    """Yield all frames that can be decoded, over damaged packets."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            return
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        yield from frames
