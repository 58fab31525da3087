"""The user's own videos, or images with audio."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class MediaFolder(ListedClips):
    """Clips of a folder that ``tools/prepare_data.py folder`` has prepared.

    Any folder with the same layout can be used. Training uses no boxes. A
    list of annotated clips can be tested (``test_mode=True``); the boxes of
    its annotators then mark the same source. Takes the arguments of
    :class:`ListedClips`.
    """

    prepare_as = 'folder'
