"""A tiny two-step system behind the page, and media to give it."""

from functools import partial

import pytest
import torch
from PIL import Image

from mmavloc.apis.modules import register_all_modules
from mmavloc.app.examples import make_examples
from mmavloc.app.handlers import Handlers
from mmavloc.app.limits import Limits
from mmavloc.app.models import Models
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.registry import MODELS
from mmavloc.testing import write_image, write_sound
from tests.test_inference.conftest import tiny_config
from tests.videos import write_video

LIMITS = Limits(seconds=5.0, megabytes=1.0, megapixels=0.5)


@pytest.fixture(scope='package')
def loaders(tmp_path_factory):
    """Functions that load two models of random weights."""
    register_all_modules()
    root, loaders = tmp_path_factory.mktemp('models'), {}
    cfg = tiny_config('nowhere')
    for seed, name in ((0, 'one'), (2, 'two')):
        torch.manual_seed(seed)
        path = root / f'{name}.pth'
        model = MODELS.build(cfg.model)
        # PyTorch's biases would drown the sound
        for part, weights in model.named_parameters():
            if weights.ndim > 1:
                torch.nn.init.kaiming_normal_(weights)
            elif part.endswith('bias'):
                torch.nn.init.zeros_(weights)
        meta = {'cfg': cfg.pretty_text}
        torch.save({'state_dict': model.state_dict(), 'meta': meta}, path)
        loaders[name] = partial(
            SoundLocalizationInferencer,
            path,
            device='cpu',
            show_progress=False,
        )
    return loaders


@pytest.fixture(scope='package')
def models(loaders):
    """Two models, not loaded yet."""
    return Models(loaders)


@pytest.fixture(scope='package')
def media(tmp_path_factory):
    """Good and bad files, by name."""
    root = tmp_path_factory.mktemp('media')
    write_image(root / 'photo.jpg', (120, 80))
    write_sound(root / 'tone.wav')
    write_sound(root / 'long.wav', seconds=7.0, rate=8000)
    write_sound(root / 'heavy.wav', seconds=3.0, rate=96000, channels=4)
    Image.new('L', (1000, 800)).save(root / 'huge.png')
    write_video(root / 'clip.mp4')
    write_video(root / 'mute.mp4', seconds=0)
    write_video(root / 'lasting.mp4', frames=70)
    write_video(root / 'only_sound.mp4', frames=0)
    for name in ('text.mp4', 'text.wav', 'text.jpg'):
        (root / name).write_text('this is a text\n' * 20)
    for name in ('empty.mp4', 'empty.wav', 'empty.jpg'):
        (root / name).touch()
    return {path.name: str(path) for path in root.iterdir()}


@pytest.fixture(scope='package')
def handlers(models, tmp_path_factory):
    """The functions of the page."""
    examples = make_examples(tmp_path_factory.mktemp('made') / 'here', (13,))
    return Handlers(models, LIMITS, examples)
