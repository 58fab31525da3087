"""The boxes of Senocak et al.: XML, one element per annotator."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from mmavloc.datasets.lists.findings import Finding, refuse

FRAME = 256  # px, the frame that Senocak et al. annotated in
MAX_ANNOTATORS = 6
CORNERS = ('xmin', 'ymin', 'xmax', 'ymax')


@dataclass(frozen=True)
class Annotation:
    """Everything that could be read of an annotation.

    Attributes:
        boxes: (n x 4) float64, x1 y1 x2 y2 as fractions of the frame; only
            those without a problem.
        annotators: (n) int64, who drew each, 0..m-1.
        num_annotators: m, also of those who drew none.
        problems: everything that is wrong, in the order of the file.
    """

    boxes: np.ndarray
    annotators: np.ndarray
    num_annotators: int
    problems: tuple[Finding, ...]


def read_annotation(path: str | Path) -> Annotation:
    """Read boxes, and list every problem instead of raising the first.

    Below each annotator stand one or more ``bbox``, and in each the four
    corners after an optional id, by name or else by position, in pixels of a
    256 x 256 frame. An annotator who drew none counts, if another drew some.

    Raises:
        FileNotFoundError: there is no such file.
    """
    path = Path(path)
    problems: list[Finding] = []
    try:
        root = ElementTree.parse(path).getroot()
    except FileNotFoundError:
        raise FileNotFoundError(
            f'{path}: no such annotation; want the XML file of this clip'
        ) from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        # the latter two: an encoding that is unknown, or a wrong one
        text = (
            f'{path}: {path.stat().st_size} bytes that are no XML ({error}); '
            'want an annotation: fetch the file again'
        )
        problem = Finding('annotation', str(path), text)
        return Annotation(np.empty((0, 4)), np.empty(0, int), 0, (problem,))
    boxes, annotators, drawn = [], [], 0
    for who, annotator in enumerate(root):
        for element in annotator.iter('bbox'):
            drawn += 1
            found = _corners(element)
            if isinstance(found, str):
                text = f'{path}: {found}'
                problems.append(Finding('box', str(path), text))
            else:
                boxes.append(found)
                annotators.append(who)
    if not drawn:
        text = (
            f'{path}: an annotation without boxes; want at least one bbox, '
            'or the clip taken off the list'
        )
        problems.append(Finding('annotation', str(path), text))
    if len(root) > MAX_ANNOTATORS:
        text = f'{path}: {len(root)} annotators; want 1 to {MAX_ANNOTATORS}'
        problems.append(Finding('annotation', str(path), text))
    return Annotation(
        np.array(boxes, dtype=np.float64).reshape(-1, 4) / FRAME,
        np.array(annotators, dtype=np.int64),
        len(root),
        tuple(problems),
    )


def parse_annotation(path: str | Path) -> tuple[np.ndarray, np.ndarray, int]:
    """Read the boxes of an annotation in which nothing is wrong.

    Returns:
        Boxes (n x 4) float64, x1 y1 x2 y2 as fractions of the frame; who drew
        each (n) int64, 0..m-1; and m, the number of annotators.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: not XML, nobody drew a box, too many annotators, or a box
            that is inverted, empty, out of the frame or no numbers.
    """
    found = read_annotation(path)
    refuse(found.problems)
    return found.boxes, found.annotators, found.num_annotators


def _corners(element: ElementTree.Element) -> list[float] | str:
    """Return a box in pixels, or what is wrong with it."""
    named = {child.tag: child.text for child in element}
    texts = (
        [named[tag] for tag in CORNERS]
        if all(tag in named for tag in CORNERS)
        else [child.text for child in element if child.tag != 'id'][-4:]
    )
    try:
        x1, y1, x2, y2 = (float(text) for text in texts)
    except (TypeError, ValueError):
        return f'a bbox holds {texts}; want four numbers, {" ".join(CORNERS)}'
    corners = [x1, y1, x2, y2]
    if not all(0 <= value <= FRAME for value in corners):
        return (
            f'the box {corners} leaves the {FRAME} x {FRAME} frame; want '
            f'numbers from 0 to {FRAME}'
        )
    if x2 <= x1 or y2 <= y1:
        return (
            f'the box {corners} is inverted or empty; want xmin < xmax and '
            'ymin < ymax'
        )
    return corners
