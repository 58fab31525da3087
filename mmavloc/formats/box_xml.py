"""Reader of the four numbers of a bbox element, by their names."""

from xml.etree import ElementTree

FRAME = 256  # px, the square frame that Senocak et al. annotated in
CORNERS = ('xmin', 'ymin', 'xmax', 'ymax')
# Synonyms of each name.
NAMES = {
    **dict.fromkeys(('xmin', 'x1', 'left', 'x_min'), 'xmin'),
    **dict.fromkeys(('ymin', 'y1', 'top', 'y_min'), 'ymin'),
    **dict.fromkeys(('xmax', 'x2', 'right', 'x_max'), 'xmax'),
    **dict.fromkeys(('ymax', 'y2', 'bottom', 'y_max'), 'ymax'),
    **dict.fromkeys(('width', 'w'), 'width'),
    **dict.fromkeys(('height', 'h'), 'height'),
    # the top left corner, if width and height are given too
    'x': 'x',
    'y': 'y',
}
OF_CORNER = {'xmin', 'ymin', 'width', 'height'}
OF_POINT = {'x', 'y', 'width', 'height'}
# Other elements of a bbox, which are not its numbers.
OTHER_TAGS = {'id', 'label', 'name', 'class', 'category', 'object'}


def read_corners(element: ElementTree.Element) -> list[float] | str:
    """Return a box in pixels of the 256 x 256 frame, or its problem.

    Names are ``xmin ymin xmax ymax``, ``x1 y1 x2 y2``, ``left top right
    bottom``, or a corner with ``width height``, in any order. Four numbers
    without known names, such as ``a b c d``, are read as x1 y1 x2 y2.

    Returns:
        x1 y1 x2 y2; or a sentence, if there are not four numbers, names are
        missing, mixed or repeated, or the box is in fractions, inverted,
        empty or outside the frame.
    """
    pairs = [
        (child.tag.lower(), (child.text or '').strip())
        for child in element
        if isinstance(child.tag, str) and child.tag.lower() not in OTHER_TAGS
    ]
    pairs += [
        (name.lower(), text)
        for name, text in element.attrib.items()
        if name.lower() in NAMES
    ]
    tags = [tag for tag, _ in pairs]
    texts = [text for _, text in pairs]
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        numbers = []
    if len(numbers) != 4:
        return f'a bbox holds {texts}; want four numbers, {" ".join(CORNERS)}'
    corners = _by_name(tags, numbers)
    if isinstance(corners, str):
        return corners
    return _problem(corners) or corners


def _by_name(tags: list[str], numbers: list[float]) -> list[float] | str:
    known = [NAMES[tag] for tag in tags if tag in NAMES]
    if not known:
        return numbers
    box = dict(zip(known, numbers, strict=False))
    if len(known) == len(set(known)) == 4:
        if set(box) == set(CORNERS):
            return [box[name] for name in CORNERS]
        for point in (OF_CORNER, OF_POINT):
            if set(box) == point:
                x, y = (box[n] for n in sorted(point - {'width', 'height'}))
                return [x, y, x + box['width'], y + box['height']]
    return (
        f'a bbox names its numbers {" ".join(tags)}; want '
        f'{" ".join(CORNERS)}, or x y width height'
    )


def _problem(corners: list[float]) -> str | None:
    x1, y1, x2, y2 = corners
    if not all(0 <= value <= FRAME for value in corners):
        return (
            f'the box {corners} is outside the {FRAME} x {FRAME} frame; want '
            f'numbers from 0 to {FRAME}'
        )
    if x2 <= x1 or y2 <= y1:
        return (
            f'the box {corners} is inverted or empty; want xmin < xmax and '
            'ymin < ymax'
        )
    if max(corners) <= 1:
        return (
            f'the box {corners} is in fractions of the frame; want pixels of '
            f'a {FRAME} x {FRAME} frame: multiply by {FRAME}'
        )
    return None
