"""The layouts of released checkpoints, one entry per method."""

from torch import Tensor

from .parts import (
    IMAGE_NET,
    LVS_UNUSED,
    PCM_NAMES,
    linear,
    made,
    networks,
    projections,
    sspl_parts,
    vgg16_features,
)
from .released import Part, Released

RELEASED = {
    'acl': Released(
        title='ACL-SSL',
        config='configs/acl/',
        container=None,
        parts=(
            Part(
                released='audio_proj.',
                ours='audio_token.',
                module=made('AudioToken'),
                rename=(
                    ('own_reduce.', 'fga.un_models.0.feature_reduce.'),
                    ('own.', 'fga.un_models.0.embed.'),
                    ('pair_x.', 'fga.pp_models.0.embed_X.'),
                    ('pair_y.', 'fga.pp_models.0.embed_Y.'),
                    ('combine.', 'fga.reduce_potentials.0.'),
                ),
            ),
            Part(
                released='masker_i.', ours='masker.', module=made('MapMasker')
            ),
        ),
    ),
    'dmc': Released(
        title='DMC',
        config='configs/dmc/',
        container=None,
        parts=(
            *networks(
                sound_stem='conv1_a.', names=('visual_net.', 'audio_net.')
            ),
            Part(
                released='fc_v_1.',
                ours='cluster_head.image_fc.',
                module=linear,
            ),
            Part(
                released='fc_a_1.',
                ours='cluster_head.sound_fc.',
                module=linear,
            ),
        ),
        ignore=(
            r'visual_net\.conv1_a\.weight',
            r'audio_net\.conv1\.weight',
            r'(visual_net|audio_net)\.fc\.(weight|bias)',
            r'(fc_v_2|fc_a_2|fc_av)\.(weight|bias)',
        ),
    ),
    'ezvsl': Released(
        title='EZ-VSL',
        config='configs/ezvsl/',
        container='model',
        parts=networks() + projections(),
    ),
    'fnac': Released(
        title='FNAC',
        config='configs/fnac/',
        container='model',
        parts=networks() + projections(),
    ),
    'htf': Released(
        title='Hear the Flow',
        config='configs/htf/',
        container='model',
        parts=(
            *networks(),
            Part(
                released='flownet.',
                ours='flow_backbone.',
                module=made('ResNet18', in_channels=2),
            ),
            Part(
                released='flowatt.',
                ours='flow_attention.',
                module=made('FlowAttention'),
            ),
        ),
    ),
    'lvs': Released(
        title='LVS',
        config='configs/lvs/',
        container='model_state_dict',
        parts=networks(sound_stem='conv1_a.'),
        ignore=LVS_UNUSED,
    ),
    'sacl': Released(
        title='SACL',
        config='configs/sacl/',
        container=None,
        files=('frame file', 'sound file'),
        parts=(
            Part(released='', ours='image_backbone.', module=IMAGE_NET),
            Part(
                released='',
                ours='audio_backbone.',
                module=made('VGGish'),
                file=1,
            ),
        ),
        ignore=(r'fc\.(weight|bias)',),
    ),
    'senocak': Released(
        title='Senocak et al.',
        config='configs/senocak/',
        container=None,
        files=('model', 'SoundNet'),
        parts=(
            Part(
                released='vision_embedding_model.feature_extraction.',
                ours='image_backbone.features.',
                module=vgg16_features,
            ),
            Part(
                released='',
                ours='attention_head.',
                module=made('AttentionHead'),
            ),
            Part(
                released='',
                ours='audio_backbone.',
                module=made('SoundNet8'),
                file=1,
            ),
        ),
    ),
    'slavc': Released(
        title='SLAVC',
        config='configs/slavc/',
        container='model',
        parts=networks()
        + projections(names=('1', '2'))
        + networks('momentum_', 'twin.module.')
        + projections('momentum_', 'twin.module.', names=('1', '2')),
    ),
    'sslalign': Released(
        title='SSLalign',
        config='configs/sslalign/',
        container='model_state_dict',
        parts=networks(sound_stem='conv1_a.'),
        # and whatever heads its unreleased training had
        ignore=(*LVS_UNUSED, r'(?!imgnet\.|audnet\.).*'),
    ),
    'ssltie': Released(
        title='SSL-TIE',
        config='configs/ssltie/',
        container='state_dict',
        parts=networks(sound_stem='conv1_a.'),
        ignore=(*LVS_UNUSED, r'(vision_fc1|conv3|norm3)\..*'),
    ),
    'sspl': Released(
        title='SSPL',
        config='configs/sspl/',
        container=None,
        files=('frame file', 'sound file', 'head file', 'pcm file'),
        parts=(
            *sspl_parts(),
            Part(
                released='',
                ours='predictive_coding.',
                module=made('PredictiveCoding'),
                rename=PCM_NAMES,
                file=3,
            ),
        ),
    ),
    'sspl_nopcm': Released(
        title='SSPL without predictive coding',
        config='configs/sspl/',
        container=None,
        files=('frame file', 'sound file', 'head file'),
        parts=sspl_parts(),
    ),
    'twostage': Released(
        title='Two-stage',
        config='configs/twostage/',
        container=None,
        parts=(
            *networks(sound_stem='conv1_a.', names=('vision.', 'audio.')),
            Part(released='', ours='class_head.', module=made('ClassCamHead')),
        ),
        ignore=(
            r'vision\.conv1_a\.weight',
            r'audio\.conv1\.weight',
            r'(vision|audio)\.fc\.(weight|bias)',
        ),
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
