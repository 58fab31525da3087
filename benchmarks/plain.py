"""An epoch here against a plain loop, as released programs train.

The plain loop reads each clip with Pillow and soundfile, makes the spectrogram
with SciPy in the worker, in float64, and hands float32 tensors to the same
networks and the same loss. Nothing is reused.
"""

import numpy as np
import soundfile
import torch
from PIL import Image
from scipy.signal import spectrogram
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as t

from .bench import Bench
from .measure import Result, make_result, take_turns

EPS = 1e-7


class PlainClips(Dataset):
    """Clips as EZ-VSL and LVS read them, by a config's own settings."""

    def __init__(self, bench: Bench):
        steps = bench.cfg.train_dataloader.dataset.pipeline
        named = {step['type']: step for step in steps}
        self.records = [
            bench.dataset.get_data_info(i) for i in range(len(bench.dataset))
        ]
        self.sound = named['LoadAudio']
        self.frontend = bench.cfg.model.data_preprocessor.frontend
        side = named['RandomCrop']['size']
        shorter = named.get('ResizeShorterSide', {}).get('size')
        mean, std = (
            [x / 255 for x in bench.cfg.model.data_preprocessor[key]]
            for key in ('mean', 'std')
        )
        bicubic = t.InterpolationMode.BICUBIC
        resize = [t.Resize(shorter, bicubic)] if shorter else []
        self.change = t.Compose(
            [
                *resize,
                t.RandomCrop(side),
                t.RandomHorizontalFlip(),
                t.ToTensor(),
                t.Normalize(mean, std),
            ]
        )

    def __len__(self) -> int:
        """Return the number of clips."""
        return len(self.records)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return a picture (3 H W) and a spectrogram (1 f t)."""
        record = self.records[index]
        with Image.open(record['img_path']) as image:
            picture = self.change(image.convert('RGB'))
        samples, rate = soundfile.read(record['audio_path'])
        wanted = int(self.sound['duration'] * rate)
        samples = np.tile(samples, -(-wanted // len(samples)))
        start = 0
        if self.sound.get('start') == 'middle':
            start = (len(samples) - wanted) // 2
        window = samples[start : start + wanted].clip(-1, 1)
        length = self.frontend['win_length']
        _, _, s = spectrogram(
            window,
            rate,
            nperseg=length,
            noverlap=length - self.frontend['hop_length'],
        )
        log = np.log(s + EPS) / self.frontend['std']
        return picture, torch.from_numpy(log[None]).float()


def epoch_part(bench: Bench) -> list[Result]:
    """Measure epochs of both in turn, workers started anew in each.

    A config without the spectrogram that the plain loop makes, or whose loss
    takes other inputs than pictures and sounds, is not measured.
    """
    frontend = bench.cfg.model.get('data_preprocessor', {}).get('frontend')
    kind = bench.cfg.model.get('type')
    if (frontend or {}).get('type') != 'LogSpectrogram' or kind not in (
        'CosineLocalizer',
        'SLAVCLocalizer',
    ):
        return []
    model = bench.model().train()
    optimizer = bench.optimizer(model)
    plain = DataLoader(
        PlainClips(bench),
        batch_size=bench.batch_size,
        num_workers=bench.workers,
        shuffle=True,
        drop_last=True,
    )
    ours = bench.loader(persistent_workers=False)

    def train_ours() -> float:
        for batch in ours:
            model.train_step(batch, optimizer)
        return len(ours) * bench.batch_size

    def train_plain() -> float:
        for image, audio in plain:
            inputs = {
                'image': image.to(bench.device),
                'audio': audio.to(bench.device),
            }
            loss = sum(model.loss(inputs, []).values())
            optimizer.update_params(loss)
        return len(plain) * bench.batch_size

    works = {'ours': train_ours, 'plain': train_plain}
    rates = take_turns(works, bench.repeats, bench.device)
    return [
        make_result(
            'epoch',
            'epoch',
            'clips/s',
            rates['ours'],
            limit='plain loop',
            limits=rates['plain'],
            target='>= 1',
        ),
        make_result('epoch', 'plain loop', 'clips/s', rates['plain']),
    ]
