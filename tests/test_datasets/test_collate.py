"""Batches: skipped clips, types of audio, MMEngine's and PyTorch's collate."""

import numpy as np
import pytest
import torch
from mmengine.dataset import BaseDataset, pseudo_collate
from torch.utils.data import ConcatDataset, DataLoader, Subset, default_collate

from mmavloc.datasets import (
    UnreadableClip,
    UnreadableMediaError,
    collate_clips,
)
from mmavloc.datasets.transforms import PackAVInputs


class Drawn(BaseDataset):
    """Clips with new random audio on each access; clip 3 is unreadable."""

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
        # the memory layout for training on CPUs is kept
        assert image.is_contiguous(memory_format=torch.channels_last)
        assert batch['inputs']['audio'].dtype == torch.int16


@pytest.mark.parametrize('workers', [0, 1])
@pytest.mark.parametrize('collate', [pseudo_collate, collate_clips])
def test_concatenated_data_sets_and_batches_of_one(workers, collate):
    """Image, audio and id of a clip are from the same access."""
    joined = ConcatDataset([Subset(Drawn(), [8, 6]), Subset(Drawn(), [4])])
    loader = DataLoader(
        joined, batch_size=1, num_workers=workers, collate_fn=collate
    )
    for batch, number in zip(loader, (8, 6, 4), strict=True):
        assert ids(batch) == [str(number)]
        assert batch['inputs']['image'][0].unique().tolist() == [number]


def test_default_collate_takes_the_inputs():
    bare = [Drawn()[index]['inputs'] for index in (1, 2)]
    batch, ours = default_collate(bare), collate_clips([Drawn()[1]])
    assert batch['image'].shape == (2, 3, 4, 5)
    assert torch.equal(batch['image'][:1], ours['inputs']['image'])


def test_int16_mixed_with_float32_becomes_float32():
    one, other = Drawn()[0], Drawn()[1]
    stored = one['inputs']['audio'].clone()
    other['inputs']['audio'] = torch.linspace(-1, 1, 50)
    audio = collate_clips([one, other])['inputs']['audio']
    assert audio.dtype == torch.float32
    wanted = stored.numpy().astype(np.float32) / np.float32(32768)
    assert np.array_equal(audio[0].numpy(), wanted)
    assert torch.equal(audio[1], torch.linspace(-1, 1, 50))


def test_clips_with_different_inputs_cannot_be_batched():
    one, other = Drawn()[0], Drawn()[1]
    other['inputs']['image'] = other['inputs']['image'].double()
    with pytest.raises(ValueError, match=r'image of clip 1 is torch.float64'):
        collate_clips([one, other])
    del other['inputs']['audio']
    with pytest.raises(ValueError, match='clip 1 has image, clip 0 has image'):
        collate_clips([one, other])


def test_a_worker_reports_an_unreadable_clip_in_one_sentence():
    class Broken(Drawn):
        def prepare_data(self, idx):
            raise UnreadableMediaError('7.jpg: torn; expected a whole JPEG')

    loader = DataLoader(Broken(), num_workers=1, collate_fn=collate_clips)
    with pytest.raises(UnreadableMediaError) as caught:
        list(loader)
    assert str(caught.value) == '7.jpg: torn; expected a whole JPEG'
