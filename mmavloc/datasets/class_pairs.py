"""Pictures and recordings that belong together by class only."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mmengine.dataset import BaseDataset

from mmavloc.registry import DATASETS

SPLITS = ('train', 'val', 'test')
NUMBER = re.compile(r'\d{4,}')  # of a source recording, as Freesound gives
WHOLE = (0.0, 0.0, 1.0, 1.0)


def source_of(name: str) -> str:
    """Return what two parts of one source recording have in common.

    It is the first number of four or more digits in the name: ``100032`` of
    ``1-100032-A-0.wav``, as ESC-50 names its files. A name without one is
    a source of its own.
    """
    found = NUMBER.search(Path(name).stem)
    return found.group() if found else Path(name).stem


def split_sources(
    names: Sequence[str], shares: tuple[float, float]
) -> dict[str, list[str]]:
    """Split files into train, val and test; no source crosses.

    Sources are taken in the order of their numbers, so that neighbours, which
    often come from one person, stay together: first the training's, then
    those of validation, then those of the test.

    Args:
        names: names of files.
        shares: of validation and test among the sources, rounded up.

    Returns:
        Split -> names.

    Raises:
        ValueError: a split would be empty.
    """
    sources: dict[str, list[str]] = {}
    for name in sorted(names):
        sources.setdefault(source_of(name), []).append(name)
    order = sorted(sources, key=lambda s: (len(s), s))
    val, test = (int(np.ceil(share * len(order))) for share in shares)
    train = len(order) - val - test
    if min(train, val, test) < 1:
        raise ValueError(
            f'{len(order)} sources cannot be split into train, val and test; '
            f'want more recordings and pictures of each class than {names[:1]}'
        )
    ends = np.cumsum([0, train, val, test])
    return {
        split: [n for source in order[a:b] for n in sources[source]]
        for split, a, b in zip(SPLITS, ends, ends[1:], strict=False)
    }


def pair_up(
    pictures: Sequence[str], recordings: Sequence[str], count: int | None
) -> list[tuple[str, str]]:
    """Pair pictures with recordings, each about equally often.

    Args:
        pictures, recordings: of one class.
        count: number of pairs; None for the larger number of the two.

    Returns:
        Different pairs (picture, recording), until all have been used.
    """
    long, short = pictures, recordings
    if len(short) > len(long):
        long, short = short, long
    pairs = []
    for index in range(count or len(long)):
        turn, place = divmod(index, len(long))
        pair = long[place], short[(place + turn) % len(short)]
        pairs.append(pair if long is pictures else pair[::-1])
    return pairs


@DATASETS.register_module()
class ClassPairs(BaseDataset):
    """Each picture with a recording of its class.

    Below ``data_root/folder`` lie ``picture/<class>/*`` and
    ``recording/<class>/*``.
    Both are split by :func:`split_sources`, and paired by :func:`pair_up`.
    Every class has the same weight. ``group`` is the class.

    There are no boxes. For tests the whole picture is stated as the place of
    the sound, so that :class:`ConcatAndLocalize` can join clips of two
    classes; no score but ``half_acc`` then has a meaning.

    Args:
        data_root, folder: see above.
        subset: ``'train'``, ``'val'``, ``'test'``, or ``'all'``.
        classes: names of folders; by default all that have recordings.
        shares: of validation and test, see :func:`split_sources`.
        per_class: number of clips of each class, see :func:`pair_up`.
        redraw: whether each access to a clip draws a recording of its class
            at random, for training, instead of its own.
        split: name that the clips are scored under; by default ``subset``.
        pipeline, test_mode, ...: as in MMEngine's ``BaseDataset``.

    Raises:
        FileNotFoundError: there are no such folders.
        ValueError: an unknown subset, or too few files.
    """

    def __init__(
        self,
        *,
        data_root: str,
        folder: str = '',
        subset: str = 'train',
        classes: Sequence[str] | None = None,
        shares: tuple[float, float] = (0.15, 0.2),
        per_class: int | None = None,
        redraw: bool = False,
        split: str | None = None,
        **kwargs,
    ):
        if subset not in (*SPLITS, 'all'):
            raise ValueError(
                f'subset={subset!r}: expected one of {", ".join(SPLITS)}, all'
            )
        self.folder = folder
        self.subset = subset
        self.classes = classes
        self.shares = tuple(shares)
        self.per_class = per_class
        self.redraw = redraw
        self.split = split or subset
        super().__init__(data_root=data_root, **kwargs)

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip."""
        root = Path(self.data_root, self.folder)
        if not (root / 'recording').is_dir():
            raise FileNotFoundError(
                f'{root}: has no folder recording; want picture/<class>/* '
                'and recording/<class>/*'
            )
        classes = self.classes or sorted(
            p.name for p in (root / 'recording').iterdir() if p.is_dir()
        )
        clips = []
        for label, name in enumerate(classes):
            pictures = self._files(root / 'picture' / name)
            recordings = self._files(root / 'recording' / name)
            clips += [
                self._clip(name, label, picture, recording, recordings)
                for picture, recording in pair_up(
                    pictures, recordings, self.per_class
                )
            ]
        return clips

    def get_data_info(self, idx: int) -> dict:
        """Return a clip's record, in training with a drawn recording."""
        info = super().get_data_info(idx)
        if self.redraw:
            files = info['recordings']
            info['audio_path'] = files[np.random.randint(len(files))]
        return info

    def _files(self, folder: Path) -> list[str]:
        """Return the files of this subset, sorted.

        Raises:
            FileNotFoundError: there are none.
        """
        names = [p.name for p in folder.glob('*') if p.is_file()]
        if not names:
            raise FileNotFoundError(
                f'{folder}: has no files; want pictures in picture/<class>/ '
                'and recordings in recording/<class>/'
            )
        if self.subset != 'all':
            names = split_sources(names, self.shares)[self.subset]
        return [str(folder / name) for name in sorted(names)]

    def _clip(
        self,
        name: str,
        label: int,
        picture: str,
        recording: str,
        recordings: list[str],
    ) -> dict:
        stems = f'{Path(picture).stem}__{Path(recording).stem}'
        clip = {
            'sample_id': f'{name}__{stems}',
            'split': self.split,
            'img_path': picture,
            'audio_path': recording,
            'recordings': recordings,
            'group': name,
            'label': label,
        }
        if not self.redraw:
            clip |= {
                'boxes': np.array([WHOLE]),
                'annotators': np.zeros(1, int),
                'num_annotators': 1,
                'kind': 'union',
            }
        return clip
