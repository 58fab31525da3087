"""Flickr-SoundNet, as Senocak et al. publish it."""

import logging
from pathlib import Path

from mmengine.dataset import BaseDataset
from mmengine.logging import print_log

from mmavloc.registry import DATASETS

from .errors import UnreadableClip, UnreadableMediaError
from .layout import (
    RIGHT_ID,
    WRONG_ID,
    check_disjoint,
    clip_records,
    mend_ids,
    read_id_list,
)
from .lists import nested_subset, trainable_ids, warn_annotated, write_list


@DATASETS.register_module()
class FlickrSoundNet(BaseDataset):
    """Clips of Flickr-SoundNet: a picture, a sound and, in part, boxes.

    Below ``data_root``: ``image/<id>.jpg``, ``audio/<id>.wav``,
    ``annotation/<id>.xml`` and the id list ``ann_file``.

    Args:
        ann_file: id list, one id per line.
        annotated: whether every clip must have an annotation; by default in
            ``test_mode`` only.
        split: name that the clips are scored under; by default the list's.
        subset_size: if the list is not there yet, draw it: this many of the
            ids that have picture and sound, without annotated ones and those
            of ``disjoint_from``, and write it for the next time.
        list_seed: of that draw; smaller lists of a seed lie in larger ones.
        disjoint_from: id lists that must share no id with this one.
        skip_unreadable: in training, leave out clips whose media cannot be
            read; :class:`SkippedClipsHook` counts and lists them. Otherwise
            such a clip is an error, as it always is in a test.
        audio_suffix: ending of the sound files.
        data_root, data_prefix, indices, pipeline, test_mode, ...: MMEngine's.

    Raises:
        FileNotFoundError, ValueError: see :mod:`mmavloc.datasets.layout`.
    """

    def __init__(
        self,
        *,
        ann_file: str,
        data_root: str = '',
        data_prefix: dict | None = None,
        annotated: bool | None = None,
        split: str | None = None,
        subset_size: int | None = None,
        list_seed: int = 0,
        disjoint_from: list[str] | tuple[str, ...] = (),
        skip_unreadable: bool = False,
        audio_suffix: str = '.wav',
        test_mode: bool = False,
        **kwargs,
    ):
        if skip_unreadable and test_mode:
            raise ValueError(
                'skip_unreadable is for training: a test that leaves clips '
                'out has another denominator'
            )
        self.annotated = test_mode if annotated is None else annotated
        self.split = split or Path(ann_file).stem
        self.subset_size = subset_size
        self.list_seed = list_seed
        self.disjoint_from = disjoint_from
        self.skip_unreadable = skip_unreadable
        self.audio_suffix = audio_suffix
        super().__init__(
            ann_file=ann_file,
            data_root=data_root,
            data_prefix=data_prefix
            or dict(
                img_path='image', audio_path='audio', ann_path='annotation'
            ),
            test_mode=test_mode,
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip: ids, paths and, if annotated, boxes."""
        others = [Path(self.data_root, name) for name in self.disjoint_from]
        for path in [path for path in others if not path.is_file()]:
            others.remove(path)
            print_log(
                f'{path}: no such list, so that {self.ann_file} could not be '
                'checked against it',
                logger='current',
                level=logging.WARNING,
            )
        draw = self.subset_size and not Path(self.ann_file).is_file()
        if draw:
            self._draw_list(others)
        ids = self._mend(read_id_list(self.ann_file))
        check_disjoint(ids, self.ann_file, others)
        # a list that was just drawn holds no annotated clip
        if not (self.annotated or self.test_mode or draw):
            warn_annotated(ids, self.ann_file, self.data_prefix['ann_path'])
        return clip_records(
            ids,
            self.data_prefix,
            self.split,
            self.annotated,
            self.audio_suffix,
        )

    def prepare_data(self, idx: int) -> dict | UnreadableClip:
        """Run the pipeline on one clip."""
        try:
            return super().prepare_data(idx)
        except UnreadableMediaError as error:
            if not self.skip_unreadable:
                raise
            sample_id = self.get_data_info(idx)['sample_id']
            return UnreadableClip(sample_id, str(error))

    def _draw_list(self, others: list[Path]) -> None:
        ids = trainable_ids(self.data_prefix, others, self.audio_suffix)
        drawn = nested_subset(ids, self.subset_size, self.list_seed)
        if not drawn:
            raise ValueError(
                f'{self.data_root}: no clip to train on; want pictures and '
                'sounds that are not annotated'
            )
        write_list(self.ann_file, drawn)
        print_log(
            f'wrote {self.ann_file}: {len(drawn)} ids drawn from {len(ids)} '
            f'with seed {self.list_seed}',
            logger='current',
        )
        if len(drawn) < self.subset_size:
            print_log(
                f'{self.ann_file} was to hold {self.subset_size} ids and '
                f'holds {len(drawn)}: there are no more. A result of this '
                f'run is one of {len(drawn)} clips, whatever the config is '
                'called',
                logger='current',
                level=logging.WARNING,
            )

    def _mend(self, ids: list[str]) -> list[str]:
        """Read the id that does not exist as the one that is meant."""
        mended = mend_ids(ids, self.data_prefix['img_path'])
        if mended == ids:
            return ids
        print_log(
            f'{self.ann_file}: id {WRONG_ID} does not exist and is read as '
            f'{RIGHT_ID}, the annotated clip',
            logger='current',
        )
        return mended
