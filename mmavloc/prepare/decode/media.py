"""Open media, choose their streams, and read packets and frames of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from mmavloc.formats.containers import open_container, printable
from mmavloc.prepare.errors import RejectedError

TS_DISCONT = av.format.Flags.ts_discont.value
JUMP = 10  # s between two packets of a stream; FFmpeg's own limit
LONGEST_HOLE = 3600  # s, where time stamps may have holes
av.logging.set_level(None)  # FFmpeg's messages; ours give the cause
Disposition = av.stream.Disposition
STILL = (
    Disposition.attached_pic
    | Disposition.timed_thumbnails
    | Disposition.still_image
)


@contextmanager
def open_media(path: Path) -> Iterator[av.container.InputContainer]:
    """Open a media file by its content, not by its name.

    Raises:
        RejectedError: it is empty, cannot be read, or has a format that
            FFmpeg does not know.
    """
    try:
        if path.stat().st_size == 0:
            raise RejectedError('a file of 0 bytes')
        # As an open file and not as a name, which FFmpeg may take for a
        # protocol or a pattern of numbered pictures.
        with (
            path.open('rb') as file,
            open_container(file) as container,
        ):
            yield container
    except (av.FFmpegError, OSError) as error:
        reason = error.strerror or type(error).__name__
        raise RejectedError(f'cannot be read ({reason})') from None


def video_stream(
    container: av.container.InputContainer,
) -> av.VideoStream | None:
    """Return the default moving picture, else the first.

    The cover of a record is not a moving picture.
    """
    streams = [
        stream
        for stream in container.streams.video
        if stream.codec_context and not stream.disposition & STILL
    ]
    if not streams:
        return None
    stream = _default(streams)
    stream.codec_context.thread_count = 1  # a process is one thread
    return stream


def audio_stream(
    container: av.container.InputContainer,
) -> av.AudioStream | None:
    """Return the default sound whose codec is known, else the first."""
    streams = [s for s in container.streams.audio if s.codec_context]
    return _default(streams) if streams else None


def audio_choice(container: av.container.InputContainer) -> str:
    """Say which of several audio tracks is taken; empty if there is one."""
    streams = [s for s in container.streams.audio if s.codec_context]
    if len(streams) < 2:
        return ''
    chosen = _default(streams)
    named = f' ({printable(chosen.language)})' if chosen.language else ''
    why = 'default' if chosen.disposition & Disposition.default else 'first'
    return (
        f'has {len(streams)} audio tracks; track '
        f'{streams.index(chosen) + 1}{named}, the {why}, is taken'
    )


def _default(streams: list) -> av.stream.Stream:
    """Return the stream marked as the default one, else the first."""
    marked = (s for s in streams if s.disposition & Disposition.default)
    return next(marked, streams[0])


class Packets:
    """Packets of some streams, on one line of time.

    Where the clock of a transport stream jumps (recordings that were joined),
    or any file's clock starts again, later packets are moved to follow the
    earlier ones, all streams by the same time where they jump together.

    Args:
        container: to read.
        streams: to read of it.

    Attributes:
        jumps: how often the clock jumped, so far.
    """

    def __init__(self, container: av.container.InputContainer, streams: list):
        self.container = container
        self.streams = streams
        self.jumps = 0
        may_jump = container.format.flags & TS_DISCONT
        self.longest = JUMP if may_jump else LONGEST_HOLE

    def __iter__(self) -> Iterator[av.Packet]:
        """Yield packets; those of size 0 end their stream."""
        shifts = {stream.index: 0.0 for stream in self.streams}
        units = {s.index: float(s.time_base) for s in self.streams}
        last: dict[int, float] = {}
        packets = self.container.demux(self.streams)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):
                return  # its end, or it breaks off
            dts = packet.pts if packet.dts is None else packet.dts
            if dts is None:
                yield packet
                continue
            if not packet.size:
                continue  # a repeated frame; a decoder would end there
            index = packet.stream_index
            time = dts * units[index] + shifts[index]
            step = time - last.get(index, time)
            if (step < -JUMP or step > self.longest) and not any(
                abs(time - there) < JUMP for there in last.values()
            ):  # not a hole in this stream alone
                shifts[index] = self._shift(shifts, index, step)
                time = dts * units[index] + shifts[index]
            last[index] = time + (packet.duration or 0) * units[index]
            if shifts[index]:
                ticks = round(shifts[index] / units[index])
                packet.pts = None if packet.pts is None else packet.pts + ticks
                packet.dts = None if packet.dts is None else packet.dts + ticks
            yield packet

    def _shift(self, shifts: dict, index: int, step: float) -> float:
        """Return what is added to a stream's times after a jump."""
        wanted = shifts[index] - step
        for other in shifts.values():  # jumps that belong together
            if other != shifts[index] and abs(other - wanted) < JUMP:
                return other
        self.jumps += 1
        return wanted


def decoded(
    packets: Packets, stream: av.stream.Stream
) -> Iterator[tuple[av.Packet, list[av.frame.Frame], bool]]:
    """Yield packets of one stream, their frames, and whether they failed."""
    for packet in packets:
        if packet.stream_index != stream.index:
            continue
        try:
            frames = packet.decode()
        except av.FFmpegError:
            yield packet, [], True
            continue
        yield packet, frames, packet.is_corrupt
