"""When the frames of a video are shown."""

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av

from .frames import all_frames
from .media import open_media, video_stream
from .stated import family, stated_end

LONGEST_DELAY = 16  # frames; no codec stores them further apart


class PictureTrack(NamedTuple):
    """When the frames of a video are shown, in s of the container's clock.

    Attributes:
        stamps: times of all frames, ascending; empty if packets do not have
            them.
        begin: of the first frame that is shown.
        end: of the last one, which is held as long as the file says.
        stated: end that the header states; None if it does not.
        lost: s at the start that cannot be decoded without a key frame.
        keyless: whether no frame is a key frame.
        delay: s from the time of a packet to that of the frame which comes
            out of it, where times are those of packets (AVI with frames in
            another order); None where frames have their own.
    """

    stamps: list[Fraction]
    begin: Fraction | None
    end: Fraction | None
    stated: Fraction | None
    lost: Fraction
    keyless: bool = False
    delay: Fraction | None = None


def picture_track(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    shown: list[tuple],
    whole: bool | None,
) -> PictureTrack:
    """Sum up the packets of a video."""
    stated = stated_end(container, stream)
    unit = stream.time_base
    keys = [index for index, packet in enumerate(shown) if packet[2]]
    begun = shown[keys[0] :] if keys else shown
    here = [packet for packet in begun if not packet[3]]
    times = [pts for pts, *_ in here]
    if not here or None in times or _guessed(container, stream, times):
        return PictureTrack([], None, None, stated, Fraction(0))
    stamps = sorted(set(times))
    # Flags that call all frames key frames are not to be trusted; frames
    # shown before the first key frame may need one that is not there.
    doubtful = not keys or (len(keys) == len(shown) > 1)
    doubtful |= not begun[0][3] and times[0] != stamps[0]
    doubtful |= reordered(container, stream)
    last, held = max((pts, ticks) for pts, ticks, *_ in here)
    if not held and len(stamps) > 1:
        held = (last - stamps[0]) / Fraction(len(stamps) - 1)
    end = (last + held) * unit
    if whole and stated is not None and family(container) != 'mov':
        end = max(end, stated)  # its last frame is held
    skipped = [pts for pts, *_ in shown[: len(shown) - len(begun)] if pts]
    lost = (stamps[0] - min(skipped)) * unit if skipped else Fraction(0)
    return PictureTrack(
        [stamp * unit for stamp in stamps],
        None if doubtful else stamps[0] * unit,
        end,
        stated,
        max(Fraction(0), lost),
    )


def reordered(
    container: av.container.InputContainer, stream: av.VideoStream
) -> bool:
    """Whether frames are stored in another order, without times of their own.

    AVI has no times; what FFmpeg gives frames are guesses, but a frame's time
    is that of the packet after which it comes out of the decoder.
    """
    return family(container) == 'avi' and stream.codec_context.has_b_frames


def _guessed(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    times: list[int],
) -> bool:
    """Whether times of packets are not those of the frames inside.

    Packets of MPEG-4 part 2 may hold two frames, and none the next time.
    """
    if len(set(times)) < len(times):
        return True
    if times == sorted(times):
        return False
    mpeg4 = stream.codec_context.name == 'mpeg4'
    return mpeg4 and family(container) != 'mov'


def first_decoded(
    path: Path, track: PictureTrack, ordered: bool
) -> PictureTrack:
    """Find the first frame that can be decoded, and leave out those before.

    Of a video without any key frame that is its very first.

    Args:
        path: of the video.
        track: by its packets.
        ordered: whether frames have times of their own.
    """
    for early in ('skip', 'take'):
        with open_media(path) as container:
            stream = video_stream(container)
            unit = stream.time_base
            frame = next(all_frames(container, stream, early), (None,))[0]
            if frame is not None:
                break
    if frame is None:
        return track
    track = track._replace(keyless=early == 'take')
    time = frame.pts if ordered else frame.dts
    if time is None:
        return track._replace(stamps=[], begin=Fraction(0))
    begin = time * unit
    if not ordered:
        return _delayed(track, begin)
    later = [stamp for stamp in track.stamps if stamp >= begin]
    lost = track.lost
    if track.stamps:
        lost = max(lost, begin - track.stamps[0])
    return track._replace(stamps=later, begin=begin, lost=lost)


def _delayed(track: PictureTrack, begin: Fraction) -> PictureTrack:
    """Move the times of packets to those of the frames that come out.

    The last frames come out after the last packet, in its pace.

    Args:
        track: of packets, from the first key frame on.
        begin: time of the first frame.
    """
    stamps = track.stamps
    later = [stamp for stamp in stamps if stamp >= begin]
    left = len(stamps) - len(later)
    if left > LONGEST_DELAY or len(stamps) < 2:
        return track._replace(stamps=[], begin=begin)
    step = (stamps[-1] - stamps[0]) / (len(stamps) - 1)
    later += [stamps[-1] + step * (i + 1) for i in range(left)]
    return track._replace(
        stamps=later,
        begin=begin,
        end=max(track.end, later[-1] + step),
        delay=begin - stamps[0],
    )
