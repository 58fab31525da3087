"""Flickr-SoundNet, as Senocak et al. publish it."""

from mmengine.logging import print_log

from mmavloc.registry import DATASETS

from .base import ListedClips
from .clip_layout import RIGHT_ID, WRONG_ID, mend_ids


@DATASETS.register_module()
class FlickrSoundNet(ListedClips):
    """Clips of Flickr-SoundNet, boxes of several annotators each.

    Takes the arguments of :class:`ListedClips`.
    """

    def mend(self, ids: list[str]) -> list[str]:
        """Read the id that does not exist as the one that is meant."""
        mended = mend_ids(ids, self.data_prefix['img_path'])
        if mended != ids:
            print_log(
                f'{self.ann_file}: id {WRONG_ID} does not exist and is read '
                f'as {RIGHT_ID}, the annotated clip',
                logger='current',
            )
        return mended
