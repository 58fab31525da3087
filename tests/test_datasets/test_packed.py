"""Packs: the same clips in few files, complete or refused."""

import json
import pickle
import shutil
import sys
import tarfile

import numpy as np
import pytest
import torch

from mmavloc.datasets import (
    FlickrSoundNet,
    PackedClips,
    ShardShuffleSampler,
    UnreadableClip,
    UnreadableMediaError,
    collate_clips,
)
from mmavloc.datasets.loading import packing as packing_module
from mmavloc.datasets.loading.media import media_size, open_media, read_media
from mmavloc.datasets.loading.packing import pack_clips
from mmavloc.testing import write_flickr_layout

PIPELINE = [
    dict(type='mmavloc.LoadImage'),
    dict(type='mmavloc.LoadAudio', duration=0.5),
    dict(type='mmavloc.PackAVInputs'),
]


@pytest.fixture(scope='module')
def loose(tmp_path_factory):
    root = tmp_path_factory.mktemp('loose')
    write_flickr_layout(root, train=11, test=1, seconds=0.7)
    return root


@pytest.fixture(scope='module')
def ids(loose):
    return (loose / 'train.txt').read_text().split()


@pytest.fixture
def pack(loose, ids, tmp_path):
    assert pack_clips(ids, loose, tmp_path / 'pack', clips_per_shard=4)
    return tmp_path / 'pack'


def packed(pack, **kwargs):
    return PackedClips(data_root=str(pack), pipeline=PIPELINE, **kwargs)


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_packed_clips_equal_the_original_ones(loose, ids, pack):
    plain = FlickrSoundNet(
        data_root=str(loose), ann_file='train.txt', pipeline=PIPELINE
    )
    wanted = {clip['data_samples'].sample_id: clip for clip in plain}
    dataset = packed(pack, split='train')
    found = [dataset[i] for i in range(len(dataset))]
    assert {c['data_samples'].sample_id for c in found} == set(ids)
    for clip in found:
        other = wanted[clip['data_samples'].sample_id]
        assert clip['data_samples'].split == 'train'
        for name in ('image', 'audio'):
            assert torch.equal(clip['inputs'][name], other['inputs'][name])
    assert dataset.shard_sizes == [4, 4, 3]
    assert len(packed(pack, indices=5)) == 5
    assert packed(pack, indices=5).shard_sizes == [4, 1]
    assert packed(pack, indices=[0, 7]).shard_sizes == [2]


def test_a_pack_can_be_read_by_other_tools(loose, pack):
    names = {path.name for path in pack.iterdir()}
    tars = {f'{number:06d}.tar' for number in range(3)}
    assert names == {'pack.json', 'index.npy', 'SHA256SUMS'} | tars
    with tarfile.open(pack / '000002.tar') as tar:
        members = tar.getnames()
        # WebDataset groups adjacent members with the same name
        assert [m.split('.')[0] for m in members[::2]] == [
            m.split('.')[0] for m in members[1::2]
        ]
        for member in members:
            folder = 'image' if member.endswith('.jpg') else 'audio'
            stored = (loose / folder / member).read_bytes()
            assert tar.extractfile(member).read() == stored


def test_a_finished_pack_is_kept_and_another_refused(loose, ids, pack):
    before = contents(pack)
    assert not pack_clips(ids, loose, pack, clips_per_shard=4)
    assert contents(pack) == before
    with pytest.raises(ValueError, match='other clips or .*clips_per_shard'):
        pack_clips(ids, loose, pack, clips_per_shard=5)
    with pytest.raises(ValueError, match='ids_sha256'):
        pack_clips([*ids[:-1], '9000'], loose, pack, clips_per_shard=4)


