"""IS3: pictures of two objects, each of which sounds in a clip of its own."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class IS3(ListedClips):
    """Clips of IS3 (Senocak et al., ICCV 2023), two of each picture.

    Ids are ``<picture>_<object>``. Whoever ignores the sound cannot be right
    in both clips of a picture, which IIoU and IAUC ask for. All boxes of a
    clip are one truth. Takes the arguments of :class:`ListedClips`.
    """

    kind = 'union'
    prepare_as = 'is3'

    def group_of(self, sample_id: str) -> str | None:
        """Name the picture: the id without its last part."""
        return sample_id.rpartition('_')[0] or None
