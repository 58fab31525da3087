"""The base class of localizers, and the names in old checkpoints."""

import pytest
import torch
from torch import nn

from mmavloc.models import AVDataPreprocessor, Localizer
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

PARTS = dict(
    image_backbone=dict(type='VGG11', base_channels=2),
    audio_backbone=dict(type='AudioVGG', base_channels=2),
    potential_head=dict(type='PotentialHead', in_channels=16, channels=8),
    sound_head=dict(type='SoundHead', in_channels=8, channels=8),
    selection_head=dict(type='SelectionHead', channels=8),
    loss=dict(type='SimilarityLoss'),
)
# Parameter names in checkpoints of the first version.
FIRST_NAMES = {
    'TwoStepLocalizer': [
        *(
            f'image_backbone.features.{i}.{kind}'
            for i in (0, 3, 6, 8, 11, 13)
            for kind in ('weight', 'bias')
        ),
        *(
            f'audio_backbone.features.{i}.{kind}'
            for conv in (0, 3, 7, 10, 14, 17, 21, 24, 28, 31)
            for i, kinds in (
                (conv, ('weight', 'bias')),
                (
                    conv + 1,
                    (
                        'weight',
                        'bias',
                        'running_mean',
                        'running_var',
                        'num_batches_tracked',
                    ),
                ),
            )
            for kind in kinds
        ),
        *(
            f'{layer}.{kind}'
            for layer in (
                'potential_head.embed.0',
                'potential_head.embed.2',
                'potential_head.score',
                'sound_head.fc.0',
                'sound_head.fc.2',
                'selection_head.fc.0',
                'selection_head.fc.2',
            )
            for kind in ('weight', 'bias')
        ),
    ],
    'MeanBoxLocalizer': ['total', 'count'],
    'FloorLocalizer': [],
}


class Brightness(Localizer):
    """A user's own method, whose map is the brightness."""

    def __init__(self, *, features: dict | nn.Module, **kwargs):
        super().__init__(**kwargs)
        self.features = self.build(features)

    def maps(self, inputs):
        """Return (b h w)."""
        return {'localization': self.features(inputs['image']).mean(dim=1)}


def clips(b=2):
    image = torch.randint(0, 256, (b, 3, 16, 32)).to(torch.uint8)
    samples = [AVDataSample(metainfo=dict(sample_id=str(i))) for i in range(b)]
    return dict(inputs=dict(image=image), data_samples=samples)


@pytest.mark.parametrize(
    'features', [dict(type='VGG11', base_channels=2), nn.AvgPool2d(16)]
)
def test_a_method_needs_only_parts_and_maps(features):
    model = Brightness(features=features)
    assert isinstance(model.data_preprocessor, AVDataPreprocessor)
    data = clips()
    samples = model.test_step(data)
    assert samples == data['data_samples']
    maps = model(**model.data_preprocessor(clips()), mode='tensor')
    assert maps['localization'].shape == (2, 1, 2)
    for sample in samples:
        assert sample.pred_maps['localization'].shape == (1, 2)
    assert len(model(model.data_preprocessor(clips())['inputs'], None)) == 1
    alone = model.predict(model.data_preprocessor(clips())['inputs'])
    assert [list(s.pred_maps) for s in alone] == [['localization']] * 2


def test_a_missing_method_is_named():
    model = Brightness(features=nn.ReLU())
    with pytest.raises(ValueError, match='Brightness has no loss: write its'):
        model(**clips(), mode='loss')
    with pytest.raises(ValueError, match="'fly': expected loss, predict or"):
        model(**clips(), mode='fly')
    with pytest.raises(NotImplementedError, match=r'Localizer has no maps\('):
        Localizer()(**clips(), mode='predict')


@pytest.mark.parametrize('name', FIRST_NAMES)
def test_checkpoints_keep_their_names(name):
    parts = PARTS if name == 'TwoStepLocalizer' else {}
    model = MODELS.build(dict(type=f'mmavloc.{name}', **parts))
    assert list(model.state_dict()) == FIRST_NAMES[name]


def test_the_preprocessor_can_be_configured():
    own = dict(type='AVDataPreprocessor', mean=[1, 2, 3])
    model = Brightness(features=nn.ReLU(), data_preprocessor=own)
    assert model.data_preprocessor.mean.flatten().tolist() == [1, 2, 3]
