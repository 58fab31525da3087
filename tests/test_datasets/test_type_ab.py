"""Type A and type B: lists, the single annotator, and plain IoU."""

import numpy as np
import pytest
import torch
from mmengine.registry import init_default_scope

from mmavloc.datasets import TypeAB
from mmavloc.evaluation.metrics import ConsensusIoU
from mmavloc.structures import AVDataSample
from mmavloc.testing import write_flickr_layout


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


@pytest.fixture
def root(tmp_path):
    write_flickr_layout(tmp_path, train=2, test=4)
    (tmp_path / 'types.txt').write_text('9001 A\n# note\n9003 B  # why\n')
    return tmp_path


def typed(root, **kwargs):
    inner = dict(
        type='FlickrSoundNet',
        data_root=str(root),
        ann_file='test.txt',
        annotated=True,
    )
    return TypeAB(
        **{
            'dataset': inner,
            'data_root': str(root),
            'ann_file': 'types.txt',
            'pipeline': [dict(type='LoadImage'), dict(type='PackAVInputs')],
            **kwargs,
        }
    )


def test_listed_clips_get_their_type_and_one_annotator(root):
    dataset = typed(root)
    samples = [dataset[i]['data_samples'] for i in range(len(dataset))]
    assert [(s.sample_id, s.split) for s in samples] == [
        ('9001', 'type_a'),
        ('9003', 'type_b'),
    ]
    for sample in samples:
        assert sample.num_annotators == 1 and list(sample.annotators) == [0]
        assert np.array_equal(sample.boxes * 256, [[32, 32, 160, 160]])
    second = typed(root, annotator=1)[0]['data_samples']
    assert np.array_equal(second.boxes * 256, [[64, 48, 176, 192]])
    everybody = typed(root, annotator=None)[0]['data_samples']
    assert everybody.num_annotators == 2 and len(everybody.boxes) == 2


def test_several_concatenated_data_sets(root):
    part = dict(type='FlickrSoundNet', data_root=str(root), annotated=True)
    (root / 'one.txt').write_text('9001\n')
    (root / 'two.txt').write_text('9002\n9003\n')
    joined = dict(
        type='ConcatDataset',
        datasets=[
            dict(part, ann_file='one.txt'),
            dict(part, ann_file='two.txt'),
        ],
    )
    assert len(typed(root, dataset=joined)) == 2


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('9001 C\n', r"line 1: '9001 C'; expected an id .* A or B"),
        ('9001 a\n', 'A or B'),
        ('9001\n', 'A or B'),
        ('9001 A\n9001 B\n', 'line 2: .* is listed once'),
        ('7 A\n', '1 ids are not in the data set: 7'),
        ('# nothing\n', 'contains no clip'),
    ],
)
def test_bad_lists(root, text, message):
    (root / 'types.txt').write_text(text)
    with pytest.raises(ValueError, match=message):
        typed(root)


def test_a_missing_list_or_annotator_is_an_error(root):
    with pytest.raises(FileNotFoundError, match='no such list of types'):
        typed(root, ann_file='other.txt')
    with pytest.raises(ValueError, match='clip 9001 has no boxes of 2'):
        typed(root, annotator=2)


def test_with_one_annotator_the_score_is_the_plain_iou():
    metric = ConsensusIoU(metric=['cIoU_tau'], floors=())
    rng = np.random.default_rng(0)
    wanted = []
    for index in range(8):
        heat = torch.from_numpy(rng.random((224, 224)))
        x1, y1 = rng.integers(0, 150, 2)
        x2, y2 = x1 + rng.integers(20, 70), y1 + rng.integers(20, 70)
        sample = AVDataSample(
            metainfo=dict(
                sample_id=f'{index}', split='type_a', num_annotators=1
            )
        )
        sample.boxes = np.array([[x1, y1, x2, y2]]) / 224
        sample.annotators = np.array([0])
        sample.pred_maps = {'localization': heat}
        metric.process({}, [sample.to_dict()])
        flat = heat.numpy()
        flat = (flat - flat.min()) / (flat.max() - flat.min())
        found, truth = flat > 0.5, np.zeros((224, 224), bool)
        truth[y1:y2, x1:x2] = True
        wanted.append(100 * (found & truth).sum() / (found | truth).sum())
    got = metric.evaluate(8)['localization/cIoU_tau']
    assert got == pytest.approx(np.mean(wanted), abs=1e-9)
