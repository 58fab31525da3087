"""The layouts of released checkpoints, one entry per method."""

from torch import Tensor, nn

from .released import Part, Released


def _resnet18(in_channels: int) -> nn.Module:
    # imported here because backbones import this package
    from mmavloc.models.backbones.resnet18 import ResNet18

    return ResNet18(in_channels=in_channels)


def _image_net() -> nn.Module:
    return _resnet18(3)


def _sound_net() -> nn.Module:
    return _resnet18(1)


def _cells_projection() -> nn.Module:
    return nn.Conv2d(512, 512, 1)


def _sound_projection() -> nn.Module:
    return nn.Linear(512, 512)


def _networks(
    released: str = '', ours: str = '', sound_stem: str = 'conv1.'
) -> tuple[Part, ...]:
    """Two ResNet-18; LVS's class has one stem per number of channels."""
    return (
        Part(
            released=f'{released}imgnet.',
            ours=f'{ours}image_backbone.',
            module=_image_net,
        ),
        Part(
            released=f'{released}audnet.',
            ours=f'{ours}audio_backbone.',
            module=_sound_net,
            rename=(('conv1.', sound_stem),),
        ),
    )


def _projections(
    released: str = '', ours: str = '', names: tuple[str, ...] = ('',)
) -> tuple[Part, ...]:
    """An image and an audio projection for each name."""
    return tuple(
        part
        for i, name in enumerate(names)
        for part in (
            Part(
                released=f'{released}img_proj{name}.',
                ours=f'{ours}map_head.image_proj.{i}.',
                module=_cells_projection,
            ),
            Part(
                released=f'{released}aud_proj{name}.',
                ours=f'{ours}map_head.sound_proj.{i}.',
                module=_sound_projection,
            ),
        )
    )


# Stems for other numbers of channels, and the layer after the last stage.
LVS_UNUSED = (
    r'imgnet\.(conv1_a|conv1_flow)\.weight',
    r'audnet\.(conv1|conv1_flow)\.weight',
    r'(imgnet|audnet)\.fc\.(weight|bias)',
)

RELEASED = {
    'ezvsl': Released(
        title='EZ-VSL',
        config='configs/ezvsl/',
        container='model',
        parts=_networks() + _projections(),
    ),
    'fnac': Released(
        title='FNAC',
        config='configs/fnac/',
        container='model',
        parts=_networks() + _projections(),
    ),
    'lvs': Released(
        title='LVS',
        config='configs/lvs/',
        container='model_state_dict',
        parts=_networks(sound_stem='conv1_a.'),
        ignore=LVS_UNUSED,
    ),
    'slavc': Released(
        title='SLAVC',
        config='configs/slavc/',
        container='model',
        parts=_networks()
        + _projections(names=('1', '2'))
        + _networks('momentum_', 'twin.module.')
        + _projections('momentum_', 'twin.module.', names=('1', '2')),
    ),
    'sslalign': Released(
        title='SSLalign',
        config='configs/sslalign/',
        container='model_state_dict',
        parts=_networks(sound_stem='conv1_a.'),
        # and whatever heads its unreleased training had
        ignore=(*LVS_UNUSED, r'(?!imgnet\.|audnet\.).*'),
    ),
    'ssltie': Released(
        title='SSL-TIE',
        config='configs/ssltie/',
        container='state_dict',
        parts=_networks(sound_stem='conv1_a.'),
        ignore=(*LVS_UNUSED, r'(vision_fc1|conv3|norm3)\..*'),
    ),
}


def convert_released(method: str, *paths: str) -> dict[str, Tensor]:
    """Read a released checkpoint; return parameters by our names.

    Args:
        method: one of :data:`RELEASED`.
        paths: the files that the authors released, usually one.

    Raises:
        ValueError: an unknown method; a file with another layout.
        FileNotFoundError: the file does not exist.
    """
    if method not in RELEASED:
        raise ValueError(
            f'unknown method {method!r}; known are {", ".join(RELEASED)}'
        )
    return RELEASED[method].convert(*paths)
