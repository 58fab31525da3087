"""Finds the annotators among the elements of an annotation file."""

import re
from xml.etree import ElementTree

# Elements that name the object of a box, not the annotator.
OBJECTS = {'object', 'objects', 'source', 'sources', 'box', 'boxes', 'item'}


def find_annotators(
    root: ElementTree.Element,
) -> list[list[ElementTree.Element]] | str:
    """Return the boxes of each annotator, or the problem.

    Annotators are the elements named ``annotator`` (or ``annotator1`` ...),
    at any depth. If there are none, they are the children of the root that
    directly hold a ``bbox``, and children of the same name without one (an
    annotator who drew no box). Elements of other names, such as ``folder``,
    ``filename`` or ``size``, are not annotators.

    Returns:
        A list of ``bbox`` elements per annotator; or a sentence, if there is
        no box, or a box is not inside exactly one annotator.
    """
    drawn = [e for e in root.iter() if _name(e) == 'bbox']
    if not drawn:
        return (
            'has no boxes; want at least one bbox inside an annotator, or '
            'remove the clip from the list'
        )
    named = [e for e in root.iter() if _name(e) == 'annotator']
    if not named:
        holders = [e for e in root if any(_name(b) == 'bbox' for b in e)]
        names = {_name(e) for e in holders}
        if names & OBJECTS or 'bbox' in names:
            return _lost(len(drawn))
        named = [e for e in root if _name(e) in names]
    people = [[b for b in e.iter() if _name(b) == 'bbox'] for e in named]
    inside = sum(map(len, people))
    if inside != len(drawn) or any(_name(e) == 'bbox' for e in named):
        return _lost(len(drawn))
    if any(_name(b) == 'bbox' for box in drawn for b in box):
        return 'a bbox is inside another one; want each in its annotator'
    return people


def _name(element: ElementTree.Element) -> str:
    """Return an element's name: ``annotator`` for ``Annotator_2``."""
    tag = element.tag if isinstance(element.tag, str) else ''  # a comment
    return re.sub(r'[_-]?\d+$', '', tag.rpartition('}')[2].lower())


def _lost(count: int) -> str:
    return (
        f'the annotators of its {count} boxes cannot be found; want each bbox '
        'inside exactly one element named annotator'
    )
