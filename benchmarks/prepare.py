"""Speed of preparing clips from videos, relative to bare decoding."""

import time
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mmavloc.prepare import WORK, ClipSource, Settings, prepare_clip

from .bench import Bench
from .measure import Result, make_result, take_turns

SECONDS, RATE, SIZE = 10, 25, (320, 240)  # of the synthetic video
SOUND_RATE = 44_100


# Containers and codecs of ordinary files: ending, video, audio, options.
KINDS = {
    'MP4': ('mp4', 'mpeg4', 'aac', {}),
    'MP4, B-frames': ('mp4', 'mpeg4', 'aac', {'bf': '2'}),
    'Matroska': ('mkv', 'mpeg4', 'aac', {}),
    'AVI': ('avi', 'mpeg4', 'mp2', {}),
    'AVI, B-frames': ('avi', 'mpeg4', 'mp2', {'bf': '2'}),
    'MPEG-TS': ('ts', 'mpeg2video', 'mp2', {'bf': '2'}),
    'MPEG-PS': ('mpg', 'mpeg2video', 'mp2', {}),
    'FLV': ('flv', 'flv', 'aac', {}),
    'WMV': ('wmv', 'wmv2', 'wmav2', {}),
}


def prepare_part(bench: Bench) -> list[Result]:
    """Measure clips per CPU second of extracting image and audio.

    One process prepares synthetic videos of ten seconds (320 x 240, stereo),
    one of each kind. The limit decodes only the frames from the key frame to
    the middle frame, and all of the audio.
    """
    results = []
    with TemporaryDirectory(prefix='mmavloc-benchmark-') as folder:
        root, out = Path(folder), Path(folder, 'out')
        for name in ('image', 'audio', WORK):
            (out / name).mkdir(parents=True)
        for kind, (ending, video, audio, options) in KINDS.items():
            path = root / f'clip.{ending}'
            make_video(path, video, audio, options)
            works = {
                'prepare': partial(prepare, path, out),
                'bare': partial(decode, path),
            }
            rates = take_turns(works, bench.repeats, clock=time.process_time)
            results.append(
                make_result(
                    'prepare',
                    f'a 10 s video, {kind}',
                    'clips/CPU s',
                    rates['prepare'],
                    limit='bare decode',
                    limits=rates['bare'],
                )
            )
    return results


def prepare(video: Path, out: Path) -> float:
    """Make a clip of a video; return the number of clips."""
    clip = ClipSource('clip', video, video)
    record = prepare_clip(clip, video.parent, out, Settings('vggsound'))
    if 'rejected' in record:
        raise ValueError(f'{video}: {record["rejected"]}')
    return 1


def decode(video: Path) -> float:
    """Decode the middle frame and the audio; return the number of clips."""
    import av

    middle = SECONDS * 1_000_000 // 2  # in microseconds, as containers seek
    with av.open(str(video)) as container:
        container.seek((container.start_time or 0) + middle)
        for frame in container.decode(video=0):
            if (frame.time or 0) * 1_000_000 >= middle:
                break
        frame.to_ndarray(format='rgb24')
    with av.open(str(video)) as container:
        for frame in container.decode(audio=0):
            frame.to_ndarray()
    return 1


def make_video(
    path: Path,
    video_codec: str = 'mpeg4',
    audio_codec: str = 'aac',
    options: dict[str, str] | None = None,
    *,
    size: tuple[int, int] = SIZE,
    seconds: int = SECONDS,
) -> None:
    """Write a video of moving noise with noise as audio."""
    import av

    rng = np.random.default_rng(0)
    width, height = size
    scene = rng.integers(0, 256, (height, 2 * width, 3), dtype=np.uint8)
    with av.open(str(path), 'w') as out:
        video = out.add_stream(video_codec, rate=RATE, options=options or {})
        video.width, video.height, video.pix_fmt = width, height, 'yuv420p'
        audio = out.add_stream(audio_codec, rate=SOUND_RATE, layout='stereo')
        audio.bit_rate = 128_000
        for number in range(seconds * RATE):
            seen = scene[:, number : number + width]
            frame = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(seen), 'rgb24'
            )
            frame.pts = number
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        for begin in range(0, seconds * SOUND_RATE, 1024):
            noise = 0.1 * rng.standard_normal((2, 1024)).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(noise, 'fltp', 'stereo')
            frame.sample_rate, frame.pts = SOUND_RATE, begin
            frame.time_base = Fraction(1, SOUND_RATE)
            out.mux(audio.encode(frame))
        out.mux(audio.encode(None))
