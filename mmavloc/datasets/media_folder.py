"""The user's own videos, or images with audio."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class MediaFolder(ListedClips):
    """Clips of a folder that ``tools/prepare_data.py folder`` has prepared.

    Or of any folder with the same layout. Training uses no boxes; a list of
    annotated clips can be tested (``test_mode=True``), where the boxes of
    several annotators mark the same source. Takes the arguments of
    :class:`ListedClips`.
    """

    prepare_as = 'folder'
