"""Reference numbers of released methods: reading them, rules for the inputs.

tests/golden/methods/README.md says what the files hold.
"""

import json
import math
import zlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import torch

from mmavloc.evaluation.functional import normalise_maps, resize_maps
from mmavloc.evaluation.protocols.table import get_protocol

TAU = 0.03  # EZ-VSL and its successors divide cosines by it
GRID = [*range(0, 217, 8), 223]  # rows and columns kept of 224 x 224 maps


@dataclass(frozen=True)
class Golden:
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
    def values(self) -> dict:
        return self.info['values']

    @property
    def seed(self) -> int:
        return self.info['seed']

    def tensor(self, name: str) -> torch.Tensor:
        """An array that is an input."""
        return torch.from_numpy(self.arrays[name])

    def check(self, name: str, found: torch.Tensor) -> None:
        """Assert that an array is met within its tolerance."""
        found = found.detach().double().numpy()
        wanted = self.arrays[name].astype('f8')
        assert found.shape == wanted.shape, name
        tolerance = self.info['arrays'][name]['tolerance']
        off = abs(found - wanted).max()
        assert off <= tolerance, f'{name} is off by {off}, not {tolerance}'

    def check_value(self, name: str, found, key: str | None = None) -> None:
        """Assert that a number, or a list of them, is met."""
        wanted = self.values[name] if key is None else self.values[name][key]
        label = name if key is None else f'{name}/{key}'
        tolerances = self.info['value_tolerance']
        tolerance = tolerances.get(label, tolerances.get(name, 1e-4))
        np.testing.assert_allclose(
            np.asarray(found, 'f8'),
            np.asarray(wanted, 'f8'),
            rtol=tolerance,
            err_msg=label,
        )

    def released_weights(self) -> dict[str, torch.Tensor]:
        """The state dict of the release, filled by the rule."""
        return fill(
            {key: shape for key, shape, _ in self.info['state_dict']},
            self.seed,
        )

    def images(self, k: int, n: int) -> torch.Tensor:
        """Normalised pictures (n 3 224 224)."""
        rng = np.random.default_rng(1000 * self.seed + k)
        coarse = rng.standard_normal((n, 3, 7, 7))
        coarse = coarse.repeat(32, axis=2).repeat(32, axis=3)
        noise = rng.standard_normal((n, 3, 224, 224))
        return torch.from_numpy((coarse + 0.5 * noise).astype('f4'))

    def spectrograms(
        self, k: int, n: int, frames: int, offset: float, scale: float
    ) -> torch.Tensor:
        """Spectrograms as the networks get them (n 1 257 frames)."""
        rng = np.random.default_rng(1000 * self.seed + k)
        coarse = rng.standard_normal((n, 1, 16, 10))
        coarse = coarse[:, :, np.arange(257) * 16 // 257]
        coarse = coarse[..., np.arange(frames) * 10 // frames]
        noise = rng.standard_normal((n, 1, 257, frames))
        x = offset + scale * (coarse + 0.5 * noise)
        return torch.from_numpy(x.astype('f4'))

    def waveform(self, number: int) -> tuple[np.ndarray, int]:
        """16-bit samples and the rate of sound 1, 2 or 3."""
        n, rate = {
            1: (20011, 16000),
            2: (176077, 16000),
            3: (99999, 22050),
        }[number]
        rng = np.random.default_rng(100 * self.seed + number)
        x = (rng.standard_normal(n) * 0.1).astype('f4')
        return np.rint(x.astype('f8') * 32767).astype('i2'), rate

    def picture(self, number: int) -> np.ndarray:
        """RGB pixels (H W 3) of picture 1, 2 or 3."""
        h, w = {1: (190, 250), 2: (400, 300), 3: (256, 256)}[number]
        rng = np.random.default_rng(200 * self.seed + number)
        coarse = rng.integers(0, 256, (6, 8, 3))
        coarse = coarse[np.arange(h) * 6 // h][:, np.arange(w) * 8 // w]
        noise = rng.integers(-20, 21, (h, w, 3))
        return (coarse + noise).clip(0, 255).astype('u1')


def fill(
    shapes: dict[str, tuple[int, ...]], seed: int
) -> dict[str, torch.Tensor]:
    """Weights by name and seed."""
    weights = {}
    for key, shape in shapes.items():
        rng = np.random.default_rng(zlib.crc32(key.encode()) ^ seed)
        if key.endswith('num_batches_tracked'):
            weights[key] = torch.zeros((), dtype=torch.int64)
            continue
        x = rng.standard_normal(tuple(shape))
        if len(shape) >= 2:
            x *= math.sqrt(2 / math.prod(shape[1:]))
        elif key.endswith('running_mean'):
            x *= 0.1
        elif key.endswith('running_var'):
            x = 1 + 0.1 * abs(x)
        elif key.endswith('bias'):
            x *= 0.05
        else:
            x = 1 + 0.1 * x
        weights[key] = torch.from_numpy(np.asarray(x, 'f4'))
    return weights


@cache
def read(folder: Path, method: str) -> Golden:
    """The numbers of a method, read once."""
    return Golden(folder, method)


def evaluator_map(protocol, cosine, objects=None, share=None):
    """The 224 x 224 map that a protocol thresholds, of maps (b h w)."""
    p = get_protocol(protocol)

    def grown(maps, rule):
        size = (p.grid, p.grid)
        corners = rule.align_corners
        return resize_maps(maps, size, mode=rule.mode, align_corners=corners)

    def normalised(maps):
        flat = normalise_maps(maps.flatten(1), p.normalise, p.constant)
        return flat.view_as(maps)

    maps = (grown(cosine * p.gain, p.resize) + p.add) / p.divide
    if objects is None:
        return normalised(maps)
    fusion = p.fusion
    objects = grown(objects, fusion.resize or p.resize) / fusion.divide
    if share == 0:
        return normalised(objects)
    if fusion.fuse_at == 'normalised':
        maps, objects = normalised(maps), normalised(objects)
    share = fusion.map_share if share is None else share
    return normalised(share * maps + (1 - share) * objects)


def on_grid(maps):
    return maps[:, GRID][:, :, GRID]


def median(maps):
    return maps.flatten(1).sort(dim=1).values[:, 25088]
