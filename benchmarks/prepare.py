"""Speed of preparing clips from videos, relative to bare decoding."""

import time
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mmavloc.prepare import WORK, ClipSource, Settings, prepare_clip

from .bench import Bench
from .measure import Result, make_result, take_turns

SECONDS, RATE, SIZE = 10, 25, (320, 240)  # of the synthetic video
SOUND_RATE = 44_100


def prepare_part(bench: Bench) -> list[Result]:
    """Measure clips per CPU second of extracting image and audio.

    One process prepares a synthetic video of ten seconds (320 x 240, MPEG-4
    with AAC stereo). The limit decodes only the frames from the key frame to
    the middle frame, and all of the audio.
    """
    with TemporaryDirectory(prefix='mmavloc-benchmark-') as folder:
        root, out = Path(folder), Path(folder, 'out')
        video = root / 'clip.mp4'
        make_video(video)
        for name in ('image', 'audio', WORK):
            (out / name).mkdir(parents=True)
        clip, settings = ClipSource('clip', video, video), Settings('vggsound')

        def prepare() -> float:
            record = prepare_clip(clip, root, out, settings)
            if 'rejected' in record:
                raise ValueError(f'{video}: {record["rejected"]}')
            return 1

        works = {'prepare': prepare, 'bare': lambda: decode(video)}
        rates = take_turns(works, bench.repeats, clock=time.process_time)
    return [
        make_result(
            'prepare',
            'a 10 s video, one process',
            'clips/CPU s',
            rates['prepare'],
            limit='bare decode',
            limits=rates['bare'],
        ),
        make_result('prepare', 'bare decode', 'clips/CPU s', rates['bare']),
    ]


def decode(video: Path) -> float:
    """Decode the middle frame and the audio; return the number of clips."""
    import av

    middle = SECONDS * 1_000_000 // 2  # in microseconds, as containers seek
    with av.open(str(video)) as container:
        container.seek(middle)
        for frame in container.decode(video=0):
            if frame.time * 1_000_000 >= middle:
                frame.to_ndarray(format='rgb24')
                break
        container.seek(0)
        for frame in container.decode(audio=0):
            frame.to_ndarray()
    return 1


def make_video(
    path: Path, size: tuple[int, int] = SIZE, seconds: int = SECONDS
) -> None:
    """Write a video of moving noise with noise as audio."""
    import av

    rng = np.random.default_rng(0)
    width, height = size
    scene = rng.integers(0, 256, (height, 2 * width, 3), dtype=np.uint8)
    with av.open(str(path), 'w') as out:
        video = out.add_stream('mpeg4', rate=RATE)
        video.width, video.height, video.pix_fmt = width, height, 'yuv420p'
        audio = out.add_stream('aac', rate=SOUND_RATE, layout='stereo')
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
