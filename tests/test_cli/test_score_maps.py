"""Which maps of a file `mmavloc score_maps` reads."""

import json
import sys

import numpy as np

from mmavloc.cli import score_maps


def test_object_maps_of_a_file_with_several_maps(tmp_path, monkeypatch):
    inside, outside = np.zeros((2, 56, 56))
    inside[14:42, 14:42] = 1
    outside[:4, :4] = 1
    names = {'localization': outside, 'object': inside}
    file = tmp_path / 'maps.npz'
    np.savez(
        file, **{f'test/{i}/{n}': m for i in 'ab' for n, m in names.items()}
    )
    boxes = {
        'boxes': [[0.25, 0.25, 0.75, 0.75]],
        'unit': 'normalised',
        'kind': 'union',
    }
    truths = tmp_path / 'boxes.json'
    truths.write_text(json.dumps({'a': boxes, 'b': boxes}))
    monkeypatch.setattr(
        sys,
        'argv',
        [
            *('score_maps', '--maps', str(file), '--objects', str(file)),
            *('--annotations', str(truths), '--protocol', 'sslalign'),
        ],
    )
    found = score_maps.score(score_maps.parse_args())['sslalign']
    scores = found['summary']['union']
    assert scores['ciou_at_05'] == 0
    assert scores['object_only']['ciou_at_05'] == 1
