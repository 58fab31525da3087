"""Frames of a video that depend on nothing which was not decoded."""

from collections.abc import Iterator

import av

from .media import Packets, audio_stream, decoded


def clean_frames(
    packets: Packets, stream: av.VideoStream, early: str = 'skip'
) -> Iterator[tuple[av.VideoFrame, bool]]:
    """Yield frames from the first key frame on, and whether one is damaged.

    Whether a frame is a key frame is what its codec says: containers call
    every frame of some files one. A frame counts as damaged if it, or what it
    may depend on since the last key frame, could not be decoded.

    Args:
        packets: of the video, and perhaps of other streams.
        stream: the video.
        early: what to do with frames before the first key frame: ``skip``
            them, ``stop``, or ``take`` them.
    """
    begun = early == 'take'
    damaged = False
    for packet, frames, failed in decoded(packets, stream):
        if packet.size and packet.is_keyframe:
            damaged = False
            # Where the container discards frames, its key frame is not seen.
            begun |= packet.is_discard
        damaged |= failed
        for frame in frames:
            begun |= frame.key_frame
            if begun:
                yield frame, damaged or frame.is_corrupt
            elif early == 'stop':
                return


def all_frames(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    early: str = 'skip',
) -> Iterator[tuple[av.VideoFrame, bool]]:
    """Yield all frames of a file from its start, see :func:`clean_frames`."""
    sound = audio_stream(container)
    streams = [stream, sound] if sound else [stream]  # for jumps of the clock
    return clean_frames(Packets(container, streams), stream, early)
