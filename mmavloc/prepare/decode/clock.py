"""One clock for the picture and the sound of a file.

Times are those of the line that a player shows: edit lists and packets that
the container discards are applied, what cannot be decoded before the first
key frame is not on it. All packets are read for that and next to none is
decoded, since what a header says of the length is often not so.
"""

import re
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av

from mmavloc.formats.mp3 import stated_seconds

from .frames import all_frames
from .media import (
    Packets,
    audio_choice,
    audio_stream,
    open_media,
    video_stream,
)
from .wholeness import is_whole

MICRO = 1_000_000  # a container counts its duration in these parts of a second
CLOCK = re.compile(r'(\d+):(\d+):(\d+(?:\.\d+)?)')
# Formats whose header states a length, where others let FFmpeg estimate it.
STATING = {'mov', 'matroska', 'avi', 'flv', 'asf', 'wav', 'aiff', 'flac'}
STATING |= {'au', 'caf', 'w64', 'rm', 'nut'}
# Formats whose packets tell the time of a sound, whatever its codec.
TIMED = {'mov', 'matroska', 'mpegts', 'mpeg', 'ogg', 'flv', 'asf', 'flac'}
# Raw streams, of which FFmpeg parses each frame.
PARSED = {'mp3', 'aac', 'ac3', 'eac3', 'amr'}


class PictureTrack(NamedTuple):
    """When the frames of a video are shown, in s of the container's clock.

    Attributes:
        stamps: times of all frames, rising; empty if packets do not tell.
        begin: of the first frame that is shown.
        end: of the last one, which is held as long as the file says.
        stated: end that the header states; None if it does not.
        lost: s at the start that cannot be decoded without a key frame.
        keyless: whether no frame is a key frame.
    """

    stamps: list[Fraction]
    begin: Fraction | None
    end: Fraction | None
    stated: Fraction | None
    lost: Fraction
    keyless: bool = False


class SoundTrack(NamedTuple):
    """When a sound is heard, in s of the container's clock.

    Attributes:
        begin, end: of what is there, by its packets; None if they do not tell.
        stated: end that the header states; None if it does not.
        timed: whether packets have times of their own, else sound follows
            sound without a hole.
        back: longest step back of its time stamps, in s.
        choice: which of several tracks it is; empty if there is one.
    """

    begin: float | None
    end: float | None
    stated: float | None
    timed: bool
    back: float
    choice: str


class Clock(NamedTuple):
    """The times of a file.

    Attributes:
        picture, sound: None if there is no such stream.
        whole: whether all bytes that the container announces are there; None
            if it announces none.
        jumps: how often its clock jumps.
    """

    picture: PictureTrack | None
    sound: SoundTrack | None
    whole: bool | None
    jumps: int

    @property
    def zero(self) -> float | None:
        """The time that counts as 0: of the first frame, else of the sound."""
        if self.picture and self.picture.begin is not None:
            return float(self.picture.begin)
        return None


def read_clock(path: Path) -> Clock:
    """Read the times of a file.

    Raises:
        RejectedError: it cannot be read.
    """
    whole = is_whole(path)
    with open_media(path) as container:
        video, audio = video_stream(container), audio_stream(container)
        streams = [stream for stream in (video, audio) if stream]
        shown: list[tuple] = []  # pts, ticks, key frame, discarded
        heard: list[tuple] = []  # pts, ticks
        packets = Packets(container, streams)
        # A sound alone whose length its format counts is not read twice.
        counted = None if video or not audio else _counted(container, path)
        for packet in packets if streams and not counted else ():
            if not packet.size:
                continue
            if packet.stream is video:
                shown.append(
                    (
                        packet.pts,
                        packet.duration or 0,
                        packet.is_keyframe,
                        packet.is_discard,
                    )
                )
            elif not packet.is_discard:
                heard.append((packet.pts, packet.duration or 0))
        sound = audio and _sound_track(container, audio, heard)
        if counted:
            sound = sound._replace(begin=0.0, end=counted)
        picture = video and _picture_track(container, video, shown, whole)
    if picture and picture.begin is None:
        picture = _first_decoded(path, picture)
    if picture and sound and len(picture.stamps) == 1 and sound.end:
        # A still picture is on show as long as its sound lasts.
        end = max(picture.end, Fraction(sound.end))
        picture = picture._replace(end=end)
    return Clock(picture, sound, whole, packets.jumps)


