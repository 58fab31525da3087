"""Frames of a video with the sound around them, in one pass."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.sidedata.sidedata import Type
from PIL import Image

from mmavloc.prepare.decode.hdr import TRANSFERS
from mmavloc.prepare.decode.orientation import upright
from mmavloc.prepare.decode.pieces import mono

from .sliding_sound import SlidingSound
from .source import MediaError, Source, time_of

SKEW = 10.0  # s that the sound may lie behind the picture in a file
# takes a packet of the sound (None at the end), and what was decoded of it
OnAudio = Callable[[av.Packet | None, list[av.AudioFrame]], None]


@dataclass
class Moment:
    """A frame, and when it is shown.

    Attributes:
        image: (H W 3) uint8 RGB, upright.
        pts: time stamp in units of the video stream.
        time: in s, on the clock of the stream.
        lasts: s until the next frame.
        arrived: reading of the wall clock when its packet was read.
    """

    image: np.ndarray
    pts: int
    time: float
    lasts: float
    arrived: float


class Reader:
    """Frames of a video, each once the sound around it has arrived.

    The file is demuxed once. Packets of the picture wait, undecoded, until
    the sound is ``lookahead`` s ahead of them, or ends, or is more than 10 s
    behind; so memory does not grow with the length, and a stream needs no
    seeking.

    Args:
        source: to read.
        sound: where the sound is put.
        lookahead: in s.
        on_audio: is called with each packet of the sound, to copy it.
        max_duration: s after which reading stops; None for all.

    Attributes:
        remarks: what was odd, once everything is read.
        decode_seconds: time spent on decoding frames.
    """

    def __init__(
        self,
        source: Source,
        sound: SlidingSound,
        lookahead: float,
        on_audio: OnAudio | None = None,
        max_duration: float | None = None,
    ):
        self.source, self.sound = source, sound
        self.lookahead = lookahead
        self.on_audio = on_audio
        self.max_duration = max_duration
        self.decode_seconds = 0.0
        self.remarks = source.remarks
        self.failed = self.damaged = self.before_key = self.resized = 0
        self.stopped = False
        self._begun = False
        self._size: tuple[int, int] | None = None
        self._last: int | None = None
        self._offset: int | None = None
        self._unit = float(source.video.time_base)
        self._zero: float | None = None  # s of the first packet
        self._over: set[str] = set()  # streams that reached the limit
        self._unheard = -math.inf  # s of the last frame without its sound
        self._behind = False  # whether that sound came later

    def __iter__(self) -> Iterator[Moment]:
        """Yield frames in the order of their times."""
        held: Moment | None = None  # until the next tells how long it lasts
        for moment in self._frames():
            if held is not None:
                held.lasts = moment.time - held.time
                yield held
            held = moment
        if held is not None:
            yield held
        self._sum_up()

    def _frames(self) -> Iterator[Moment]:
        audio = self.source.audio
        waiting: deque[tuple[av.Packet, float, float]] = deque()
        newest = 0.0
        for packet in self.source.packets():
            if not packet.size:
                continue  # decoders are flushed below
            at = time_of(packet)
            newest = max(newest, at)
            if self.source.interrupted or self._too_late(at):
                self.stopped = not self.source.interrupted
                break
            if packet.stream is audio:
                self._listen(packet)
            elif self._wanted(packet):
                waiting.append((packet, at, time.perf_counter()))
            while waiting and self._ready(waiting[0][1], newest):
                first, _, arrived = waiting.popleft()
                yield from self._decode(first, arrived)
        if audio is not None:
            self._listen(None)
        self.sound.finish()
        for packet, _, arrived in waiting:
            yield from self._decode(packet, arrived)
        yield from self._decode(None, time.perf_counter())
        if self.source.jumps:
            self.remarks.append(
                f'its clock jumps, {self.source.jumps} times; joined'
            )

    def _too_late(self, at: float) -> bool:
        self._zero = at if self._zero is None else self._zero
        if self.max_duration is None:
            return False
        streams = 1 if self.source.audio is None else 2
        beyond = at - self._zero - self.max_duration
        return len(self._over) == streams or beyond >= SKEW

    def _wanted(self, packet: av.Packet) -> bool:
        """Whether a packet lies before the limit, else its stream is over.

        Packets are not in the order of their times: picture and sound come
        in blocks, and frames that others refer to come before them.
        """
        ticks = packet.pts if packet.dts is None else packet.dts
        if self._within(float((ticks or 0) * packet.time_base)):
            return True
        self._over.add(packet.stream.type)
        return False

    def _within(self, at: float) -> bool:
        limit = self.max_duration
        return limit is None or at - (self._zero or 0.0) < limit

    def _ready(self, at: float, newest: float) -> bool:
        """Whether the sound around a frame is there, or will not come."""
        if self.source.audio is None:
            return True
        end = self.sound.end
        if end is not None and end >= at + self.lookahead:
            return True
        if newest - at > self.lookahead + SKEW:
            self._unheard = at
            return True
        return False

    def _listen(self, packet: av.Packet | None) -> None:
        """Decode sound, and pass its packet on."""
        audio = self.source.audio
        if packet is not None and not self._wanted(packet):
            return
        try:
            frames = audio.codec_context.decode(packet)
        except av.FFmpegError:
            self.failed += 1
            frames = []
        for frame in frames:
            if not frame.samples:
                continue
            samples = mono(frame)
            begin = self.sound.end or 0.0
            if frame.pts is not None:
                begin = float(frame.pts * frame.time_base)
            self._behind |= begin < self._unheard
            self.sound.add(begin, samples, frame.sample_rate)
        if self.on_audio:
            self.on_audio(packet, frames)

    def _decode(
        self, packet: av.Packet | None, arrived: float
    ) -> Iterator[Moment]:
        begin = time.perf_counter()
        try:
            frames = self.source.video.codec_context.decode(packet)
        except av.FFmpegError:
            self.failed += 1
            frames = []
        for frame in frames:
            self._begun |= frame.key_frame
            if not self._begun:
                self.before_key += 1
                continue
            self.damaged += frame.is_corrupt
            pts = self._stamp(frame)
            if pts is None or not self._within(pts * self._unit):
                continue
            image = self._image(frame)
            self.decode_seconds += time.perf_counter() - begin
            # of the last frame; of others the next one tells
            lasts = frame.duration * self._unit or float(1 / self.source.rate)
            yield Moment(image, pts, pts * self._unit, lasts, arrived)
            begin = time.perf_counter()
        self.decode_seconds += time.perf_counter() - begin

    def _stamp(self, frame: av.VideoFrame) -> int | None:
        """Return a frame's time stamp; None for one that is not later."""
        # AVI has no time stamps, and those of reordered frames are guesses
        untimed = self.source.container.format.name == 'avi'
        pts = frame.dts if untimed else frame.pts
        if untimed and pts is not None:
            # a decoder that reorders gives the first frame a later one's
            self._offset = pts if self._offset is None else self._offset
            pts += (self.source.video.start_time or 0) - self._offset
        if pts is None:
            step = 1 / (self.source.rate * self.source.video.time_base)
            pts = 0 if self._last is None else self._last + round(step)
        if self._last is not None and pts <= self._last:
            self.damaged += 1
            return None
        self._last = pts
        return pts

    def _image(self, frame: av.VideoFrame) -> np.ndarray:
        if self._size is None and (hdr := TRANSFERS.get(int(frame.color_trc))):
            self.remarks.append(
                f'HDR video ({hdr}): its colours are not tone-mapped'
            )
        if frame.side_data.get(Type.DISPLAYMATRIX) is None:
            image = frame.to_ndarray(format='rgb24')
        else:
            turned, left = upright(frame, frame.to_image())
            image = np.asarray(turned)
            if left and left not in self.remarks:
                self.remarks.append(left)
        if self._size is None:
            self._size = image.shape[:2]
        elif image.shape[:2] != self._size:
            self.resized += 1
            height, width = self._size
            image = np.asarray(Image.fromarray(image).resize((width, height)))
        return np.ascontiguousarray(image)

    def _sum_up(self) -> None:
        """Say what was odd."""
        found = [
            (self.failed, 'packets could not be decoded and are left out'),
            (self.damaged, 'frames are damaged'),
            (
                self.before_key,
                'frames before the first key frame are left out',
            ),
            (self.resized, 'frames of another size were resized to the first'),
        ]
        self.remarks += [f'{n} {text}' for n, text in found if n]
        if self.source.interrupted:
            self.remarks.append('interrupted: what was read is there')
        if self._behind:
            self.remarks.append(
                f'sound lies more than {SKEW:g} s behind its picture in the '
                'file, so that frames were localized without it; sort it '
                'first: ffmpeg -i VIDEO -c copy SORTED.mkv'
            )
        if self.stopped:
            self.remarks.append(f'stopped after {self.max_duration:g} s')
        if self.sound.missing:
            self.remarks.append(
                f'{self.sound.missing:.2f} s of sound are missing; silent'
            )
        if self.sound.doubled:
            self.remarks.append(
                f'{self.sound.doubled:.2f} s of sound are there twice'
            )
        if self._last is None:
            raise MediaError(
                f'{self.source.name}: not one frame can be decoded; want a '
                'video that plays'
            )
