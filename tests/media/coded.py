"""Media whose content tells its own time, so that any slip is seen.

Frame ``n`` (of 25 a second) shows ``n`` as eight bars, white for 1; the sound
of second ``T`` of the uncut recording has 200 + 100 T Hz.
"""

from fractions import Fraction

import av
import numpy as np

FPS = 25
SIZE = (128, 96)  # of the pictures; H.263 knows few
TICK = Fraction(1, 1000)


def bars(number: int) -> np.ndarray:
    """Draw a frame's number: (96 128 3) uint8."""
    bits = [(number >> bit & 1) * 255 for bit in range(8)]
    row = np.repeat(np.array(bits, np.uint8), SIZE[0] // 8)
    return np.ascontiguousarray(
        np.broadcast_to(row[None, :, None], (SIZE[1], SIZE[0], 3))
    )


def number_of(pixels: np.ndarray) -> int:
    """Read a frame's number."""
    columns = pixels.astype(float).mean(axis=(0, 2)).reshape(8, -1)
    return sum(
        int(c[2:-2].mean() > 127) << bit for bit, c in enumerate(columns)
    )


def corners(number: int) -> np.ndarray:
    """Draw quarters that tell the orientation: white, grey, black, dark."""
    quarters = np.array([[255, 170], [0, 85]], np.uint8)
    grey = np.kron(quarters, np.ones((SIZE[1] // 2, SIZE[0] // 2), np.uint8))
    return np.ascontiguousarray(np.repeat(grey[..., None], 3, axis=2))


def corners_of(pixels: np.ndarray) -> str:
    """Read quarters: W, G, B, D from the top left, clockwise."""
    grey = pixels.astype(float).mean(axis=2)
    h, w = grey.shape[0] // 2, grey.shape[1] // 2
    parts = grey[:h, :w], grey[:h, w:], grey[h:, w:], grey[h:, :w]
    return ''.join('BDGW'[round(float(part.mean()) / 85)] for part in parts)


def chirp(begin: float, end: float, rate: int) -> np.ndarray:
    """Make the sound of the seconds between two of the recording."""
    t = np.arange(round(begin * rate), round(end * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * (200 + 50 * t) * t)).astype(np.float32)


def second_of(audio: np.ndarray, rate: int, at: float) -> float:
    """Read which second of the recording is heard at one of a sound."""
    width = round(0.1 * rate)
    first = max(0, round((at - 0.05) * rate))
    part = audio[first : first + width].astype(float)
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 16))
    hertz = spectrum.argmax() * rate / (1 << 16)
    centre = (first + len(part) / 2) / rate - at
    return (hertz - 200) / 100 - centre


def write_coded(
    path,
    video='libx264',
    audio='aac',
    numbers=range(101),
    times=None,
    heard=((0.0, 0.0, 4.0),),
    rate=44100,
    layout='mono',
    options=None,
    pixels='yuv420p',
    draw=bars,
    format=None,
    drop=(0.0, 0.0),
    allkey=False,
    muxer=None,
    tracks=(),
    bitrate=None,
    tune=None,
):
    """Write a file.

    Args:
        path: of it.
        video, audio: encoders; None for no such stream.
        numbers: of the frames.
        times: in ms, at which they are shown; by default ``number / 25`` s.
        heard: pieces of sound: at which second, and the two seconds of the
            recording that it lies between.
        options: of the video's encoder.
        drop: s before which packets of picture and sound are left out.
        allkey: whether all packets are called key frames.
        muxer: its options.
        tracks: dispositions of the audio tracks, each with a sound of its
            own: track ``i`` is ``i`` seconds late in the recording.
        tune: called with the video stream, before it is opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    packets = []
    with av.open(str(path), 'w', format=format, options=muxer or {}) as out:
        streams = []
        if video:
            base = {'g': '25', 'bf': '0'} | (options or {})
            if video == 'libx264':
                base = {'preset': 'ultrafast'} | base
            else:  # key frames where they are asked for, and only there
                base = {'sc_threshold': '1000000000'} | base
            stream = out.add_stream(video, rate=FPS, options=base)
            stream.width, stream.height = SIZE
            stream.pix_fmt = pixels
            if times:
                stream.codec_context.time_base = TICK
            if tune:
                tune(stream)
            streams.append(stream)
        for _ in (tracks or (0,)) if audio else ():
            sound = out.add_stream(audio, rate=rate, layout=layout)
            if bitrate:
                sound.bit_rate = bitrate
            streams.append(sound)
        for track, disposition in enumerate(tracks):
            streams[track - len(tracks)].disposition = disposition
        out.start_encoding()
        if video:
            for index, number in enumerate(numbers):
                frame = av.VideoFrame.from_ndarray(draw(number), 'rgb24')
                frame.pts = times[index] if times else number
                frame.time_base = TICK if times else Fraction(1, FPS)
                packets += stream.encode(frame)
            packets += stream.encode(None)
        for track, sound in enumerate(streams[1 if video else 0 :]):
            packets += _sounds(sound, heard, rate, layout, track)
        begins = dict(zip(('video', 'audio'), drop, strict=True))
        for packet in packets:
            at = packet.pts * packet.time_base if packet.pts else 0
            if begins[packet.stream.type] > max(at, 0):
                continue
            packet.is_keyframe = packet.is_keyframe or allkey
            out.mux(packet)
    return path


def _sounds(stream, heard, rate, layout, track):
    """Encode pieces of sound."""
    encoder = stream.codec_context
    resampler = av.AudioResampler(
        encoder.format, layout, rate, encoder.frame_size or 1024
    )
    packets = []
    for at, begin, end in heard:
        wave = chirp(begin + track, end + track, rate)
        for first in range(0, len(wave), 1 << 14):
            part = wave[None, first : first + (1 << 14)]
            count = av.AudioLayout(layout).nb_channels
            part = np.ascontiguousarray(np.repeat(part, count, axis=0))
            frame = av.AudioFrame.from_ndarray(part, 'fltp', layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = first
            for piece in resampler.resample(frame):
                piece.pts += round(at * rate)
                piece.time_base = Fraction(1, rate)
                packets += stream.encode(piece)
        for piece in resampler.resample(None):
            piece.pts += round(at * rate)
            piece.time_base = Fraction(1, rate)
            packets += stream.encode(piece)
        resampler = av.AudioResampler(
            encoder.format, layout, rate, encoder.frame_size or 1024
        )
    return packets + stream.encode(None)
