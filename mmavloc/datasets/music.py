"""MUSIC: videos of one or two people playing instruments."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class MUSIC(ListedClips):
    """Clips of MUSIC (Zhao et al., ECCV 2018) with boxes of instruments.

    Solos and duets are two data roots. The union of a clip's boxes is the
    ground truth: in a duet both instruments sound. Takes the arguments of
    :class:`ListedClips`.
    """

    kind = 'union'
    prepare_as = 'music'
