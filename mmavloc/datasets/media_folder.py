"""Videos, or pictures with sounds, of one's own."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class MediaFolder(ListedClips):
    """Clips of a folder that ``tools/prepare_data.py folder`` has prepared.

    Or of any folder that is laid out so. They are trained on without boxes;
    a list of clips that have some can be tested (``test_mode=True``), each
    annotator's boxes being an opinion of the same source. Takes the
    arguments of :class:`ListedClips`.
    """

    prepare_as = 'folder'
