"""Flickr-SoundNet, as Senocak et al. publish it."""

from pathlib import Path

from mmengine.logging import print_log

from mmavloc.formats.ids import RIGHT_ID, WRONG_ID, repair_ids
from mmavloc.registry import DATASETS

from .base import ListedClips


@DATASETS.register_module()
class FlickrSoundNet(ListedClips):
    """Clips of Flickr-SoundNet, boxes of several annotators each.

    Takes the arguments of :class:`ListedClips`.
    """

    def mend(self, ids: list[str]) -> list[str]:
        """Read the id that does not exist as the one that is meant."""
        folder = Path(self.data_prefix['img_path'])
        repaired = repair_ids(
            ids, lambda name: (folder / f'{name}.jpg').is_file()
        )
        if repaired != ids:
            print_log(
                f'{self.ann_file}: id {WRONG_ID} does not exist and is read '
                f'as {RIGHT_ID}, the annotated clip',
                logger='current',
            )
        return repaired
