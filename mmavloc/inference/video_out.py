"""Write a video with other pictures, on the clock and with the sound of one.

Everything is written under another name and renamed when it is whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
import numpy as np

from mmavloc.formats.atomic import unfinished_file

from .source import OutputError, Source

ENCODERS = ('libx264', 'mpeg4')  # the first that this FFmpeg has
QUALITY = {'libx264': {'crf': '20', 'preset': 'veryfast'}}
BT601, LIMITED = 6, 1  # ITU-T H.273: matrix SMPTE 170M; range 16..235
CONTAINERS = {'.mp4': 'mp4', '.mkv': 'matroska', '.mov': 'mov'}
HARD = {'wmav1', 'wmav2', 'wmapro'}  # FFmpeg lists them, and then fails
FALLBACK = 'aac'  # for sound that the container cannot hold


class VideoWriter:
    """Frames with the time stamps of a source, and its sound copied.

    Args:
        path: where to write; its suffix names the container.
        source: whose clock, rate and sound are taken.
        size: height and width of the frames.
        format: of the container, by FFmpeg's name.
    """

    def __init__(
        self, path: Path, source: Source, size: tuple[int, int], format: str
    ):
        self.source, self.path = source, path
        self.out = av.open(str(path), 'w', format=format)
        encoder = next(e for e in ENCODERS if e in av.codecs_available)
        options = dict(QUALITY.get(encoder, {'qscale': '3'}))
        if source.live and encoder == 'libx264':
            options['tune'] = 'zerolatency'
        video = self.out.add_stream(encoder, rate=source.rate, options=options)
        self.video = video
        height, width = size
        video.width, video.height = width, height
        even = height % 2 == 0 == width % 2
        video.pix_fmt = 'yuv420p' if even else 'yuv444p'
        if not even:
            source.remarks.append(
                f'{width} x {height} px is odd: written without colour '
                'subsampling (yuv444p), which some players lack'
            )
        context = video.codec_context
        context.time_base = source.video.time_base
        context.colorspace, context.color_range = BT601, LIMITED
        if source.video.sample_aspect_ratio:
            context.sample_aspect_ratio = source.video.sample_aspect_ratio
        self._shift = round(source.shift / source.video.time_base)
        self._add_audio()

    def _add_audio(self) -> None:
        """Add the sound, copied where the container can hold it."""
        audio = self.source.audio
        self.copied = self.encoded = None
        if audio is None:
            return
        name = audio.codec_context.codec.canonical_name
        if name in self.out.supported_codecs and name not in HARD:
            self.copied = self.out.add_stream_from_template(audio)
            return
        layout = 'mono' if audio.layout.nb_channels == 1 else 'stereo'
        self.encoded = self.out.add_stream(
            FALLBACK, rate=audio.rate, layout=layout
        )
        self.source.remarks.append(
            f'the container cannot hold {name} sound; it was encoded as '
            f'{FALLBACK}'
        )

    def add_frame(self, image: np.ndarray, pts: int, lasts: float) -> None:
        """Write a frame (H W 3) uint8 RGB.

        Args:
            image: of the size that was announced.
            pts: time stamp of the source's frame.
            lasts: s that it is shown.
        """
        unit = self.source.video.time_base
        frame = av.VideoFrame.from_ndarray(image, 'rgb24')
        frame = frame.reformat(
            format=self.video.pix_fmt, dst_colorspace='itu601'
        )
        frame.pts, frame.time_base = pts - self._shift, unit
        frame.duration = round(lasts / unit)
        self.out.mux(self.video.encode(frame))

    def add_audio(
        self, packet: av.Packet | None, frames: list[av.AudioFrame]
    ) -> None:
        """Write a packet of the source's sound, or the frames of it.

        Args:
            packet: None at the end.
            frames: that were decoded of it.
        """
        if self.copied is not None and packet is not None:
            shift = round(self.source.shift / packet.time_base)
            if packet.pts is not None:
                packet.pts -= shift
            if packet.dts is not None:
                packet.dts -= shift
            packet.stream = self.copied
            self.out.mux(packet)
        for frame in frames if self.encoded is not None else ():
            if frame.pts is not None:
                frame.pts -= round(self.source.shift / frame.time_base)
            self.out.mux(self.encoded.encode(frame))

    def finish(self) -> None:
        """Write what encoder and container hold back."""
        self.out.mux(self.video.encode(None))
        if self.encoded is not None:
            self.out.mux(self.encoded.encode(None))
        self.out.close()

    def abandon(self) -> None:
        """Close the file without caring for its content."""
        with suppress(av.FFmpegError, OSError, ValueError):
            self.out.close()


@contextmanager
def open_writer(
    path: Path, source: Source, size: tuple[int, int]
) -> Iterator[VideoWriter]:
    """Open a video that appears under its name once it is complete.

    Raises:
        OutputError: it cannot be written; nothing is left.
    """
    writer = None
    with writing(path), unfinished_file(path) as unfinished:
        try:
            writer = VideoWriter(unfinished, source, size, format_of(path))
            yield writer
            writer.finish()
        finally:
            if writer is not None:
                writer.abandon()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say which file could not be written.

    Raises:
        OutputError: instead of what FFmpeg or the system raised.
    """
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        raise OutputError(
            f'{path}: cannot be written ({error.strerror or error}); nothing '
            'was left there: make room, or choose another folder'
        ) from None


def format_of(path: Path) -> str:
    """Return FFmpeg's name of the container that a suffix stands for.

    Raises:
        ValueError: the suffix is not of a video.
    """
    if path.suffix not in CONTAINERS:
        raise ValueError(
            f'{path}: {path.suffix or "no suffix"} is no video that is '
            f'written here; want {" or ".join(CONTAINERS)}'
        )
    return CONTAINERS[path.suffix]
