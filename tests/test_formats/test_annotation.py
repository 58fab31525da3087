"""Boxes and annotators are read by their names."""

import numpy as np
import pytest

from mmavloc.formats.annotation import (
    annotation_xml,
    read_annotation,
    scan_annotation,
)

BOX = '<bbox><xmin>10</xmin><ymin>20</ymin><xmax>110</xmax><ymax>120</ymax>'
BOX += '</bbox>'


def box_of(names, values):
    pairs = zip(names.split(), values, strict=True)
    inside = ''.join(f'<{name}>{value}</{name}>' for name, value in pairs)
    return f'<bbox>{inside}</bbox>'


def write(tmp_path, text):
    path = tmp_path / 'a.xml'
    path.write_text(f'<annotation>{text}</annotation>')
    return path


@pytest.mark.parametrize(
    ('names', 'values'),
    [
        ('xmin ymin xmax ymax', (10, 20, 110, 120)),
        ('x1 x2 y1 y2', (10, 110, 20, 120)),
        ('y1 x1 y2 x2', (20, 10, 120, 110)),
        ('ymax xmax ymin xmin', (120, 110, 20, 10)),
        ('left top right bottom', (10, 20, 110, 120)),
        ('x y width height', (10, 20, 100, 100)),
        ('X Y W H', (10, 20, 100, 100)),
        ('xmin ymin width height', (10, 20, 100, 100)),
        ('id xmin ymin xmax ymax', (1, 10, 20, 110, 120)),
        ('ymin xmin name ymax xmax', (20, 10, 'dog', 120, 110)),
        ('a b c d', (10, 20, 110, 120)),
    ],
)
def test_numbers_by_name(tmp_path, names, values):
    path = write(tmp_path, f'<annotator>{box_of(names, values)}</annotator>')
    found = read_annotation(path)
    assert np.array_equal(found.boxes * 256, [[10, 20, 110, 120]])
    assert found.num_annotators == 1


def test_numbers_in_attributes(tmp_path):
    box = '<bbox ymin="20" xmin="10" xmax="110" ymax="120"/>'
    path = write(tmp_path, f'<annotator>{box}</annotator>')
    assert np.array_equal(
        read_annotation(path).boxes * 256, [[10, 20, 110, 120]]
    )


@pytest.mark.parametrize(
    ('names', 'values', 'message'),
    [
        ('x y xmax ymax', (1, 2, 3, 4), 'names its numbers x y xmax ymax'),
        ('xmin ymin xmax depth', (1, 2, 3, 4), 'names its numbers'),
        ('xmin xmin xmax ymax', (1, 2, 3, 4), 'names its numbers'),
        ('xmin ymin xmax', (1, 2, 3), 'four numbers'),
        ('a b c d e', (1, 2, 3, 4, 5), 'four numbers'),
        ('xmin ymin xmax ymax', (0.1, 0.2, 0.6, 0.9), 'in fractions'),
        ('x y width height', (0.1, 0.2, 0.5, 0.7), 'in fractions'),
        ('x y width height', (200, 20, 100, 100), 'outside the 256'),
    ],
)
def test_numbers_that_are_refused(tmp_path, names, values, message):
    path = write(tmp_path, f'<annotator>{box_of(names, values)}</annotator>')
    (problem,) = scan_annotation(path).problems
    assert problem.kind == 'box' and message in problem.message
    with pytest.raises(ValueError, match=r'a\.xml: '):
        read_annotation(path)


VOC = '<folder>a</folder><filename>a.jpg</filename><size>{}</size>'


@pytest.mark.parametrize(
    ('text', 'counts'),
    [
        (f'<annotator>{BOX}</annotator>', [1]),
        (VOC.format('') + f'<annotator>{BOX}</annotator>', [1]),
        (
            VOC.format('<width>256</width><height>256</height>')
            + f'<annotator>{BOX}{BOX}</annotator>',
            [2],
        ),
        (f'<annotators><annotator>{BOX}</annotator></annotators>', [1]),
        (
            f'<annotators><annotator>{BOX}</annotator>'
            f'<annotator>{BOX}{BOX}</annotator><annotator/></annotators>',
            [1, 2, 0],
        ),
        (
            f'<annotator><object>{BOX}</object><object>{BOX}</object>'
            '</annotator>',
            [2],
        ),
        (f'<annotator1>{BOX}</annotator1><annotator2/>', [1, 0]),
        (f'<id>7</id><p>{BOX}</p><p/><p>{BOX}</p>', [1, 0, 1]),
        (f'<!-- by hand --><annotator>{BOX}</annotator>', [1]),
    ],
)
def test_annotators_by_name(tmp_path, text, counts):
    found = read_annotation(write(tmp_path, text))
    drawn = np.bincount(found.annotators, minlength=found.num_annotators)
    assert drawn.tolist() == counts


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        (BOX, 'annotators of its 1 boxes'),
        (
            f'<object>{BOX}</object><object>{BOX}</object>',
            'annotators of its 2',
        ),
        (f'<annotator>{BOX}</annotator>{BOX}', 'annotators of its 2 boxes'),
        (f'<people><p>{BOX}</p></people>', 'annotators of its 1 boxes'),
        (
            f'<annotator><annotator>{BOX}</annotator></annotator>',
            'annotators of its 1 boxes',
        ),
        (
            VOC.format('<width>500</width>') + f'<annotator>{BOX}</annotator>',
            'a width of 500 pixels',
        ),
        (VOC.format(''), 'has no boxes'),
    ],
)
def test_annotators_that_cannot_be_read(tmp_path, text, message):
    (problem,) = scan_annotation(write(tmp_path, text)).problems
    assert problem.kind == 'annotation' and message in problem.message


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / 'a.xml'
    drawn = [[(0, 16.5, 128, 240)], [], [(1, 2, 3, 4), (5, 6, 7, 8)]]
    path.write_bytes(annotation_xml(drawn))
    found = read_annotation(path)
    assert found.num_annotators == 3
    assert found.annotators.tolist() == [0, 2, 2]
    wanted = [box for boxes in drawn for box in boxes]
    assert np.array_equal(found.boxes * 256, wanted)
