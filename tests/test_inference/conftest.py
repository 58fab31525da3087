"""A small two-step system, clips, and a model of which all is known."""

import pytest
import torch
from mmengine.config import Config

from mmavloc.apis.modules import register_all_modules
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.models.localizers.base import Localizer
from mmavloc.registry import MODELS
from mmavloc.testing import write_flickr_layout

RATE, SIDE = 8000, 64
PITCH_RATE = 16000


def tiny_config(root, side=SIDE, crop=None):
    """A config of the two-step system at a width that a test can afford."""
    steps = [
        dict(type='LoadImage'),
        dict(type='LoadAudio', sample_rate=RATE, duration=0.5),
        dict(type='Resize', scale=(side, side), backend='pillow'),
        dict(type='PackAVInputs'),
    ]
    if crop:
        steps.insert(3, dict(type='CenterCrop', size=crop, boxes='crop'))
    return Config(
        dict(
            default_scope='mmavloc',
            model=dict(
                type='TwoStepLocalizer',
                data_preprocessor=dict(
                    type='AVDataPreprocessor', n_fft=254, hop_length=127
                ),
                image_backbone=dict(type='VGG11', base_channels=2),
                audio_backbone=dict(type='AudioVGG', base_channels=2),
                potential_head=dict(
                    type='PotentialHead',
                    in_channels=16,
                    channels=8,
                    logits='log_sigmoid',
                    test_shift=0.08,
                    test_smooth=True,
                ),
                sound_head=dict(
                    type='SoundHead', in_channels=8, freq_bins=8, channels=8
                ),
                selection_head=dict(type='SelectionHead', channels=8),
                loss=dict(type='SimilarityLoss'),
            ),
            test_dataloader=dict(
                dataset=dict(
                    type='FlickrSoundNet',
                    data_root=str(root),
                    ann_file='test.txt',
                    test_mode=True,
                    pipeline=steps,
                )
            ),
        )
    )


@pytest.fixture(scope='package')
def clips(tmp_path_factory):
    """Root of four annotated clips."""
    root = tmp_path_factory.mktemp('clips')
    write_flickr_layout(root, train=2, test=4)
    return root


@pytest.fixture(scope='package')
def checkpoint(clips):
    """What training writes: weights, and the text of the config."""
    register_all_modules()
    torch.manual_seed(0)
    cfg = tiny_config(clips)
    path = clips / 'tiny.pth'
    content = {
        'state_dict': MODELS.build(cfg.model).state_dict(),
        'meta': {'cfg': cfg.pretty_text},
    }
    torch.save(content, path)
    return path


@pytest.fixture(scope='package')
def localize(checkpoint):
    return SoundLocalizationInferencer(
        checkpoint, device='cpu', show_progress=False
    )


class PitchLocalizer(Localizer):
    """Low pitch sounds at the left, high pitch at the right."""

    needs_checkpoint = False

    def maps(self, inputs):
        level = inputs['audio'][:, 0].exp().square().mean(-1)  # b f
        half = level.shape[1] * 1500 // (PITCH_RATE // 2)
        share = level[:, half:].sum(1) / level.sum(1)
        heat = torch.zeros(len(level), 4, 8)
        heat[:, 1, 1], heat[:, 1, 6] = 1 - share, share
        return {
            'potential': torch.ones(len(level), 4, 8),
            'localization': heat,
        }


@pytest.fixture(scope='module')
def pitch():
    name = PitchLocalizer.__name__
    MODELS.register_module(name=name, module=PitchLocalizer, force=True)
    steps = [
        dict(type='LoadImage'),
        dict(type='LoadAudio', sample_rate=PITCH_RATE, duration=0.4),
        dict(type='Resize', scale=(32, 32), backend='pillow'),
        dict(type='PackAVInputs'),
    ]
    cfg = Config(dict(model=dict(type=name), test_pipeline=steps))
    yield SoundLocalizationInferencer(cfg, device='cpu')
    MODELS.module_dict.pop(name)
