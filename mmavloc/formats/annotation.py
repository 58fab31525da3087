"""Annotation files in the XML of Senocak et al.: boxes of annotators.

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
    """What an annotation file holds.

    Attributes:
        boxes: (n x 4) float64, x1 y1 x2 y2 as fractions of the frame; only
            those without a problem.
        annotators: (n) int64, who drew each, 0..m-1.
        num_annotators: m, including those who drew no box.
        problems: everything that is wrong, in the order of the file.
    """

    boxes: np.ndarray
    annotators: np.ndarray
    num_annotators: int
    problems: tuple[Finding, ...] = ()


def scan_annotation(path: str | Path) -> Annotation:
    """Read an annotation file, and collect every problem.

    Boxes are in pixels of a 256 x 256 frame, their four numbers read by name
    (:func:`read_corners`); annotators are found by name
    (:func:`find_annotators`). One who drew no box counts if another did.

    Raises:
        FileNotFoundError: there is no such file.
    """
    path = Path(path)
    try:
        root = ElementTree.parse(path).getroot()
    except FileNotFoundError:
        raise FileNotFoundError(
            f'{path}: no such annotation; want the XML file of this clip'
        ) from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        # the latter two: an encoding that is unknown, or a wrong one
        return _unusable(
            path,
            f'{path.stat().st_size} bytes that are no XML ({error}); want an '
            'annotation: fetch the file again',
        )
    if problem := _other_frame(root):
        return _unusable(path, problem)
    people = find_annotators(root)
    if isinstance(people, str):
        return _unusable(path, people)
    problems = []
    if len(people) > MAX_ANNOTATORS:
        text = f'{path}: {len(people)} annotators; want 1 to {MAX_ANNOTATORS}'
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
    """Read an annotation file in which nothing is wrong.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: not XML, no box, no or too many annotators, a frame that
            is not 256 x 256, or a box that is inverted, empty, out of the
            frame, in fractions, no numbers, or whose names contradict it.
    """
    annotation = scan_annotation(path)
    raise_first_error(annotation.problems)
    return annotation


def annotation_xml(annotators: Iterable[Iterable[Sequence[float]]]) -> bytes:
    """Write boxes as XML, one element per annotator.

    Args:
        annotators: the boxes that each drew, x1 y1 x2 y2 in pixels of a
            256 x 256 frame. Decimals are written in full, so that they are
            read as the same numbers.
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
    """Say what is wrong if a size names another frame than 256 x 256."""
    for size in root.iter('size'):
        for name in ('width', 'height'):
            text = (size.findtext(name) or '').strip()
            if text and text not in (str(FRAME), f'{FRAME}.0'):
                return (
                    f'its size names a {name} of {text} pixels; want boxes in '
                    f'pixels of a {FRAME} x {FRAME} frame: scale them, and '
                    'write that size or none'
                )
    return None
