"""Tiny videos made on the spot: grey frames that tell their number."""

from fractions import Fraction

import av
import numpy as np

STEP = 8  # of grey between two frames


def write_video(
    path,
    frames=10,
    rate=10,
    codec='mpeg4',
    times=None,
    seconds=1.0,
    hertz=440.0,
    sound_rate=44100,
    layout='stereo',
    delay=0.0,
    size=(64, 48),
    options=None,
    container=None,
    wave=None,
):
    """Write frames (none if 0) at ``rate`` or at ``times`` in ms, and a tone.

    ``seconds`` of sound (none if 0) begin ``delay`` s after the picture;
    ``wave`` (t) is heard instead of a tone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    tick = Fraction(1, 1000 if times else rate)
    with av.open(str(path), 'w', format=container) as out:
        if frames:
            video = out.add_stream(codec, rate=rate, options=options or {})
            video.width, video.height = size
            video.pix_fmt = 'yuv420p'
            video.codec_context.time_base = tick
        if seconds:
            audio = out.add_stream('aac', rate=sound_rate, layout=layout)
        if frames:
            for index in range(frames):
                grey = np.full((size[1], size[0], 3), 16 + STEP * index)
                frame = av.VideoFrame.from_ndarray(
                    grey.astype(np.uint8), 'rgb24'
                )
                frame.time_base = tick
                frame.pts = times[index] if times else index
                out.mux(video.encode(frame))
            out.mux(video.encode(None))
        if seconds:
            count = round(seconds * sound_rate)
            if wave is None:
                wave = 0.5 * np.sin(
                    2 * np.pi * hertz * np.arange(count) / sound_rate
                )
            channels = audio.codec_context.layout.nb_channels
            planes = np.tile(wave.astype(np.float32), (channels, 1))
            for begin in range(0, count, 1024):
                part = np.ascontiguousarray(planes[:, begin : begin + 1024])
                frame = av.AudioFrame.from_ndarray(part, 'fltp', layout)
                frame.sample_rate = sound_rate
                frame.time_base = Fraction(1, sound_rate)
                frame.pts = begin + round(delay * sound_rate)
                out.mux(audio.encode(frame))
            out.mux(audio.encode(None))


def number_of(image) -> int:
    """Tell which frame a picture shows."""
    return round((float(np.asarray(image).mean()) - 16) / STEP)
