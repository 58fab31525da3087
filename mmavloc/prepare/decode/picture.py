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

from mmavloc.formats.pictures import BROKEN
from mmavloc.prepare.errors import RejectedError

from .media import frames_of, length_of, open_media, video_stream

QUALITY = 95
LONG_SIDE = 4096  # px; greater pictures are shrunk when they are encoded
TRUNCATED = Fraction(9, 10)  # of the stated length; less is told
RATE = Fraction(25)  # frames a second, where neither frames nor file tell
TURNS = {  # degrees against the clock
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


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
        stamps = _packet_stamps(container, stream)
    if stamps:
        wanted, index, problems = _chosen(stamps, second, exact, length)
        with open_media(path) as container:
            stream = video_stream(container)
            unit = stream.time_base
            frame = _sought(container, stream, int(stamps[index] / unit))
            if frame is not None:
                return _taken(frame, wanted, problems)
    # The packets do not tell, or the frame cannot be had: decode it whole.
    with open_media(path) as container:
        stamps = _frame_stamps(container, video_stream(container))
    if not stamps:
        raise RejectedError('no picture: not one frame can be decoded')
    wanted, index, problems = _chosen(stamps, second, exact, length)
    with open_media(path) as container:
        stream = video_stream(container)
        frame = next(islice(frames_of(container, stream), index, None))
        return _taken(frame, wanted, problems)


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
    except BROKEN as error:
        text = str(error).split(' <_io')[0]  # without a memory address
        raise RejectedError(f'no picture: {text}') from None
    return _encoded(turned, None, [])


def _packet_stamps(
    container: av.container.InputContainer, stream: av.VideoStream
) -> list[Fraction]:
    """Return when frames are shown, in s, as packets say; empty if unclear.

    All packets are read and none decoded: what the header says of the length
    is often not so.
    """
    stamps = []
    try:
        for packet in container.demux(stream):
            if packet.size:
                stamps.append(packet.pts)
    except av.FFmpegError:
        pass  # it breaks off here
    if None in stamps or len(set(stamps)) < len(stamps):
        return []  # as in AVI
    return [stamp * stream.time_base for stamp in sorted(stamps)]


def _frame_stamps(
    container: av.container.InputContainer, stream: av.VideoStream
) -> list[Fraction]:
    """Return when frames are shown, in s, by decoding them all."""
    rate = stream.average_rate or stream.base_rate or RATE
    stamps = [frame.pts for frame in frames_of(container, stream)]
    if None in stamps or len(set(stamps)) < len(stamps):
        return [index / rate for index in range(len(stamps))]
    return [stamp * stream.time_base for stamp in sorted(stamps)]


def _chosen(
    stamps: list[Fraction],
    second: float | None,
    exact: bool,
    length: Fraction | None,
) -> tuple[float, int, list[str]]:
    """Choose a frame: the wanted second, the frame's index, problems.

    The last frame is taken to be shown as long as one is on average.
    """
    begin = stamps[0]
    step = (stamps[-1] - begin) / max(1, len(stamps) - 1)
    there = stamps[-1] - begin + step
    problems = []
    if length and there < TRUNCATED * length and len(stamps) > 1:
        text = (
            f'truncated: {float(there):.2f} of {float(length):.2f} s of '
            'video are there'
        )
        if exact:
            raise RejectedError(f'{text}; the annotated frame is not certain')
        problems.append(text)
    wanted = there / 2 if second is None else Fraction(str(second))
    if second is not None and wanted > 0 and wanted >= there:
        raise RejectedError(
            f'no picture at second {second:g}: the video has '
            f'{float(there):.2f} s'
        )
    return float(wanted), bisect_right(stamps, begin + wanted) - 1, problems


def _sought(
    container: av.container.InputContainer, stream: av.VideoStream, stamp: int
) -> av.VideoFrame | None:
    """Return the frame with this very stamp; None if it cannot be had."""
    try:
        container.seek(stamp, stream=stream)
    except av.FFmpegError:
        return None
    for frame in frames_of(container, stream):
        if frame.pts is None or frame.pts >= stamp:
            return frame if frame.pts == stamp else None
    return None


def _taken(
    frame: av.VideoFrame, second: float, problems: list[str]
) -> Picture:
    """Turn a frame as the video asks, and encode it."""
    if frame.is_corrupt:
        problems.append('the frame is damaged')
    image = frame.to_image()
    turn = TURNS.get(round(frame.rotation) % 360)
    return _encoded(
        image if turn is None else image.transpose(turn), second, problems
    )


def _encoded(
    image: Image.Image, second: float | None, problems: list[str]
) -> Picture:
    if max(image.size) > LONG_SIDE:
        problems.append(f'shrunk from {image.width} x {image.height} px')
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, 'JPEG', quality=QUALITY)
    return Picture(stream.getvalue(), image.size, second, problems)
