"""Base class of data sets that list their clips by id."""

import logging
import os
from pathlib import Path

from mmengine.dataset import BaseDataset
from mmengine.logging import print_log

from mmavloc.datasets.lists.draw_lists import (
    draw_list,
    nested_subset,
    trainable_ids,
    warn_annotated,
)
from mmavloc.datasets.loading.errors import UnreadableClip, prepare_or_skip
from mmavloc.formats.id_lists import read_id_list
from mmavloc.formats.ids import repair_ids

from .clip_layout import (
    DATA_PREFIX,
    check_disjoint,
    clip_records,
    negative_records,
    with_masks,
)


class ListedClips(BaseDataset):
    """Clips of an id list: an image, its audio and, if annotated, boxes.

    Below ``data_root``: ``image/<id>.jpg``, ``audio/<id>.wav``,
    ``annotation/<id>.xml`` and the id list ``ann_file``. A subclass overrides
    what differs: ``kind`` (of its annotations), ``prepare_as`` (its name in
    ``tools/prepare_data.py``), and the methods
    :meth:`check_made`, :meth:`lists_kept_out`, :meth:`repair_ids` and
    :meth:`group_of`.

    Args:
        ann_file: id list, one id per line.
        annotated: whether every clip must have an annotation; by default in
            ``test_mode`` only.
        annotation: ``'boxes'`` of ``annotation/<id>.xml``, or ``'masks'``:
            segmentation masks, ``mask/<id>.png`` or, of several objects,
            ``mask/<id>/<object>.png``. Clips are then scored by their masks.
        split: name that the clips are scored under; by default the name of
            the list.
        subset_size: if the list does not exist, draw this many of the ids
            that have an image and audio, excluding annotated ids and those
            of ``disjoint_from``, and write the list. A list of another
            length is refused, unless no more clips exist.
        list_seed: seed of that draw; with one seed, a smaller list is a
            subset of a larger one. With a seed other than 0, an existing
            list must be what it draws.
        negatives: list of images with audio whose source is not visible,
            below ``data_root``: SLAVC's ``*_plus_silent.csv``. They are
            tested in addition to the listed clips, as ``kind='negative'``
            without boxes.
        disjoint_from: id lists that must share no id with this one; below
            ``data_root``, or next to it (``'../vggss/test.txt'``).
        skip_unreadable: in training, skip clips whose media cannot be
            read; :class:`SkippedClipsHook` counts and lists them. By
            default, and always in testing, such a clip is an error.
        audio_suffix: extension of the audio files.
        data_root, data_prefix, indices, pipeline, test_mode, ...: as in
            MMEngine's ``BaseDataset``.

    Raises:
        FileNotFoundError, ValueError: see :mod:`mmavloc.datasets.clip_layout`.
    """

    kind = 'consensus'  # or 'union': the boxes of a clip form one region
    prepare_as: str | None = None

    def __init__(
        self,
        *,
        ann_file: str,
        data_root: str = '',
        data_prefix: dict | None = None,
        annotated: bool | None = None,
        annotation: str = 'boxes',
        split: str | None = None,
        subset_size: int | None = None,
        list_seed: int = 0,
        negatives: str = '',
        disjoint_from: list[str] | tuple[str, ...] = (),
        skip_unreadable: bool = False,
        audio_suffix: str = '.wav',
        test_mode: bool = False,
        **kwargs,
    ):
        if negatives and not test_mode:
            raise ValueError(
                f'negatives={negatives!r}: images with unrelated audio are '
                'for testing only; set test_mode=True'
            )
        if skip_unreadable and test_mode:
            raise ValueError(
                'skip_unreadable is for training only: skipping clips in a '
                'test changes the number of scored clips'
            )
        if annotation not in ('boxes', 'masks'):
            raise ValueError(
                f"annotation={annotation!r}: expected 'boxes' or 'masks'"
            )
        self.annotation = annotation
        self.annotated = test_mode if annotated is None else annotated
        self.split = split or Path(ann_file).stem
        self.subset_size = subset_size
        self.list_seed = list_seed
        self.negatives = negatives
        self.disjoint_from = disjoint_from
        self.skip_unreadable = skip_unreadable
        self.audio_suffix = audio_suffix
        super().__init__(
            ann_file=ann_file,
            data_root=data_root,
            data_prefix=data_prefix or dict(DATA_PREFIX),
            test_mode=test_mode,
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip: ids, paths and, if annotated, boxes."""
        self.check_made()
        others = self.lists_kept_out()
        draw = self.subset_size and not Path(self.ann_file).is_file()
        if draw:
            draw_list(
                self.ann_file,
                self._trainable(others),
                self.subset_size,
                self.list_seed,
            )
        ids = self.repair_ids(read_id_list(self.ann_file))
        listed = self.subset_size and not draw
        if listed and len(ids) != self.subset_size:
            self._check_size(len(ids), others)
        check_disjoint(
            ids, self.ann_file, others, self.data_prefix['img_path']
        )
        if listed and self.list_seed:
            self._check_seed(ids, others)
        # a newly drawn list contains no annotated clip
        if not (self.annotated or self.test_mode or draw):
            warn_annotated(ids, self.ann_file, self.data_prefix['ann_path'])
        records = clip_records(
            ids,
            self.data_prefix,
            self.split,
            self.annotated,
            self.audio_suffix,
            self.annotation,
        )
        for record in records:
            if self.annotated:
                record['kind'] = self.kind
            if group := self.group_of(record['sample_id']):
                record['group'] = group
        if self.negatives:
            records += negative_records(
                Path(self.data_root, self.negatives),
                self.data_prefix,
                self.split,
                self.audio_suffix,
            )
        return records

    def _trainable(self, others: list[Path]) -> list[str]:
        """List the ids that training may use."""
        return trainable_ids(
            self.data_prefix, others, self.audio_suffix, by_form=True
        )

    def _check_size(self, found: int, others: list[Path]) -> None:
        """Refuse a list of another length than the config asks for.

        Raises:
            ValueError: a list of the right length could be drawn.
        """
        there = self._trainable(others)
        if found != min(len(there), self.subset_size):
            raise ValueError(
                f'{self.ann_file}: {found} ids, expected '
                f'subset_size={self.subset_size}; remove the list to draw it '
                'again, name another ann_file, or set subset_size=None to '
                'use this list'
            )
        print_log(
            f'{self.ann_file} contains {found} ids instead of '
            f'{self.subset_size}: there are no more clips',
            logger='current',
            level=logging.WARNING,
        )

    def _check_seed(self, ids: list[str], others: list[Path]) -> None:
        """Refuse an existing list that the seed does not draw.

        Raises:
            ValueError: the list has other ids.
        """
        there = self._trainable(others)
        drawn = nested_subset(there, self.subset_size, self.list_seed)
        if set(drawn) != set(ids):
            raise ValueError(
                f'{self.ann_file}: {len(set(ids) - set(drawn))} of its ids '
                f'are not drawn with list_seed={self.list_seed} from the '
                f'{len(there)} clips that are here now; remove the list to '
                'draw it again, name another ann_file, or set list_seed=0 to '
                'use this list'
            )

    def get_data_info(self, idx: int) -> dict:
        """Return a clip's record; masks are read here, on access."""
        return with_masks(super().get_data_info(idx))

    def prepare_data(self, idx: int) -> dict | UnreadableClip:
        """Run the pipeline on one clip."""
        return prepare_or_skip(self, idx, super().prepare_data)

    def check_made(self) -> None:
        """Check that the data root contains prepared data.

        Raises:
            FileNotFoundError: it does not; the message says how to prepare it.
        """
        root = Path(self.data_root)
        marks = [root / 'prepared.json', root / 'manifest.jsonl']
        marks.append(Path(self.data_prefix['img_path']))
        if self.prepare_as and not any(mark.exists() for mark in marks):
            raise FileNotFoundError(
                f'{root}: no prepared {type(self).__name__}; prepare it with: '
                f'python tools/prepare_data.py {self.prepare_as} '
                f'--source DIR --out {root}'
            )

    def lists_kept_out(self) -> list[Path]:
        """Return the lists of ``disjoint_from``; warn about missing ones."""
        # normpath resolves '..' by name, even if the root is a symbolic link
        paths = [
            Path(os.path.normpath(Path(self.data_root, name)))
            for name in self.disjoint_from
        ]
        for path in paths:
            if not path.is_file():
                print_log(
                    f'{path}: no such list; {self.ann_file} was not checked '
                    'against it',
                    logger='current',
                    level=logging.WARNING,
                )
        return [path for path in paths if path.is_file()]

    def repair_ids(self, ids: list[str]) -> list[str]:
        """Convert the ids of published lists to the form of the data."""
        folder = Path(self.data_prefix['img_path'])
        return repair_ids(ids, lambda name: (folder / f'{name}.jpg').is_file())

    def group_of(self, sample_id: str) -> str | None:
        """Return the image's name if several clips share the image."""
        return None
