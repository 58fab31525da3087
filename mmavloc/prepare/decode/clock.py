"""One clock for the picture and the sound of a file.

Times are those of the line that a player shows: edit lists and packets that
the container discards are applied, what cannot be decoded before the first
key frame is not on it. All packets are read for that and next to none is
decoded, since what a header says of the length is often not so.
"""

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av

from mmavloc.formats.mp3 import stated_seconds

from .media import (
    Packets,
    audio_choice,
    audio_stream,
    open_media,
    video_stream,
)
from .picture_track import (
    PictureTrack,
    first_decoded,
    picture_track,
    reordered,
)
from .stated import family, stated_end
from .wholeness import is_whole

# Formats whose audio packets have time stamps, for every codec.
TIMED = {'mov', 'matroska', 'mpegts', 'mpeg', 'ogg', 'flv', 'asf', 'flac'}
# Raw streams, of which FFmpeg parses each frame.
PARSED = {'mp3', 'aac', 'ac3', 'eac3', 'amr'}


class SoundTrack(NamedTuple):
    """When a sound is heard, in s of the container's clock.

    Attributes:
        begin, end: of what is there, by its packets; None if these have no
            time stamps.
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
        shown: list[tuple] = []  # time, ticks, key frame, discarded
        ordered = not (video and reordered(container, video))
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
                        packet.pts if ordered else packet.dts,
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
        picture = video and picture_track(container, video, shown, whole)
    if picture and picture.begin is None:
        picture = first_decoded(path, picture, ordered)
    if picture and sound and len(picture.stamps) == 1 and sound.end:
        # A still picture is on show as long as its sound lasts.
        end = max(picture.end, Fraction(sound.end))
        picture = picture._replace(end=end)
    return Clock(picture, sound, whole, packets.jumps)


def _counted(
    container: av.container.InputContainer, path: Path
) -> float | None:
    """Return the length that an encoder counted, in s; None if none did."""
    kind = family(container)
    if kind == 'mp3':
        with path.open('rb') as file:
            return stated_seconds(file)
    stream = audio_stream(container)
    if kind == 'flac' and stream.duration:
        return float(stream.duration * stream.time_base)
    return None


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
    kind = family(container)
    timed = kind in TIMED | PARSED or codec.startswith('pcm_')
    if timed and heard and all(pts is not None for pts, _ in heard):
        begin = heard[0][0] * unit
        end = max((pts + ticks) * unit for pts, ticks in heard)
        pairs = zip(heard, heard[1:], strict=False)
        back = max((a[0] - b[0] for a, b in pairs), default=0) * unit
    stated = stated_end(container, stream)
    return SoundTrack(
        begin,
        end,
        None if stated is None else float(stated),
        kind in TIMED | PARSED,
        max(0.0, back),
        audio_choice(container),
    )
