"""Reference numbers of the second layout: senocak, sslalign, dmc, ...

tests/golden/methods/README.md says what the files hold.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import soundfile
import torch
from mmengine.dataset import Compose
from mmengine.registry import init_default_scope
from PIL import Image

from mmavloc.models.converters import RELEASED, convert_released
from mmavloc.registry import MODELS
from tests.golden_methods import fill

# folders of configs/ whose networks are large, built without their memory by
# tests/test_models/test_peer_training.py
PEERS = (
    *('acl', 'cavl', 'dmc', 'htf', 'sacl', 'senocak', 'sslalign', 'sspl'),
    'twostage',
)


@dataclass(frozen=True)
class Peer:
    """The numbers of one method, ``METHOD.json`` and ``METHOD.npz``."""

    folder: Path
    method: str

    @cached_property
    def info(self) -> dict:
        return json.loads((self.folder / f'{self.method}.json').read_text())

    @cached_property
    def arrays(self) -> dict:
        return dict(np.load(self.folder / f'{self.method}.npz'))

    @property
    def seed(self) -> int:
        return self.info['seed']

    def array(self, name: str) -> torch.Tensor:
        """An array that is an input."""
        return torch.from_numpy(self.arrays[name])

    def check(self, name: str, found: torch.Tensor) -> None:
        """Assert that a full array is met where it is stored."""
        about = self.info['vectors'][name]
        found = found.detach().double().numpy()
        if 'stored' in about:
            assert list(found.shape) == about['full_shape'], name
            found = eval(f'x{about["stored"]}', {'x': found})
        wanted = self.arrays[name].astype('f8')
        assert found.shape == wanted.shape, name
        tolerance = about.get('tolerance', 0)
        off = abs(found - wanted).max()
        assert off <= tolerance, f'{name} is off by {off}, not {tolerance}'

    def check_number(self, *path: str, found) -> None:
        """Assert that a scalar is met; ``path`` leads to it."""
        at = self.info['scalars']
        for key in path:
            at = at[key]
        while isinstance(at['value'], dict):
            at = at['value']
        found = float(torch.as_tensor(found).detach())
        off = abs(found - at['value'])
        assert off <= at['tolerance'], (
            f'{path} is {found}, off by {off}, not {at["tolerance"]}'
        )

    def check_gradients(self, scalar: str, parameter) -> None:
        """Assert the norms of gradients; ``parameter`` finds one by name."""
        for key in self.info['scalars'][scalar]['grad_norm']:
            norm = parameter(key).grad.norm()
            self.check_number(scalar, 'grad_norm', key, found=norm)

    def weights(self, keys: list, special=None) -> dict[str, torch.Tensor]:
        """A state dict of the release, filled by the rule.

        ``special`` maps a name to a factor, or to a function of the values.
        """
        named = fill({key: shape for key, shape, _ in keys}, self.seed)
        for key, change in (special or {}).items():
            named[key] = (
                change(key, named[key])
                if callable(change)
                else named[key] * change
            )
        return named

    def load(self, model, folder: Path, files: list[dict], **names) -> None:
        """Fill a model through files in the layout of the release."""
        paths = []
        for number, weights in enumerate(files):
            paths.append(str(folder / f'{self.method}_{number}.pth'))
            torch.save(weights, paths[-1])
        method = names.get('method', self.method)
        assert method in RELEASED
        model.load_state_dict(convert_released(method, *paths))

    def images(self, n: int, k: int, size: int) -> torch.Tensor:
        """Normalised pictures (n 3 size size)."""
        rng = np.random.default_rng(1000 * self.seed + k)
        coarse = rng.standard_normal((n, 3, size // 32, size // 32))
        coarse = coarse.repeat(32, axis=2).repeat(32, axis=3)
        noise = rng.standard_normal((n, 3, size, size))
        return torch.from_numpy((coarse + 0.5 * noise).astype('f4'))

    def specs(self, n, k, rows, columns, offset, scale, channels=1):
        """Spectrograms as the networks get them (n channels rows columns)."""
        rng = np.random.default_rng(1000 * self.seed + k)
        coarse = rng.standard_normal((n, channels, 16, 10))
        coarse = coarse[:, :, np.arange(rows) * 16 // rows]
        coarse = coarse[..., np.arange(columns) * 10 // columns]
        noise = rng.standard_normal((n, channels, rows, columns))
        x = offset + scale * (coarse + 0.5 * noise)
        return torch.from_numpy(x.astype('f4'))

    def vectors(self, shape: tuple[int, ...], k: int, scale: float = 1.0):
        """Normal numbers."""
        rng = np.random.default_rng(1000 * self.seed + k)
        x = scale * rng.standard_normal(shape)
        return torch.from_numpy(x.astype('f4'))

    def wave(self, k: int, n: int) -> np.ndarray:
        """Samples of 16-bit files."""
        return np.rint(self.samples(k, n).astype('f8') * 32767).astype('i2')

    def samples(self, k: int, n: int) -> np.ndarray:
        """Samples that are in no file, float32."""
        rng = np.random.default_rng(100 * self.seed + k)
        return (rng.standard_normal(n) * 0.1).astype('f4')

    def picture(self, k: int, h: int, w: int) -> np.ndarray:
        """RGB pixels (h w 3)."""
        rng = np.random.default_rng(200 * self.seed + k)
        coarse = rng.integers(0, 256, (6, 8, 3))
        coarse = coarse[np.arange(h) * 6 // h][:, np.arange(w) * 8 // w]
        noise = rng.integers(-20, 21, (h, w, 3))
        return (coarse + noise).clip(0, 255).astype('u1')

    def write(self, folder: Path, *, wave=None, rate=16000, picture=None):
        """Write ``wave=(k, n)`` and ``picture=(k, h, w)``; return a record."""
        record = {'sample_id': 'w'}
        if wave:
            record['audio_path'] = str(folder / 'a.wav')
            samples = self.wave(*wave)
            soundfile.write(record['audio_path'], samples, rate, 'PCM_16')
        if picture:
            record['img_path'] = str(folder / 'a.png')
            Image.fromarray(self.picture(*picture)).save(record['img_path'])
        return record


def run_pipeline(steps, record: dict, rate: int | None = None, **changes):
    """Run a config's pipeline; ``rate`` and ``changes`` are LoadAudio's."""
    init_default_scope('mmavloc')
    steps = [dict(step) for step in steps]
    for step in steps:
        if step['type'] == 'LoadAudio':
            step.update(changes, sample_rate=rate or step['sample_rate'])
    return Compose(steps)(record)


def preprocess(cfg, packed: dict, rate: int | None = None) -> dict:
    """Run a config's data preprocessor on one clip; at the file's rate."""
    settings = dict(cfg.model.data_preprocessor)
    if rate:
        settings['frontend'] = {**settings['frontend'], 'sample_rate': rate}
    batch = {
        'inputs': {k: x[None] for k, x in packed['inputs'].items()},
        'data_samples': [packed['data_samples']],
    }
    out = MODELS.build(settings)(batch)['inputs']
    return {name: x[0] for name, x in out.items()}
