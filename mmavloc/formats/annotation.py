"""Annotation files in the XML format of Senocak et al.: boxes.

::

    <annotation>
      <annotator>
        <bbox><id>1</id><xmin>32</xmin><ymin>40</ymin><xmax>160</xmax>...
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from .annotators import find_annotators
from .box_xml import CORNERS, FRAME, read_corners
from .findings import Finding, raise_first_error

MAX_ANNOTATORS = 6


@dataclass(frozen=True)
class Annotation:
    """The content of an annotation file.

    Attributes:
        boxes: (n x 4) float64, x1 y1 x2 y2 as fractions of the frame; only
            the valid ones.
        annotators: (n) int64, who drew each box, 0..m-1.
        num_annotators: m, including annotators who drew no box.
        problems: all problems of the file.
    """

    boxes: np.ndarray
    annotators: np.ndarray
    num_annotators: int
    problems: tuple[Finding, ...] = ()


def scan_annotation(path: str | Path) -> Annotation:
    """Read an annotation file, and collect every problem.

    Boxes are in pixels of a 256 x 256 frame. Their four numbers are read by
    name (:func:`read_corners`), and annotators are found by name
    (:func:`find_annotators`). An annotator without a box is counted if
    another one has a box.

    Raises:
        FileNotFoundError: there is no such file.
    """
    path = Path(path)
    try:
        root = ElementTree.parse(path).getroot()
    except FileNotFoundError:
        raise FileNotFoundError(
            f'{path}: no such annotation file; want the XML file of this clip'
        ) from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        # LookupError, ValueError: the encoding is unknown or wrong
        return _unusable(
            path,
            f'its {path.stat().st_size} bytes are not XML ({error}); want an '
            'annotation: download the file again',
        )
    if problem := _other_frame(root):
        return _unusable(path, problem)
    people = find_annotators(root)
    if isinstance(people, str):
        return _unusable(path, people)
    problems = []
    if len(people) > MAX_ANNOTATORS:
        text = (
            f'{path}: has {len(people)} annotators; want 1 to {MAX_ANNOTATORS}'
        )
        problems.append(Finding('annotation', str(path), text))
    boxes, annotators, wrong = [], [], []
    for who, elements in enumerate(people):
        for element in elements:
            corners = read_corners(element)
            if isinstance(corners, str):
                wrong.append(Finding('box', str(path), f'{path}: {corners}'))
            else:
                boxes.append(corners)
                annotators.append(who)
    return Annotation(
        np.array(boxes, dtype=np.float64).reshape(-1, 4) / FRAME,
        np.array(annotators, dtype=np.int64),
        len(people),
        (*wrong, *problems),
    )


def read_annotation(path: str | Path) -> Annotation:
    """Read an annotation file; any problem is an error.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is not XML, has no box, no annotator or too many,
            or a frame that is not 256 x 256; or a box is inverted, empty,
            outside the frame, in fractions, not four numbers, or its names
            are missing, mixed or repeated.
    """
    annotation = scan_annotation(path)
    raise_first_error(annotation.problems)
    return annotation


def annotation_xml(annotators: Iterable[Iterable[Sequence[float]]]) -> bytes:
    """Return boxes as XML, one element per annotator.

    Args:
        annotators: the boxes of each, x1 y1 x2 y2 in pixels of a 256 x 256
            frame. All decimals are written, so that reading returns the same
            numbers.
    """
    root = ElementTree.Element('annotation')
    for boxes in annotators:
        annotator = ElementTree.SubElement(root, 'annotator')
        for number, corners in enumerate(boxes, 1):
            box = ElementTree.SubElement(annotator, 'bbox')
            ElementTree.SubElement(box, 'id').text = str(number)
            for tag, value in zip(CORNERS, corners, strict=True):
                ElementTree.SubElement(box, tag).text = str(value)
    return ElementTree.tostring(root)


def _unusable(path: Path, text: str) -> Annotation:
    problem = Finding('annotation', str(path), f'{path}: {text}')
    return Annotation(np.empty((0, 4)), np.empty(0, int), 0, (problem,))


def _other_frame(root: ElementTree.Element) -> str | None:
    """Return the problem if a size element names another frame."""
    for size in root.iter('size'):
        for name in ('width', 'height'):
            text = (size.findtext(name) or '').strip()
            if text and text not in (str(FRAME), f'{FRAME}.0'):
                return (
                    f'its size element states a {name} of {text} pixels; want '
                    f'boxes in pixels of a {FRAME} x {FRAME} frame: scale '
                    'them, and correct or remove the size element'
                )
    return None
