"""The modules that released checkpoints hold, for their names and shapes."""

from collections.abc import Callable

from torch import nn

from mmavloc.registry import MODELS

from .released import Part


def made(kind: str, **settings) -> Callable[[], nn.Module]:
    """Return what makes a registered module, once it is asked to."""
    return lambda: MODELS.build(dict(type=f'mmavloc.{kind}', **settings))


def linear() -> nn.Module:
    """Make a projection of 512 numbers."""
    return nn.Linear(512, 512)


def convolution() -> nn.Module:
    """Make a projection of cells of 512 numbers."""
    return nn.Conv2d(512, 512, 1)


IMAGE_NET = made('ResNet18')
SOUND_NET = made('ResNet18', in_channels=1)


def vgg16_features() -> nn.Module:
    """Make VGG-16's convolutions, named by their numbers alone."""
    return made('VGG16')().features


def networks(
    released: str = '',
    ours: str = '',
    sound_stem: str = 'conv1.',
    names: tuple[str, str] = ('imgnet.', 'audnet.'),
) -> tuple[Part, ...]:
    """Two ResNet-18; LVS's class has a stem for each number of channels."""
    return (
        Part(
            released=released + names[0],
            ours=f'{ours}image_backbone.',
            module=IMAGE_NET,
        ),
        Part(
            released=released + names[1],
            ours=f'{ours}audio_backbone.',
            module=SOUND_NET,
            rename=(('conv1.', sound_stem),),
        ),
    )


def projections(
    released: str = '', ours: str = '', names: tuple[str, ...] = ('',)
) -> tuple[Part, ...]:
    """A pair of projections for each of the names."""
    return tuple(
        part
        for i, name in enumerate(names)
        for part in (
            Part(
                released=f'{released}img_proj{name}.',
                ours=f'{ours}map_head.image_proj.{i}.',
                module=convolution,
            ),
            Part(
                released=f'{released}aud_proj{name}.',
                ours=f'{ours}map_head.sound_proj.{i}.',
                module=linear,
            ),
        )
    )


# Stems for other numbers of channels, and the layer behind the last stage.
LVS_UNUSED = (
    r'imgnet\.(conv1_a|conv1_flow)\.weight',
    r'audnet\.(conv1|conv1_flow)\.weight',
    r'(imgnet|audnet)\.fc\.(weight|bias)',
)


def sspl_parts() -> tuple[Part, ...]:
    """SSPL's frame, sound and head files."""
    return (
        Part(
            released='feat_extractor.',
            ours='image_backbone.features.',
            module=vgg16_features,
        ),
        Part(
            released='', ours='audio_backbone.', module=made('VGGish'), file=1
        ),
        Part(
            released='',
            ours='siamese_head.',
            module=made('SimSiamHead'),
            file=2,
        ),
    )


PCM_NAMES = (
    ('down.0.', 'PredProcess.0.'),
    ('down.1.', 'PredProcess.1.conv2d.'),
    ('down.2.', 'PredProcess.2.conv2d.'),
    ('up.2.', 'ErrorProcess.2.convtrans2d.'),
    ('up.', 'ErrorProcess.'),
    ('error_rate.', 'a0.'),
    ('prediction_rate.', 'b0.'),
    ('norm_prediction_cycle.', 'BNPred_step.'),
    ('norm_error_cycle.', 'BNError_step.'),
    ('norm_prediction.', 'BNPred.'),
    ('norm_error.', 'BNError.'),
)
