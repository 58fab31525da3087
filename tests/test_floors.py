"""Each floor is described once, and every report uses that entry."""

import numpy as np
import pytest

from mmavloc.audit.rows import ROWS
from mmavloc.floors import FLOORS
from studies import rows, sounding_shapes


@pytest.mark.parametrize('name', FLOORS)
def test_a_floor_has_a_map_a_caption_and_a_colour(name):
    floor = FLOORS[name]
    drawn = floor('a clip', 5, 7)
    assert drawn.shape == (5, 7) and np.isfinite(drawn).all()
    row = ROWS[name]
    assert (row.caption, row.short) == (floor.caption, floor.short)
    assert row.colour == floor.colour and row.without_sound


def test_reproduced_tables_show_every_floor(tmp_path):
    dataset = sounding_shapes(str(tmp_path))
    labels = [row.label for row in rows.rows_of('table1', dataset)]
    for floor in FLOORS.values():
        assert floor.caption in labels
