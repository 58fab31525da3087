"""VGGSound: clips to train on, without boxes."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class VGGSound(ListedClips):
    """Clips of VGGSound, ids ``<YouTube id>_<start in s, six digits>``.

    VGG-SS annotates clips of its test split under the same ids. Published
    training lists contain thousands of them, so set
    ``disjoint_from=['../vggss/test.txt']``. Class labels are not read.
    Takes the arguments of :class:`ListedClips`.
    """

    prepare_as = 'vggsound'