@pytest.mark.parametrize('stop', [0, 1, 2])
def test_a_killed_run_continues(loose, ids, pack, tmp_path, monkeypatch, stop):
    """Wherever the run was interrupted, the files are the same."""
    calls = []
    whole = packing_module._pack_shard

    def killed(*args):
        if len(calls) == stop:
            raise KeyboardInterrupt
        calls.append(args[3])
        whole(*args)

    out = tmp_path / 'again'
    with monkeypatch.context() as patch:
        patch.setattr(packing_module, '_pack_shard', killed)
        with pytest.raises(KeyboardInterrupt):
            pack_clips(ids, loose, out, clips_per_shard=4)
    (out / '.000001.tar.77').write_bytes(b'half')  # as kill -9 leaves it
    with pytest.raises(FileNotFoundError, match='pack is not finished'):
        packed(out)
    done = []
    assert pack_clips(
        ids, loose, out, clips_per_shard=4, progress=lambda *n: done.append(n)
    )
    assert done == [(4, 11), (8, 11), (11, 11)]
    assert contents(out) == contents(pack)


def test_clips_that_cannot_be_packed(loose, ids, tmp_path):
    root = tmp_path / 'root'
    shutil.copytree(loose, root)
    with pytest.raises(FileNotFoundError, match='1 of 12 .*<id>.jpg.*: 77'):
        pack_clips([*ids, '77'], root, tmp_path / 'a')
    (root / f'audio/{ids[3]}.wav').write_bytes(b'')
    with pytest.raises(ValueError, match=rf'{ids[3]}.wav: 0 bytes'):
        pack_clips(ids, root, tmp_path / 'b')
    with pytest.raises(ValueError, match='clips_per_shard=0'):
        pack_clips(ids, root, tmp_path / 'c', clips_per_shard=0)


def test_other_files_are_not_overwritten(loose, ids, tmp_path):
    mine = tmp_path / '000000.tar'
    mine.write_text('precious')
    with pytest.raises(ValueError, match='contains files but no pack'):
        pack_clips(ids, loose, tmp_path)
    assert mine.read_text() == 'precious'


@pytest.mark.parametrize('text', ['{"fini', '[1]', '{}', ''])
def test_a_broken_manifest_is_named(loose, ids, pack, text):
    (pack / 'pack.json').write_text(text)
    for read in (lambda: packed(pack), lambda: pack_clips(ids, loose, pack)):
        with pytest.raises(ValueError, match=r'pack\.json: not a manifest'):
            read()


def test_truncated_and_missing_shards_are_named(pack):
    shard = pack / '000001.tar'
    whole = shard.read_bytes()
    dataset = packed(pack)
    number = next(
        i
        for i in range(len(dataset))
        if '000001' in dataset.get_data_info(i)['audio_path']
    )
    shard.write_bytes(whole[:700])
    name = dataset.get_data_info(number)['sample_id']
    with pytest.raises(
        UnreadableMediaError, match=rf'000001.tar: 700 bytes, but {name}.jpg'
    ):
        dataset.prepare_data(number)
    for content in (whole[:700], None):
        shard.unlink() if content is None else shard.write_bytes(content)
        with pytest.raises(ValueError, match='1 shards of 3 .*000001.tar'):
            packed(pack)


def test_a_damaged_clip_is_named_or_skipped(pack):
    info = packed(pack).get_data_info(5)
    name, shard = info['sample_id'], pack / '000001.tar'
    at = int(info['img_path'].split('@')[1].split('+')[0])
    with open(shard, 'r+b') as file:
        file.seek(at)
        file.write(bytes(400))
    with pytest.raises(
        UnreadableMediaError, match=rf'000001.tar/{name}.jpg@{at}'
    ):
        packed(pack).prepare_data(5)
    clip = packed(pack, skip_unreadable=True)[5]
    assert isinstance(clip, UnreadableClip) and clip.sample_id == name
    with pytest.raises(ValueError, match='is for training'):
        packed(pack, skip_unreadable=True, test_mode=True)


