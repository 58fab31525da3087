"""VGG-SS: boxes for the test clips of VGGSound."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class VGGSS(ListedClips):
    """Clips of VGG-SS (Chen et al., CVPR 2021), with ids of VGGSound.

    The union of a clip's boxes is the ground truth. Takes the arguments of
    :class:`ListedClips`.
    """

    kind = 'union'
    prepare_as = 'vggss'
