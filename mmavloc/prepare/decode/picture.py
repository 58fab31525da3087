"""The picture of a clip: one exact frame of a video, or a picture file."""

import io
import warnings
from bisect import bisect_right
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
from PIL import Image

from mmavloc.formats.pictures import PILLOW_ERRORS, upright_rgb
from mmavloc.prepare.errors import RejectedError

from .clock import Clock, read_clock
from .frames import all_frames, clean_frames
from .hdr import described, transfer_of
from .media import Packets, open_media, video_stream
from .orientation import upright
from .picture_track import PictureTrack

QUALITY = 95
LONG_SIDE = 4096  # px; greater pictures are shrunk when they are encoded
TRUNCATED = Fraction(9, 10)  # of the stated length; less is reported ...
MISSING = Fraction(1, 4)  # s; ... and of a file that breaks off, any lack
LOST = Fraction(1, 10)  # s at the start; more is reported
FRAME_RATE = Fraction(25)  # per second, if neither frames nor file state it
BACK = (0, 4, 20)  # s to look back for a key frame, before decoding all


class Picture(NamedTuple):
    """A picture, encoded.

    Attributes:
        jpeg: the file's content.
        size: width and height, before any rotation that EXIF asks for.
        second: of the video, from its first frame; None of a picture file.
        problems: what is odd about it.
    """

    jpeg: bytes
    size: tuple[int, int]
    second: float | None
    problems: list[str]


def video_picture(
    path: Path,
    second: float | None = None,
    exact: bool = False,
    clock: Clock | None = None,
) -> Picture:
    """Take the frame that is on show at a second of a video.

    Its own time stamp counts, not the frame rate: it is the last frame
    whose time is not after the wanted. The last frame is on show as long as
    the file says, or to the end of its sound. Turns and mirrors that the
    video asks for are applied.

    Args:
        path: of the video.
        second: from its first frame; None for the middle.
        exact: whether only the true middle will do, since boxes were drawn
            there; else, of a video that breaks off, the middle of what there
            is.
        clock: of the file, if it was read already.

    Raises:
        RejectedError: there is no picture there, or, if ``exact``, it is not
            certain.
    """
    clock = clock or read_clock(path)
    track = clock.picture
    if track is None:
        raise RejectedError('no picture: the file has no video stream')
    if track.begin is None:
        raise RejectedError('no picture: not one frame can be decoded')
    by_packets = bool(track.stamps) and not clock.jumps and not track.keyless
    if not by_packets:
        track = _by_decoding(path, track, clock)
    problems = _doubts(track, clock)
    index, wanted = _chosen(track, clock, second, bool(problems))
    frame = None
    if by_packets:
        frame, damaged = _sought(path, track.stamps[index], track.delay)
    if frame is None:
        by_time = by_packets and track.delay is None
        frame, damaged = _counted(path, track, index, by_time)
        stamp = track.stamps[index]
        if by_time and frame.pts * frame.time_base != stamp:
            problems.append(
                f'the frame at {wanted:.2f} s cannot be decoded; the one '
                'before is taken'
            )
    if damaged:
        problems.append('the frame is damaged')
    if exact and problems:
        raise RejectedError(
            f'{problems[0]}; the annotated frame is not certain'
        )
    if hdr := described(int(frame.color_trc), 'video'):
        problems.append(hdr)
    image, left = upright(frame, frame.to_image())
    return _encoded(image, wanted, [*problems, left] if left else problems)


