"""AVSBench: frames of videos with one or several sounding objects."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class AVSBench(ListedClips):
    """Frames of AVSBench (Zhou et al., ECCV 2022), with boxes around masks.

    S4 (one source) and MS3 (several) are two data roots. The union of a
    frame's boxes is the ground truth; frames of a video share its audio.
    Takes the arguments of :class:`ListedClips`.
    """

    kind = 'union'
    prepare_as = 'avsbench'
