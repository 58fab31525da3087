"""Batches on their way from workers to the training process."""

import os
import pickle

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from mmavloc.datasets import collate_clips
from mmavloc.datasets.loading import slots
from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.datasets.transforms import PackAVInputs


class Clips:
    """Clips made of their number; the lengths of sounds may differ."""

    def __init__(self, count, lengths=(500,), kinds=(np.int16,)):
        self.count, self.lengths, self.kinds = count, lengths, kinds

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        rng = np.random.default_rng(index)
        length = self.lengths[index // 4 % len(self.lengths)]
        sound = rng.integers(-9, 9, length).astype(np.int16)
        if self.kinds[index % len(self.kinds)] is np.float32:
            sound = (sound / 32768).astype(np.float32)
        image = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        return PackAVInputs()(
            dict(img=image, audio=sound, sample_id=str(index))
        )


def load(clips, workers, **kwargs):
    return DataLoader(
        clips,
        batch_size=4,
        num_workers=workers,
        collate_fn=collate_clips,
        **kwargs,
    )


def test_batches_of_workers_are_those_made_on_the_spot():
    clips = Clips(42, lengths=(300, 700, 500))
    slow, quick = list(load(clips, 0)), list(load(clips, 2))
    assert len(slow) == len(quick) == 11
    for a, b in zip(slow, quick, strict=True):
        for name in ('image', 'audio'):
            assert torch.equal(a['inputs'][name], b['inputs'][name])
            assert a['inputs'][name].dtype == b['inputs'][name].dtype
            assert a['inputs'][name].stride() == b['inputs'][name].stride()
        assert [s.sample_id for s in a['data_samples']] == [
            s.sample_id for s in b['data_samples']
        ]
    image = quick[0]['inputs']['image']
    assert image.shape == (4, 3, 6, 8)
    assert image.is_contiguous(memory_format=torch.channels_last)


def test_kept_batches_are_not_written_over():
    """A batch may be kept while its worker goes on filling blocks."""
    clips = Clips(160)
    loader = load(clips, 1, persistent_workers=True)
    for _ in range(2):
        kept = list(loader)
        for batch, number in zip(kept, range(0, 160, 4), strict=True):
            for index, sound in enumerate(batch['inputs']['audio']):
                wanted = clips[number + index]['inputs']['audio']
                assert torch.equal(sound, wanted)


def test_an_epoch_that_is_left_early_starts_anew():
    loader = load(Clips(40), 2, persistent_workers=True)
    first = next(iter(loader))
    again = next(iter(loader))
    assert torch.equal(again['inputs']['audio'], first['inputs']['audio'])


def test_sounds_of_two_kinds_become_one():
    plain = next(iter(load(Clips(4), 0)))['inputs']['audio']
    for kinds in ((np.int16, np.float32), (np.float32, np.int16)):
        for workers in (0, 1):
            mixed = next(iter(load(Clips(4, kinds=kinds), workers)))
            sound = mixed['inputs']['audio']
            assert sound.dtype == torch.float32
            assert torch.equal(sound, plain.float() / 32768)


@pytest.fixture
def as_worker(monkeypatch):
    """Let this process be worker and training process at once."""
    monkeypatch.setattr(slots, '_blocks', [])
    monkeypatch.setattr(slots, '_maps', {})
    monkeypatch.setattr(slots, 'get_worker_info', lambda: True)


def stack(tensors):
    """Write tensors one below the other."""
    rows = slots.Rows(tensors[0], len(tensors))
    for tensor in tensors:
        rows.append(tensor)
    return rows.sent()


def sent(tensors):
    """Stack tensors, send them and receive them."""
    return pickle.loads(pickle.dumps(stack(tensors)))


ROWS = [torch.arange(8), torch.arange(8, 16)]


def test_blocks_are_used_again(as_worker):
    first, second = sent(ROWS), sent(ROWS)
    assert torch.equal(first, torch.stack(ROWS))
    assert len(slots._blocks) == 2  # both are looked at
    row = first[1]
    del first
    third = sent(ROWS)
    assert len(slots._blocks) == 3  # the row is a part of the first
    del third, row
    for _ in range(5):
        sent(ROWS)
    assert len(slots._blocks) == len(slots._maps) == 3
    assert torch.equal(second, torch.stack(ROWS))


def test_small_blocks_give_way_to_large_ones(as_worker):
    kept = sent(ROWS)
    sent(ROWS)
    sent([torch.arange(99)])  # the one that is free is too small
    assert [b.size for b in slots._blocks] == [128, 99 * 8]
    assert len(slots._maps) == 2  # and is forgotten here too
    assert torch.equal(kept, torch.stack(ROWS))


def test_a_forked_process_frees_no_block(as_worker):
    batch = sent(ROWS)
    child = os.fork()
    if not child:
        del batch
        os._exit(0)
    os.waitpid(child, 0)
    assert slots._blocks[0].memory[0] == slots.IN_USE
    del batch
    assert slots._blocks[0].memory[0] == slots.FREE


def test_blocks_of_ended_workers_are_forgotten(monkeypatch):
    monkeypatch.setattr(slots, '_maps', {})
    for _ in range(3):
        kept = list(load(Clips(40), 2))
    workers = {worker for worker, _ in slots._maps.values()}
    assert len(workers) <= 4  # the last two, and two that were still ending
    wanted = Clips(40)[39]['inputs']['audio']
    assert torch.equal(kept[-1]['inputs']['audio'][-1], wanted)


def test_a_worker_that_ended_too_early(as_worker):
    note = stack(ROWS)
    take, (_, *place) = note.__reduce__()
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    with pytest.raises(RuntimeError, match=f'worker {child} .* ended before'):
        take(child, *place)


def test_a_lost_block_is_an_error(as_worker):
    take, args = stack([torch.arange(8)]).__reduce__()
    os.ftruncate(slots._blocks[0].file, 70)
    with pytest.raises(RuntimeError, match='ends 58 bytes early'):
        take(*args)


class Torn(Clips):
    """Clips of which one cannot be read."""

    def __getitem__(self, index):
        if index == 9:
            raise UnreadableMediaError('b/9.jpg: torn; want a whole one')
        return super().__getitem__(index)


@pytest.mark.parametrize('workers', [0, 2])
def test_an_unreadable_clip_is_one_sentence_wherever_it_was_read(workers):
    with pytest.raises(UnreadableMediaError) as found:
        list(load(Torn(40), workers))
    assert str(found.value) == 'b/9.jpg: torn; want a whole one'


def test_a_batch_that_fails_keeps_no_memory(as_worker):
    clips = [Clips(1)[0], Clips(4, lengths=(300,))[1]]
    for _ in range(3):
        with pytest.raises(ValueError, match='audio of clip 1'):
            collate_clips(clips)
    assert [block.memory[0] for block in slots._blocks] == [slots.FREE] * 2


def test_where_processes_may_not_look_at_each_other(as_worker, monkeypatch):
    """The usual way serves then, without a word and with the same batch."""

    def refused(path):
        raise PermissionError(path)

    monkeypatch.setattr(
        slots, '_opens_blocks', slots._opens_blocks.__wrapped__
    )
    monkeypatch.setattr(os, 'listdir', refused)
    assert torch.equal(stack(ROWS), torch.stack(ROWS))