def _counted(
    container: av.container.InputContainer, path: Path
) -> float | None:
    """Return the length that an encoder counted, in s; None if none did."""
    family = _family(container)
    if family == 'mp3':
        with path.open('rb') as file:
            return stated_seconds(file)
    stream = audio_stream(container)
    if family == 'flac' and stream.duration:
        return float(stream.duration * stream.time_base)
    return None


def _picture_track(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    shown: list[tuple],
    whole: bool | None,
) -> PictureTrack:
    """Sum up the packets of a video."""
    stated = _stated_end(container, stream)
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
    last, held = max((pts, ticks) for pts, ticks, *_ in here)
    if not held and len(stamps) > 1:
        held = (last - stamps[0]) / Fraction(len(stamps) - 1)
    end = (last + held) * unit
    if whole and stated is not None and _family(container) != 'mov':
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


def _guessed(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    times: list[int],
) -> bool:
    """Whether times of packets are not those of the frames inside.

    AVI has none, and FFmpeg's are guesses where frames are reordered; packets
    of MPEG-4 part 2 may hold two frames, and none the next time.
    """
    if len(set(times)) < len(times):
        return True
    if times == sorted(times):
        return False
    family = _family(container)
    mpeg4 = stream.codec_context.name == 'mpeg4'
    return family == 'avi' or (mpeg4 and family != 'mov')


def _first_decoded(path: Path, track: PictureTrack) -> PictureTrack:
    """Find the first frame that can be decoded, and leave out those before.

    Of a video without any key frame that is its very first.
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
    if frame.pts is None:
        return track._replace(begin=Fraction(0))
    begin = frame.pts * unit
    later = [stamp for stamp in track.stamps if stamp >= begin]
    lost = track.lost
    if track.stamps:
        lost = max(lost, begin - track.stamps[0])
    return track._replace(stamps=later, begin=begin, lost=lost)


def _sound_track(
    container: av.container.InputContainer,
    stream: av.AudioStream,
    heard: list[tuple],
) -> SoundTrack:
    """Sum up the packets of a sound."""
    unit = float(stream.time_base)
    begin = end = None
    back = 0.0
    codec = stream.codec_context.name
    family = _family(container)
    told = family in TIMED | PARSED or codec.startswith('pcm_')
    if told and heard and all(pts is not None for pts, _ in heard):
        begin = heard[0][0] * unit
        end = max((pts + ticks) * unit for pts, ticks in heard)
        pairs = zip(heard, heard[1:], strict=False)
        back = max((a[0] - b[0] for a, b in pairs), default=0) * unit
    stated = _stated_end(container, stream)
    return SoundTrack(
        begin,
        end,
        None if stated is None else float(stated),
        family in TIMED | PARSED,
        max(0.0, back),
        audio_choice(container),
    )


def _stated_end(
    container: av.container.InputContainer, stream: av.stream.Stream
) -> Fraction | None:
    """Return the end of a stream that the header states, in s."""
    if _family(container) not in STATING:
        return None
    begin = (stream.start_time or 0) * stream.time_base
    if stream.duration and stream.duration > 0:
        return begin + stream.duration * stream.time_base
    if found := CLOCK.fullmatch(stream.metadata.get('DURATION', '')):
        hours, minutes, seconds = map(Fraction, found.groups())
        return 3600 * hours + 60 * minutes + seconds
    alone = len(container.streams) == 1
    if alone and container.duration and container.duration > 0:
        return Fraction(container.duration, MICRO)
    return None


def _family(container: av.container.InputContainer) -> str:
    """Return the first of the names that FFmpeg has for a format."""
    return container.format.name.split(',')[0]