def loose_picture(path: Path) -> Picture:
    """Take a picture file: a whole JPEG as it is, any other as a new one.

    Raises:
        RejectedError: it is empty, truncated or not a picture.
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
                turned = upright_rgb(image)
                count = getattr(image, 'n_frames', 1)
    except RejectedError:
        raise
    except PILLOW_ERRORS as error:
        text = str(error).split(' <_io')[0]  # without a memory address
        raise RejectedError(f'no picture: {text}') from None
    problems = []
    if hdr := described(transfer_of(content), 'picture'):
        problems.append(hdr)
    if count > 1:
        problems.append(f'holds {count} pictures; the first is taken')
    return _encoded(turned, None, problems)


def _by_decoding(
    path: Path, track: PictureTrack, clock: Clock
) -> PictureTrack:
    """Find when frames are shown by decoding them all."""
    early = 'take' if track.keyless else 'skip'
    with open_media(path) as container:
        stream = video_stream(container)
        rate = stream.average_rate or stream.base_rate or FRAME_RATE
        unit = stream.time_base
        times = [
            frame.pts for frame, _ in all_frames(container, stream, early)
        ]
    step = 1 / rate
    if None in times:
        stamps = [track.begin + index * step for index in range(len(times))]
    else:
        stamps = _in_turn([time * unit for time in times], step)
    if len(stamps) > 1:
        step = (stamps[-1] - stamps[0]) / (len(stamps) - 1)
    end = stamps[-1] + step
    if clock.whole and track.stated is not None and not clock.jumps:
        end = max(end, track.stated)  # its last frame is held
    if track.end is not None:
        end = max(end, track.end)
    return track._replace(stamps=stamps, begin=stamps[0], end=end)


def _in_turn(times: list[Fraction], step: Fraction) -> list[Fraction]:
    """Let times rise, since frames come out in the order of their times.

    Times that are given twice, as of the last frames of MPEG program streams,
    are counted on from the frame before.
    """
    if len(set(times)) == len(times):
        return sorted(times)
    rising = times[:1]
    for time in times[1:]:
        before = rising[-1]
        rising.append(time if time > before else before + step)
    return rising


def _doubts(track: PictureTrack, clock: Clock) -> list[str]:
    """Say why the middle of what is there may not be the clip's."""
    doubts = []
    there = track.end - track.begin
    stated = None if track.stated is None else track.stated - track.begin
    if clock.whole is False and (stated is None or there < stated - MISSING):
        full = f'{float(there):.2f} s'
        if stated is not None:
            full = f'{float(there):.2f} of {float(stated):.2f} s'
        doubts.append(f'truncated: {full} of video are there')
    elif (
        clock.whole is None
        and stated is not None
        and there < TRUNCATED * stated
        and len(track.stamps) > 1
    ):
        doubts.append(
            f'truncated: {float(there):.2f} of {float(stated):.2f} s of '
            'video are there'
        )
    if track.lost >= LOST:
        doubts.append(
            f'starts without a key frame: its first {float(track.lost):.2f} s '
            'cannot be decoded'
        )
    if track.keyless:
        doubts.append('has no key frame: its pictures are not certain')
    if clock.jumps:
        doubts.append(f'its clock jumps, {clock.jumps} times; joined')
    return doubts


def _chosen(
    track: PictureTrack, clock: Clock, second: float | None, doubted: bool
) -> tuple[int, float]:
    """Choose a frame: its index, and the wanted second."""
    there = track.end - track.begin
    if second is None:
        wanted = there / 2
    else:
        wanted = Fraction(str(second))
        end = there
        if not doubted and clock.sound and clock.sound.end:
            end = max(end, Fraction(clock.sound.end) - track.begin)
        if wanted > 0 and wanted >= end:
            raise RejectedError(
                f'no picture at second {second:g}: the video has '
                f'{float(end):.2f} s'
            )
    index = bisect_right(track.stamps, track.begin + wanted) - 1
    return max(0, index), float(wanted)


def _sought(
    path: Path, stamp: Fraction, delay: Fraction | None
) -> tuple[av.VideoFrame | None, bool]:
    """Return the frame of this very time, and whether it is damaged.

    None if it cannot be found behind a key frame near it.

    Args:
        path: of the video.
        stamp: the time.
        delay: see :class:`PictureTrack`.
    """
    with open_media(path) as container:
        stream = video_stream(container)
        wanted = int(stamp / stream.time_base)
        for back in BACK:
            back = int((back + (delay or 0)) / stream.time_base)
            try:
                container.seek(wanted - back, stream=stream)
            except av.FFmpegError:
                break
            packets = Packets(container, [stream])
            for frame, damaged in clean_frames(packets, stream, 'stop'):
                time = frame.pts if delay is None else frame.dts
                if time == wanted:
                    return frame, damaged
                if time is None or time > wanted:
                    break
    return None, False


def _counted(
    path: Path, track: PictureTrack, index: int, by_time: bool
) -> tuple[av.VideoFrame, bool]:
    """Return a frame by decoding all before it, and whether it is damaged.

    By its time that is the last frame not after it, should it be missing.
    """
    early = 'take' if track.keyless else 'skip'
    stamp = track.stamps[index]
    held = None
    with open_media(path) as container:
        stream = video_stream(container)
        frames = all_frames(container, stream, early)
        for number, (frame, damaged) in enumerate(frames):
            if by_time and held and frame.pts * stream.time_base > stamp:
                break
            held = frame, damaged
            if not by_time and number == index:
                break
    if held is None:
        raise RejectedError('no picture: not one frame can be decoded')
    return held


def _encoded(
    image: Image.Image, second: float | None, problems: list[str]
) -> Picture:
    if max(image.size) > LONG_SIDE:
        problems.append(f'shrunk from {image.width} x {image.height} px')
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, 'JPEG', quality=QUALITY)
    return Picture(stream.getvalue(), image.size, second, problems)
