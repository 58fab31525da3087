"""Speed of the loader, relative to bare decoding of the same files.

The ratio has no target, because only the speed of training matters; see
``train.py``.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import soundfile
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

from mmavloc.datasets.transforms import LoadAudio, LoadImage
from mmavloc.datasets.transforms.image import decode_plain_jpeg
from mmavloc.registry import MODELS

from .bench import Bench
from .measure import Result, make_result, take_turns

LEAST = 768  # clips per repetition: the loader first fills its queues


def loader_part(bench: Bench) -> list[Result]:
    """Measure clips per second of the loader, bare decoding and a plain loop.

    ``with spectrogram`` includes the data preprocessor, so that its output is
    comparable with that of the plain loop. Every process has one thread.
    """
    clips = Clips(bench)
    loader = bench.loader()
    prepare = MODELS.build(
        bench.cfg.model.get('data_preprocessor')
        or dict(type='AVDataPreprocessor')
    ).to(bench.device)
    plain = DataLoader(
        PlainClips(clips),
        batch_size=bench.batch_size,
        num_workers=bench.workers,
        persistent_workers=bench.workers > 0,
        shuffle=True,
        drop_last=True,
    )
    epochs = -(-LEAST // len(loader.dataset))

    def run(batches, work=lambda batch: None) -> float:
        seen = 0
        for _ in range(epochs):
            for batch in batches:
                work(batch)
                seen += bench.batch_size
        return seen

    with one_thread(), BareDecode(clips, bench.workers) as bare:
        rates = take_turns(
            {
                'loader': lambda: run(loader),
                'bare': lambda: sum(bare() for _ in range(epochs)),
                'spectrogram': lambda: run(loader, prepare),
                'plain': lambda: run(plain),
            },
            bench.repeats,
            bench.device,
        )
    alone = alone_on_one_core(bench, clips)
    return [
        make_result(
            'loader',
            'one process',
            'clips/CPU s',
            alone['loader'],
            limit='bare decode',
            limits=alone['bare'],
        ),
        make_result(
            'loader',
            'loader',
            'clips/s',
            rates['loader'],
            limit='bare decode',
            limits=rates['bare'],
        ),
        make_result('loader', 'bare decode', 'clips/s', rates['bare']),
        make_result(
            'loader',
            'with spectrogram',
            'clips/s',
            rates['spectrogram'],
            limit='plain loop',
            limits=rates['plain'],
            target='> 1',
        ),
        make_result('loader', 'plain loop', 'clips/s', rates['plain']),
    ]


def alone_on_one_core(bench: Bench, clips: 'Clips') -> dict:
    """Measure loader and decoding without workers, in CPU time."""
    loader = bench.loader(num_workers=0, persistent_workers=False)
    with one_thread():
        return take_turns(
            {
                'loader': lambda: bench.batch_size * sum(1 for _ in loader),
                'bare': lambda: decode(clips.paths, clips.samples),
            },
            bench.repeats,
            clock=time.process_time,
        )


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit this process to one thread, as in loader workers."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


class Clips:
    """Paths of the clips, and the crops that the pipeline makes."""

    def __init__(self, bench: Bench):
        dataset = bench.dataset
        dataset.full_init()
        self.paths = []
        for index in range(len(dataset)):
            info = dataset.get_data_info(index)
            self.paths.append((info['img_path'], info['audio_path']))
        steps = dataset.pipeline.transforms
        sounds = [step for step in steps if isinstance(step, LoadAudio)]
        if not sounds or not any(isinstance(s, LoadImage) for s in steps):
            raise ValueError(
                'the loader part needs LoadImage and LoadAudio in the '
                'training pipeline, and one is missing; choose a config such '
                'as configs/demo.py'
            )
        self.rate = sounds[0].sample_rate
        self.samples = round((sounds[0].duration or 10.0) * self.rate)
        clip = dataset.prepare_data(0)
        self.side = clip['inputs']['image'].shape[-1]

    def __len__(self) -> int:
        return len(self.paths)


def decode(paths: Sequence[tuple[str, str]], samples: int) -> int:
    """Decode images and read windows of audio; return the number of clips."""
    for image, audio in paths:
        with open(image, 'rb') as file:
            data = file.read()
        if decode_plain_jpeg(data) is None:
            with Image.open(image) as img:
                img.convert('RGB').load()
        with soundfile.SoundFile(audio) as file:
            file.read(samples, dtype='int16')
    return len(paths)


class BareDecode:
    """:func:`decode` in as many processes as the loader has workers."""

    def __init__(self, clips: Clips, workers: int):
        self.clips, self.workers = clips, workers
        self.pool = None

    def __enter__(self):
        if self.workers:
            context = multiprocessing.get_context('fork')
            self.pool = context.Pool(
                self.workers, initializer=torch.set_num_threads, initargs=(1,)
            )
        return self

    def __call__(self) -> int:
        """Decode every clip once; return how many there are."""
        paths, samples = self.clips.paths, self.clips.samples
        if self.pool is None:
            return decode(paths, samples)
        shares = [
            (paths[at : at + 32], samples) for at in range(0, len(paths), 32)
        ]
        return sum(self.pool.starmap(decode, shares, chunksize=1))

    def __exit__(self, *_) -> None:
        if self.pool is not None:
            self.pool.terminate()
            self.pool.join()


class PlainClips(Dataset):
    """A straightforward data set with the same crop and audio length.

    It uses Pillow, reads the whole audio file as float32, and computes the
    spectrogram in the worker.
    """

    def __init__(self, clips: Clips):
        self.clips = clips

    def __len__(self) -> int:
        return len(self.clips)

    def __getitem__(self, index: int):
        from scipy.signal import stft

        image, audio = self.clips.paths[index]
        side = self.clips.side
        with Image.open(image) as img:
            img = img.convert('RGB')
        if min(img.size) < side:
            img = img.resize((side, side))
        left, top = np.random.randint(0, np.subtract(img.size, side - 1))
        img = img.crop((left, top, left + side, top + side))
        pixels = np.asarray(img, np.float32).transpose(2, 0, 1) / 255
        wave, rate = soundfile.read(audio, dtype='float32', always_2d=True)
        wave = wave.mean(axis=1)
        if rate != self.clips.rate:
            import librosa

            wave = librosa.resample(
                wave, orig_sr=rate, target_sr=self.clips.rate
            )
        wave = np.resize(wave, self.clips.samples)
        *_, spectrum = stft(wave, nperseg=1022, noverlap=511)
        parts = np.stack([np.log(np.abs(spectrum) + 1e-7), np.angle(spectrum)])
        return torch.from_numpy(pixels), torch.from_numpy(
            parts.astype(np.float32)
        )
