"""The XML of Senocak et al., as bytes; it is read in datasets/annotation."""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

CORNERS = ('xmin', 'ymin', 'xmax', 'ymax')


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
