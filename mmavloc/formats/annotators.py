"""Which elements of an annotation file are annotators."""

import re
from xml.etree import ElementTree

# Elements that hold boxes and say of what, not of whom they are.
OBJECTS = {'object', 'objects', 'source', 'sources', 'box', 'boxes', 'item'}


def find_annotators(
    root: ElementTree.Element,
) -> list[list[ElementTree.Element]] | str:
    """Return the boxes of each annotator, or what is wrong.

    Elements called ``annotator`` (or ``annotator1`` ...) are annotators, at
    any depth. Where none is called so, they are the elements below the root
    that directly hold a ``bbox``, and others of their name, who drew none;
    elements of other names, such as ``folder``, ``filename`` or ``size``,
    are not.

    Returns:
        A list of ``bbox`` elements per annotator; or a sentence, if there is
        no box, a box outside any annotator, or one of two annotators.
    """
    drawn = [e for e in root.iter() if _name(e) == 'bbox']
    if not drawn:
        return (
            'an annotation without boxes; want at least one bbox inside an '
            'annotator, or the clip taken off the list'
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
        return 'a bbox stands inside another; want each below its annotator'
    return people


def _name(element: ElementTree.Element) -> str:
    """Return the name of an element: annotator of ``Annotator_2``."""
    tag = element.tag if isinstance(element.tag, str) else ''  # no comment
    return re.sub(r'[_-]?\d+$', '', tag.rpartition('}')[2].lower())


def _lost(count: int) -> str:
    return (
        f'whose its {count} boxes are cannot be read; want each bbox inside '
        'exactly one element called annotator'
    )
