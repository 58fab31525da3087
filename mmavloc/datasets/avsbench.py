"""AVSBench: frames of videos in which one or several things sound."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class AVSBench(ListedClips):
    """Frames of AVSBench (Zhou et al., ECCV 2022), with boxes of its masks.

    S4, one source, and MS3, several, are two data roots. All boxes of a frame
    are one truth; the frames of a video share its sound. Takes the arguments
    of :class:`ListedClips`.
    """

    kind = 'union'
    prepare_as = 'avsbench'
