"""Batches whose clips are made one after the other."""

import pickle
import weakref

import numpy as np
import pytest
import torch
from mmengine.dataset import pseudo_collate
from torch.utils.data import DataLoader, Subset, default_collate

from mmavloc.datasets import UnreadableClip, collate_clips
from mmavloc.datasets.loading.lazy import LazyClips, LazyDataset
from mmavloc.datasets.transforms import PackAVInputs


class Drawn(LazyDataset):
    """Sounds drawn anew each time they are asked for."""

    def load_data_list(self):
        return [dict(sample_id=str(number)) for number in range(12)]

    def prepare_data(self, idx):
        if idx == 3:
            return UnreadableClip('3', '3.wav: torn')
        return PackAVInputs()(
            dict(
                sample_id=str(idx),
                img=np.full((4, 5, 3), idx, np.uint8),
                audio=np.random.default_rng().integers(-9, 9, 50, np.int16),
            )
        )


def ids(batch):
    return [sample.sample_id for sample in batch['data_samples']]


@pytest.mark.parametrize('workers', [0, 1])
def test_skipped_clips_make_a_batch_smaller(workers):
    loader = DataLoader(
        Drawn(), batch_size=4, num_workers=workers, collate_fn=collate_clips
    )
    batches = list(loader)
    assert [ids(batch) for batch in batches] == [
        ['0', '1', '2'],
        ['4', '5', '6', '7'],
        ['8', '9', '10', '11'],
    ]
    assert batches[0]['skipped'] == [('3', '3.wav: torn')]
    for batch in batches:
        image = batch['inputs']['image']
        assert image[:, 0, 0, 0].tolist() == [int(i) for i in ids(batch)]
        assert image.shape[1:] == (3, 4, 5)


def test_no_clip_is_kept():
    made = []
    last = None
    for clip in Drawn().__getitems__([0, 1, 2]).stream():
        assert last is None or last() is None
        made.append(clip['data_samples'].sample_id)
        last = weakref.ref(clip['data_samples'])
        del clip
    assert made == ['0', '1', '2']


def test_to_others_it_is_a_list_made_once():
    clips = Drawn().__getitems__([5, 7])
    assert isinstance(clips, LazyClips) and len(clips) == 2
    first, sound = clips[0], clips[0]['inputs']['audio']
    assert clips[0] is first and [*clips][0] is first and clips[-1] is clips[1]
    sent = pickle.loads(pickle.dumps(clips))
    assert type(sent) is list and len(sent) == 2
    assert torch.equal(sent[0]['inputs']['audio'], sound)


def test_other_ways_of_batching():
    """A clip's picture, sound and name are those of one draw."""
    for collate in (pseudo_collate, collate_clips):
        part = Subset(Drawn(), [8, 6, 4])
        batch = next(iter(DataLoader(part, 3, collate_fn=collate)))
        assert ids(batch) == ['8', '6', '4']
        assert [int(i.max()) for i in batch['inputs']['image']] == [8, 6, 4]
    bare = [clip['inputs'] for clip in Drawn().__getitems__([1, 2])]
    assert default_collate(bare)['image'].shape == (2, 3, 4, 5)


def test_clips_of_two_kinds_do_not_make_a_batch():
    one, other = Drawn()[0], Drawn()[1]
    other['inputs']['image'] = other['inputs']['image'].float()
    with pytest.raises(ValueError, match=r'image of clip 1 is torch.float32'):
        collate_clips([one, other])
    del other['inputs']['audio']
    with pytest.raises(ValueError, match='clip 1 has image, and 0 image and'):
        collate_clips([one, other])
