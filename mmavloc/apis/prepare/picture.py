"""The picture of a clip: one exact frame of a video, or a loose file."""

import io
import warnings
from bisect import bisect_right
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import av
from PIL import Image, ImageOps

from .errors import RejectedError
from .media import begin_of, frames_of, length_of, open_media, video_stream

QUALITY = 95
LONG_SIDE = 4096  # px; greater pictures are shrunk when they are encoded
TRUNCATED = Fraction(9, 10)  # of the stated length; less is told
RATE = Fraction(25)  # frames a second, where neither frames nor file tell


class Picture(NamedTuple):
    """A picture, encoded.

    Attributes:
        jpeg: the file's content.
        size: width and height, before any rotation that EXIF asks for.
        second: of the video, from its first frame; None of a loose file.
        problems: what is odd about it.
    """

    jpeg: bytes
    size: tuple[int, int]
    second: float | None
    problems: list[str]


def video_picture(
    path: Path, second: float | None = None, exact: bool = False
) -> Picture:
    """Take the frame that is on show at a second of a video.

    The frame's own time counts, whatever the frame rate: it is the last one
    whose time is not after the wanted. A rotation that the video asks for is
    applied.

    Args:
        path: of the video.
        second: from its first frame; None for the middle.
        exact: whether only the true middle will do, since boxes were drawn
            there; else, of a video that breaks off, the middle of what there
            is.

    Raises:
        RejectedError: there is no picture there.
    """
    with open_media(path) as container:
        stream = video_stream(container)
        if stream is None:
            raise RejectedError('no picture: the file has no video stream')
        length = length_of(container, stream)
        wanted = length / 2 if second is None and length else second
        frame = None
        if wanted is not None:
            begin = begin_of(stream)
            wanted = Fraction(wanted)
            frame = _sought_frame(container, stream, begin + wanted)
        if frame is not None:
            return _encoded(_turned(frame), float(wanted), [])
    return _counted_picture(path, second, exact, length)


def loose_picture(path: Path) -> Picture:
    """Take a picture file: a whole JPEG as it is, any other as a new one.

    Raises:
        RejectedError: it is empty, truncated or no picture.
    """
    try:
        content = path.read_bytes()
        if not content:
            raise RejectedError('a file of 0 bytes')
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')  # large, or odd metadata
            with Image.open(io.BytesIO(content)) as image:
                image.load()
                if image.format in ('JPEG', 'MPO') and image.mode in 'RGBL':
                    return Picture(content, image.size, None, [])
                turned = ImageOps.exif_transpose(image).convert('RGB')
    except RejectedError:
        raise
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        text = str(error).split(' <_io')[0]  # without a memory address
        raise RejectedError(f'no picture: {text}') from None
    return _encoded(turned, None, [])


def _sought_frame(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    at: Fraction,
) -> av.VideoFrame | None:
    """Return the frame on show at a time; None if that is not certain."""
    try:
        container.seek(int(at / stream.time_base), stream=stream)
    except av.FFmpegError:
        return None
    shown = None
    for frame in frames_of(container, stream):
        if frame.pts is None or (shown and frame.pts <= shown.pts):
            return None  # times out of order, as in old AVI files
        if frame.pts * stream.time_base > at:
            return shown
        shown = frame
    if shown is None or not shown.duration:
        return None
    end = (shown.pts + shown.duration) * stream.time_base
    return shown if at < end else None


def _counted_picture(
    path: Path, second: float | None, exact: bool, length: Fraction | None
) -> Picture:
    """Decode a video whole, to trust nothing that its header says."""
    with open_media(path) as container:
        stream = video_stream(container)
        times = _times(container, stream)
    if not times:
        raise RejectedError('no picture: not one frame can be decoded')
    step = (times[-1] - times[0]) / max(1, len(times) - 1)
    there = times[-1] - times[0] + step
    problems = []
    if length and there < TRUNCATED * length:
        if exact:
            raise RejectedError(
                f'truncated: {float(there):.2f} of {float(length):.2f} s of '
                'video decoded, so that the annotated frame is not certain'
            )
        problems.append(
            f'truncated: {float(there):.2f} of {float(length):.2f} s of '
            'video decoded'
        )
    wanted = there / 2 if second is None else Fraction(second)
    if second is not None and wanted >= max(there, step):
        raise RejectedError(
            f'no picture at second {second:g}: the video has '
            f'{float(there):.2f} s'
        )
    index = bisect_right(times, times[0] + wanted) - 1
    with open_media(path) as container:
        stream = video_stream(container)
        frame = next(islice(frames_of(container, stream), index, None))
        return _encoded(_turned(frame), float(wanted), problems)


def _times(
    container: av.container.InputContainer, stream: av.VideoStream
) -> list[Fraction]:
    """Return the frames' times in seconds, in the order of showing."""
    rate = stream.average_rate or stream.base_rate or RATE
    stamps = [frame.pts for frame in frames_of(container, stream)]
    if None in stamps or len(set(stamps)) < len(stamps):
        return [index / rate for index in range(len(stamps))]
    return [stamp * stream.time_base for stamp in sorted(stamps)]


def _turned(frame: av.VideoFrame) -> Image.Image:
    image = frame.to_image()
    turn = {
        90: Image.Transpose.ROTATE_90,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_270,
    }.get(round(frame.rotation) % 360)
    return image if turn is None else image.transpose(turn)


def _encoded(
    image: Image.Image, second: float | None, problems: list[str]
) -> Picture:
    if max(image.size) > LONG_SIDE:
        problems.append(f'shrunk from {image.width} x {image.height} px')
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, 'JPEG', quality=QUALITY)
    return Picture(stream.getvalue(), image.size, second, problems)
