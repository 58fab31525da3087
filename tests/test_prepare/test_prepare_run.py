"""Runs of the preparation: again, repaired, verified, refused."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmavloc.datasets import FlickrSoundNet
from mmavloc.datasets.lists.draw_lists import trainable_ids
from mmavloc.formats.annotation import read_annotation
from mmavloc.prepare import (
    ClipSource,
    Rates,
    Settings,
    prepare,
    prepare_clip,
)
from mmavloc.prepare import clip as clip_module
from mmavloc.prepare.outputs import REJECTED
from mmavloc.testing import write_annotation, write_image, write_sound
from tests.preparing import run, sums
from tests.videos import write_video


def test_makes_what_it_can_and_lists_the_rest(source, tmp_path, quick):
    out = tmp_path / 'out'
    before = sums(source)
    summary = run(source, out)
    assert sums(source) == before
    odd_name = 'it%27s%20%C3%BC'
    assert set(sums(out)) == {
        'image/a.jpg',
        'audio/a.wav',
        f'image/{odd_name}.jpg',
        f'audio/{odd_name}.wav',
        'train.txt',
        'manifest.jsonl',
        'rejected.csv',
        'prepared.json',
    }
    causes = {name: cause for name, _, cause in summary.rejected}
    assert causes.keys() == {
        'audioless.mp4',
        'blind.mp4',
        'empty.mp4',
        'text.mp4',
        'strange.xyz',
    }
    assert 'no audio stream' in causes['audioless.mp4']
    assert 'no video stream' in causes['blind.mp4']
    assert '0 bytes' in causes['empty.mp4']
    assert len((out / REJECTED).read_text().splitlines()) == 6
    manifest = (out / 'manifest.jsonl').read_text().splitlines()
    assert [json.loads(line)['id'] for line in manifest] == ['a', odd_name]
    record = json.loads(manifest[0])
    assert record['sha256']['image'] == sums(out)['image/a.jpg']
    assert record['source'] == {'picture': 'a.mp4', 'sound': 'a.mp4'}
    counts = json.loads((out / 'prepared.json').read_text())['counts']
    assert (counts['clips'], counts['rejected']) == (2, 5)
    data = FlickrSoundNet(
        data_root=str(out), ann_file='train.txt', pipeline=[]
    )
    assert len(data) == 2


def test_names_that_hold_line_ends(tmp_path, quick):
    names = {'a\rb', 'a\u2028b', 'a\x85b', 'a\nb', 'a","b'}
    (tmp_path / 'in').mkdir()
    for name in names:
        (tmp_path / 'in' / name).write_bytes(b'x')
    run(tmp_path / 'in', tmp_path / 'out')
    with (tmp_path / 'out' / REJECTED).open(newline='') as file:
        assert {row['file'] for row in csv.DictReader(file)} == names


def test_second_run_does_nothing(source, tmp_path, quick):
    out = tmp_path / 'out'
    run(source, out)
    before = {p: p.stat().st_mtime_ns for p in out.rglob('*') if p.is_file()}
    quick.clear()
    moved = shutil.move(source, tmp_path / 'moved')
    assert run(Path(moved), out).made == 0
    assert quick == []
    after = {p: p.stat().st_mtime_ns for p in out.rglob('*') if p.is_file()}
    assert after == before


def test_repaired_sources_and_lost_files_run_again(source, tmp_path, quick):
    out = tmp_path / 'out'
    run(source, out)
    write_video(source / 'audioless.mp4')
    (out / 'audio/a.wav').unlink()
    (out / 'train.txt').unlink()
    quick.clear()
    summary = run(source, out)
    assert sorted(quick) == ['a', 'audioless']
    assert [r['id'] for r in summary.records][:2] == ['a', 'audioless']
    fresh = tmp_path / 'fresh'
    run(source, fresh)
    assert sums(out) == sums(fresh)


def test_clips_outlive_their_sources(source, tmp_path, quick):
    out = tmp_path / 'out'
    run(source, out)
    manifest = (out / 'manifest.jsonl').read_bytes()
    (source / 'a.mp4').write_text('broken since')
    for _ in range(2):
        summary = run(source, out)
        assert (out / 'manifest.jsonl').read_bytes() == manifest
        assert 'a.mp4' in {name for name, *_ in summary.rejected}
    (source / 'a.mp4').unlink()
    run(source, out)
    assert (out / 'manifest.jsonl').read_bytes() == manifest


def test_verify_finds_changed_content(source, tmp_path, quick):
    out = tmp_path / 'out'
    run(source, out)
    before = sums(out)
    image = out / 'image/a.jpg'
    image.write_bytes(image.read_bytes()[:-1] + b'x')
    assert run(source, out).made == 0  # the size is right
    summary = run(source, out, verify=True)
    assert '1 whole, 1 damaged' in summary.remarks[0].replace(' clips are', '')
    assert sums(out) == before


def test_torn_journal(source, tmp_path, quick):
    out = tmp_path / 'out'
    run(source, out)
    before = sums(out)
    journal = out / '.work/journal.jsonl'
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b''.join(lines[1:])[:-20])  # one lost, one torn
    (out / '.work/999.part').write_bytes(b'half')
    quick.clear()
    run(source, out)
    assert len(quick) == 2
    assert sums(out) == before
    assert not list((out / '.work').glob('*.part'))
    quick.clear()
    run(source, out)
    assert quick == []


def test_other_settings_are_refused(source, tmp_path, quick):
    run(source, tmp_path / 'out')
    with pytest.raises(ValueError, match='second None instead of 0.2'):
        run(source, tmp_path / 'out', Settings('folder', 0.2, 10.0))


def test_flickr_annotations(tmp_path, quick):
    source, out = tmp_path / 'source', tmp_path / 'out'
    for name in ('1', '2', '3'):
        write_image(source / f'{name}.jpg')
        write_sound(source / f'{name}.wav')
    write_annotation(source / '1.xml', [[(1, 2, 30, 40)], [(5, 6, 70, 80)]])
    write_annotation(source / '2.xml', [[(30, 2, 1, 40)]])
    (source / 'test_list.txt').write_text('1.png\n2.png\n')
    silent = 'video,audio,label\n1,1,non-sounding\n'
    (source / 'flickr_test_plus_silent.csv').write_text(
        f'{silent}1,2,non-sounding\n'
    )
    summary = run(source, out, Settings('flickr_soundnet'))
    assert (out / 'test.txt').read_text() == '1\n'
    assert (out / 'train.txt').read_text() == '3\n'
    # of the second row one clip is missing
    assert (out / 'flickr_test_plus_silent.csv').read_text() == silent
    assert '1 of 2 negatives' in summary.remarks[-1]
    xml = 'annotation/1.xml'
    assert (out / xml).read_bytes() == (source / '1.xml').read_bytes()
    assert {name for name, *_ in summary.rejected} == {
        '2.jpg',
        '2.wav',
        '2.xml',
    }
    assert 'inverted or empty' in summary.rejected[0][2]
    folders = {
        key: str(out / name)
        for key, name in (
            ('img_path', 'image'),
            ('audio_path', 'audio'),
            ('ann_path', 'annotation'),
        )
    }
    assert trainable_ids(folders) == ['3']


def test_boxes_are_exact(tmp_path):
    source, out = tmp_path / 'source', tmp_path / 'out'
    write_image(source / 'a.jpg')
    write_sound(source / 'a.wav')
    for folder in ('image', 'audio', 'annotation', '.work'):
        (out / folder).mkdir(parents=True)
    rng = np.random.default_rng(0)
    corners = np.sort(rng.random((3, 2, 2)), axis=1).reshape(3, 4)
    boxes = tuple(tuple(map(float, box)) for box in corners)
    clip = ClipSource('a', source / 'a.jpg', source / 'a.wav', boxes=boxes)
    prepare_clip(clip, source, out, Settings('vggss'))
    there = read_annotation(out / 'annotation/a.xml')
    assert (there.boxes == corners).all()
    assert (there.annotators == 0).all() and there.num_annotators == 1


def test_annotated_video_must_be_the_clip(tmp_path, monkeypatch):
    monkeypatch.setattr(clip_module, 'LONGEST_CLIP', 0.5)
    write_video(tmp_path / 'a.mp4')
    clip = ClipSource(
        'a', tmp_path / 'a.mp4', tmp_path / 'a.mp4', boxes=((0, 0, 1, 1),)
    )
    record = prepare_clip(clip, tmp_path, tmp_path, Settings('vggss'))
    assert 'want the annotated ten seconds' in record['rejected']


def test_published_masks_are_kept(tmp_path):
    source, out = tmp_path / 'source', tmp_path / 'out'
    names = {
        'visual_frames/test/dog/a/a_1.png': (10, 20, 30),
        'visual_frames/v_1/v_1.mp4_1.png': (10, 20, 30),
        'visual_frames/v_1/v_1.mp4_2.png': (10, 20, 30),
    }
    for name, colour in names.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new('RGB', (64, 48), colour).save(source / name)
    for name in ('audio_wav/test/dog/a.wav', 'audio_wav/v_1.wav'):
        write_sound(source / name)
    grey = np.zeros((48, 64), np.uint8)
    grey[10:20, 30:50] = 255
    colours = np.zeros((48, 64, 3), np.uint8)
    colours[5:9, :7, 2] = 128
    for name, pixels in (
        ('gt_masks/test/dog/a/a_1.png', grey),
        ('gt_masks/v_1/v_1_1.png', colours),
        ('gt_masks/v_1/v_1_2.png', 0 * grey),
    ):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(source / name)
    entries = [
        {
            'image': f'/x/{name}',
            'audio': '/x/audio_wav/'
            + ('test/dog/a.wav' if 'dog' in name else 'v_1.wav'),
            'gt_box': [0, 0, 112, 112],
        }
        for name in names
    ]
    (source / 'boxes.json').write_text(json.dumps(entries))
    summary = prepare(
        Settings('avsbench'), source, out, metadata=(source / 'boxes.json',)
    )
    masks = {
        path.stem: np.asarray(Image.open(path))
        for path in (out / 'mask').iterdir()
    }
    assert np.array_equal(masks.pop('a_1'), grey > 0)
    assert np.array_equal(masks.pop('v_1.mp4_1'), colours[..., 2] > 0)
    assert not masks
    ((_, name, cause),) = {r[1]: r for r in summary.rejected}.values()
    assert name == 'v_1.mp4_2' and 'an empty mask' in cause
    assert {r['source']['mask'] for r in summary.records} == {
        'gt_masks/test/dog/a/a_1.png',
        'gt_masks/v_1/v_1_1.png',
    }


def test_a_frame_at_an_unknown_second_keeps_no_part_of_a_sound(
    tmp_path, quick
):
    source, out = tmp_path / 'source', tmp_path / 'out'
    for number in range(1, 13):
        write_image(source / f'a/{number:02d}.jpg')
    write_sound(source / 'a.wav', seconds=12.0)
    settings = Settings('folder', seconds=2.0)
    summary = run(source, tmp_path / 'other', settings)
    ((_, _, cause),) = {r[1]: r for r in summary.rejected}.values()
    assert 'a/06.jpg' in cause and 'of the 12 s' in cause and '--fps' in cause
    (record,) = run(source, out, settings, rates=Rates(1)).records
    assert (record['second'], record['seconds']) == (5.0, 2.0)
    # where all is kept, no second is needed
    whole = tmp_path / 'whole'
    (record,) = run(source, whole, Settings('folder')).records
    assert (record['second'], record['seconds']) == (None, 12.0)
