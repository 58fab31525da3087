"""Flickr-SoundNet, as published by Senocak et al."""

from mmengine.logging import print_log

from mmavloc.formats.ids import RIGHT_ID, WRONG_ID
from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class FlickrSoundNet(ListedClips):
    """Clips of Flickr-SoundNet, with boxes of several annotators.

    Takes the arguments of :class:`ListedClips`.
    """

    def repair_ids(self, ids: list[str]) -> list[str]:
        """Replace the published id that does not exist by the correct one."""
        repaired = super().repair_ids(ids)
        if repaired != ids:
            print_log(
                f'{self.ann_file}: id {WRONG_ID} does not exist; it is read '
                f'as {RIGHT_ID}, the annotated clip',
                logger='current',
            )
        return repaired