def test_lists_select_and_exclude_clips(loose, ids, pack, tmp_path):
    (tmp_path / 'few.txt').write_text('\n'.join(ids[:5]))
    few = packed(pack, ann_file=str(tmp_path / 'few.txt'))
    names = {few.get_data_info(i)['sample_id'] for i in range(len(few))}
    assert names == set(ids[:5]) and sum(few.shard_sizes) == 5
    (tmp_path / 'few.txt').write_text(f'{ids[0]}\n31\n')
    with pytest.raises(ValueError, match='1 of 2 ids are not in .*: 31'):
        packed(pack, ann_file=str(tmp_path / 'few.txt'))
    with pytest.raises(ValueError, match=f'share 1 ids: {ids[0]}'):
        packed(pack, disjoint_from=[str(tmp_path / 'few.txt')])
    packed(pack, disjoint_from=[str(loose / 'test.txt')])
    (tmp_path / 'few.txt').write_text('v_1\n')
    with pytest.raises(ValueError, match='none of its ids, such as v_1'):
        packed(pack, disjoint_from=[str(tmp_path / 'few.txt')])
    with pytest.raises(FileNotFoundError, match='pack does not exist; make'):
        packed(tmp_path)


def test_workers_read_packs(pack):
    dataset = packed(pack)
    assert (
        pickle.loads(pickle.dumps(dataset.data_list))[7]
        == (dataset.data_list[7])
    )
    loader = torch.utils.data.DataLoader(
        dataset,
        batch_size=2,
        sampler=ShardShuffleSampler(dataset, seed=0),
        num_workers=2,
        collate_fn=collate_clips,
    )
    seen = [s.sample_id for batch in loader for s in batch['data_samples']]
    assert len(seen) == len(set(seen)) == 11


def test_a_member_of_a_shard_reads_like_a_file(tmp_path):
    content = np.random.default_rng(0).bytes(3 << 20)
    (tmp_path / 'a.tar').write_bytes(content)
    for at, size in ((7, 1000), (1000, 2 << 20)):  # read at once; in parts
        path = f'{tmp_path}/a.tar/x.wav@{at}+{size}'
        wanted = content[at : at + size]
        assert read_media(path) == wanted and media_size(path) == size
        with open_media(path) as file:
            assert file.read(10) == wanted[:10]
            file.seek(-5, 2)
            assert file.read() == wanted[-5:] and file.read(1) == b''
            file.seek(100)
            assert file.read(3) == wanted[100:103] and file.tell() == 103
    with pytest.raises(UnreadableMediaError, match='no such file'):
        read_media(tmp_path / 'b.jpg')
    with pytest.raises(UnreadableMediaError, match='cannot be opened'):
        read_media(tmp_path)
    assert media_size(tmp_path / 'b.jpg') == 0


def test_the_tool(loose, tmp_path, monkeypatch, capsys):
    from mmavloc.cli import pack_dataset

    def run(*more):
        argv = [str(loose), '--list', str(loose / 'train.txt'), *more]
        monkeypatch.setattr(sys, 'argv', ['pack_dataset.py', *argv])
        pack_dataset.main()
        return capsys.readouterr().out

    out = ('--out', str(tmp_path / 'pack'), '--clips-per-shard', '6')
    assert 'packed 11/11' in (said := run(*out)) and '11 clips packed' in said
    assert json.loads((tmp_path / 'pack/pack.json').read_text())['finished']
    assert 'are packed already' in run(*out)
    with pytest.raises(SystemExit, match='^error: .*other clips'):
        run(*out, '--seed', '1')


def test_the_tool_locks_the_folder(loose, tmp_path, monkeypatch):
    from mmavloc.cli import pack_dataset
    from mmavloc.formats import atomic

    monkeypatch.setattr(atomic, 'LOCK_WAIT', 0)
    argv = [loose, '--list', loose / 'train.txt', '--out', tmp_path / 'pack']
    monkeypatch.setattr(sys, 'argv', ['pack_dataset.py', *map(str, argv)])
    with (
        atomic.locked(tmp_path / 'pack'),
        pytest.raises(SystemExit, match='another process is using'),
    ):
        pack_dataset.main()
