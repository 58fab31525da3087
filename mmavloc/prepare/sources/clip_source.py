"""What a clip is made of, and what a source folder gives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .rates import Rates

WORK = '.work'  # in a prepared folder, the record of its making
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class ClipSource:
    """The files and facts that one clip is made of.

    Attributes:
        id: of the clip, safe as a file name.
        picture: a loose picture, or the video to take a frame of.
        sound: a loose sound, or the video to take the sound of.
        annotation: Senocak's XML, to be kept as it is.
        boxes: x1 y1 x2 y2 in fractions of the frame, of one annotator; None
            where nothing is annotated.
        mask: the published segmentation mask of what sounds.
        second: of the sound at which the picture was taken, where it is a
            frame of a video; None if it is not known, or another picture.
        undated: whether it is such a frame and the second is not known.
        labels: what each box holds, or the clip.
        split: name of the list that the clip belongs on; '' for none.
        problems: what is odd about it, known without decoding.
        rejected: why it cannot be made, known without decoding.
    """

    id: str
    picture: Path | None = None
    sound: Path | None = None
    annotation: Path | None = None
    boxes: tuple[Box, ...] | None = None
    mask: Path | None = None
    second: float | None = None
    undated: bool = False
    labels: tuple[str, ...] = ()
    split: str = ''
    problems: tuple[str, ...] = ()
    rejected: str | None = None

    @property
    def files(self) -> list[Path]:
        """Its files, each once."""
        files = (self.picture, self.sound, self.annotation, self.mask)
        return list(dict.fromkeys(f for f in files if f))


@dataclass
class Found:
    """What a source folder gives.

    Attributes:
        clips: in the order of their ids.
        strays: files that belong to no clip, and why.
        negatives: by the name of their list, the clips of each picture and
            sound that are tested together.
        remarks: sentences for the user.
    """

    clips: list[ClipSource] = field(default_factory=list)
    strays: dict[Path, str] = field(default_factory=dict)
    negatives: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Search:
    """What a finder looks through.

    Attributes:
        files: below ``source``, sorted.
        source: the folder.
        notes: box files and lists.
        negatives: lists of pictures with sounds of other clips.
        rates: frames a second of folders of frames.
        second: of a clip at which its picture is taken; None for the
            data set's own.
    """

    files: list[Path]
    source: Path
    notes: list[Path] = field(default_factory=list)
    negatives: list[Path] = field(default_factory=list)
    rates: Rates = Rates()
    second: float | None = None


@dataclass(frozen=True)
class Benchmark:
    """What is known of a published data set.

    Attributes:
        find: lists its clips.
        metadata: names of the files that hold its boxes or lists.
        negatives: name of the list of its negatives; '' if there is none.
        optional: whether it can be prepared without them.
    """

    find: Callable[[Search], Found]
    metadata: tuple[str, ...] = ()
    optional: bool = False
    negatives: str = ''
