"""A video file or a live stream, opened."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from select import select
from typing import BinaryIO

import av

from mmavloc.formats.containers import open_container
from mmavloc.prepare.decode.media import (
    TS_DISCONT,
    Packets,
    audio_choice,
    audio_stream,
    open_media,
    video_stream,
)
from mmavloc.prepare.errors import RejectedError

STDIN = '-'
RATE = Fraction(25)  # frames a second, where neither frames nor file tell
MICRO = 1_000_000
LOOK = 0.2  # s between looks whether a stream was interrupted


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
        sound, sound_name: the container of the audio if that is another file,
            and its name.
        live: whether it comes from standard input.
        remarks: what is odd about it.
        jumps: how often its clock jumped, so far.
        interrupted: set it to end a live stream.
    """

    name: str
    container: av.container.InputContainer
    video: av.VideoStream
    audio: av.AudioStream | None
    live: bool
    remarks: list[str] = field(default_factory=list)
    sound: av.container.InputContainer | None = None
    sound_name: str = ''
    jumps: int = 0
    interrupted: bool = False

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

    def packets(self) -> Iterator[av.Packet]:
        """Yield the packets of picture and sound, on one clock.

        The sound of another file begins with the picture's clock, and ends
        with the picture at the latest.
        """
        streams = [self.video, self.audio] if self.audio else [self.video]
        if self.sound is None:
            packets = Packets(self.container, streams)
            for packet in packets:
                self.jumps = packets.jumps
                yield packet
            return
        pictures = Packets(self.container, [self.video])
        sounds = self._moved(Packets(self.sound, [self.audio]))
        heard = next(sounds, None)
        end = 0.0
        for packet in pictures:
            self.jumps = pictures.jumps
            if not packet.size:
                continue
            begin = time_of(packet)
            while heard is not None and time_of(heard) <= begin:
                yield heard
                heard = next(sounds, None)
            yield packet
            lasts = packet.duration or 1 / (self.rate * packet.time_base)
            end = max(end, begin + float(lasts * packet.time_base))
        while heard is not None and time_of(heard) < end:
            yield heard
            heard = next(sounds, None)
        if heard is not None:
            self.remarks.append(
                f'{self.sound_name}: is longer than the picture, which ends '
                f'at {end - float(self.shift):.2f} s; the rest is left out'
            )

    def _moved(self, packets: Packets) -> Iterator[av.Packet]:
        """Let another file's sound begin with the picture's clock."""
        begin = Fraction(self.sound.start_time or 0, MICRO)
        for packet in packets:
            if not packet.size:
                continue
            ticks = round((self.shift - begin) / packet.time_base)
            packet.pts = None if packet.pts is None else packet.pts + ticks
            packet.dts = None if packet.dts is None else packet.dts + ticks
            yield packet


def time_of(packet: av.Packet) -> float:
    """Return the time of a packet in s."""
    ticks = packet.dts if packet.pts is None else packet.pts
    return float((ticks or 0) * packet.time_base)


class _Pipe:
    """Standard input as a file that cannot seek, and ends on demand."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.source: Source | None = None

    def read(self, size: int) -> bytes:
        """Return what is there, at most ``size`` bytes; none at the end."""
        descriptor = self.file.fileno()
        while self.source is None or not self.source.interrupted:
            if select([descriptor], [], [], LOOK)[0]:
                return os.read(descriptor, size)
        return b''


@contextmanager
def open_source(
    path: str | Path, audio: str | Path | None = None
) -> Iterator[Source]:
    """Open a video file, or standard input if the path is ``-``.

    Args:
        path: of the video.
        audio: a file whose sound is taken in place of the video's own.

    Raises:
        MediaError: it cannot be read, has no picture, or the other file no
            sound.
        FileNotFoundError: there is no such file.
    """
    live = str(path) == STDIN
    name = 'standard input' if live else str(path)
    if not live and not Path(path).is_file():
        raise FileNotFoundError(f'{path}: no such file; want a video')
    if live and audio:
        raise MediaError(
            f'{audio}: a stream brings its own sound; want a file of a video '
            'for another sound'
        )
    if audio and not Path(audio).is_file():
        raise FileNotFoundError(f'{audio}: no such file; want a sound')
    pipe = _Pipe(sys.stdin.buffer) if live else None
    try:
        with _open_pipe(pipe) if pipe else open_media(Path(path)) as container:
            video = video_stream(container)
            if video is None:
                raise MediaError(
                    f'{name}: has no picture; want a video, or a picture and '
                    'this sound: mmavloc localize PICTURE SOUND'
                )
            source = Source(name, container, video, None, live)
            if pipe:
                pipe.source = source
            with _sounding(source, audio):
                yield source
    except RejectedError as error:
        raise MediaError(
            f'{name}: {error}; want a video such as MP4, or a picture with a '
            'sound'
        ) from None


@contextmanager
def _sounding(source: Source, audio: str | Path | None) -> Iterator[None]:
    """Choose the sound of a source, its own or another file's."""
    if audio is None:
        source.audio = audio_stream(source.container)
        if choice := audio_choice(source.container):
            source.remarks.append(choice)
        yield
        return
    try:
        with open_media(Path(audio)) as source.sound:
            source.audio = audio_stream(source.sound)
            if source.audio is None:
                raise MediaError(f'{audio}: has no sound; want one that has')
            if choice := audio_choice(source.sound):
                source.remarks.append(f'{audio} {choice}')
            source.sound_name = str(audio)
            yield
    except RejectedError as error:
        raise MediaError(
            f'{audio}: {error}; want a sound such as WAV'
        ) from None


@contextmanager
def _open_pipe(pipe: _Pipe) -> Iterator[av.container.InputContainer]:
    try:
        with open_container(pipe) as container:
            yield container
    except av.InvalidDataError:
        raise RejectedError(
            'cannot be read as a stream (want MPEG-TS or Matroska)'
        ) from None
