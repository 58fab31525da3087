"""The data on which methods are compared: SoundingShapes, or real pairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .plan import StudyDataset

SIDE = 192  # px of an image; two side by side are twice as wide


@dataclass(frozen=True)
class MethodData:
    """What the table needs to know about its data.

    Attributes:
        clips: the class of the data set.
        splits: id lists to score, besides pairs of ``test`` side by side.
        audited: the split of the audit.
        seconds: of audio to load; None for those of each method's config.
        pairs: list of pairs of ``test`` side by side.
        training: number of training clips a method sees; None for the epochs
            of its config.
        starts: whether image networks start from a classifier of these data.
        missing: method -> what it would need and the data do not have.
    """

    clips: str
    splits: tuple[str, ...]
    audited: str
    pairs: str
    seconds: float | None = None
    training: int | None = None
    starts: bool = False
    missing: Mapping[str, str] = field(default_factory=dict)


SHAPES = MethodData(
    clips='SoundingShapes',
    splits=('test', 'wild', 'type_a', 'type_b'),
    audited='type_b',  # where only some of what could sound does
    pairs='concat_pairs.txt',  # of the generator
    starts=True,
)
REAL = MethodData(
    clips='FlickrSoundNet',
    splits=('test',),
    audited='test',
    pairs='concat_pairs_300.txt',  # drawn at the first test
    seconds=3.0,
    training=6_000,  # as on SoundingShapes
    missing={
        'cavl': 'the number of sources of each clip',
        'twostage': 'classes of what is seen and heard',
    },
)


def real(data_root: str | None = None) -> StudyDataset:
    """Describe a folder of real pairs in the layout of Flickr-SoundNet.

    It needs ``train.txt`` and ``test.txt``, and annotations of the latter.
    """
    return StudyDataset(
        name='real',
        title='real pairs',
        sizes={},
        supervised='',
        top_n=(0, 0, ()),
        runs={},
        data_root=data_root or 'data/real',
        tests={},
        test_clips={},
    )


def data_of(dataset: StudyDataset) -> MethodData:
    """Return what the table needs to know about a data set."""
    return REAL if dataset.name == 'real' else SHAPES
