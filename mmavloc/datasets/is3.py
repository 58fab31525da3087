"""IS3: images of two objects, each of which sounds in one clip."""

from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class IS3(ListedClips):
    """Clips of IS3 (Senocak et al., ICCV 2023), two per image.

    Ids are ``<image>_<object>``. IIoU and IAUC require both clips of an image
    to be localized, which a map that ignores the audio cannot do. The union
    of a clip's boxes is the ground truth. Takes the arguments of
    :class:`ListedClips`.
    """

    kind = 'union'
    prepare_as = 'is3'

    def group_of(self, sample_id: str) -> str | None:
        """Return the image's name: the id without its last part."""
        return sample_id.rpartition('_')[0] or None
