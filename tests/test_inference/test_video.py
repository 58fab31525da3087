"""Videos: the map follows the sound, everything else stays as it was."""

import json
import sys
from errno import ENOSPC
from types import SimpleNamespace

import av
import numpy as np
import pytest

from mmavloc.inference.source import MediaError, OutputError
from mmavloc.inference.video import localize_video
from mmavloc.inference.video_localizer import VideoSettings
from mmavloc.inference.video_out import VideoWriter
from tests.videos import write_video

FPS = 25
LOW, HIGH = 500, 3000  # Hz


def beeps(rate=44100):
    """0.4 s silence, 0.6 s low, 0.6 s high, 0.4 s silence."""
    t = np.arange(round(0.6 * rate)) / rate
    still = np.zeros(round(0.4 * rate))
    tones = [0.5 * np.sin(2 * np.pi * hertz * t) for hertz in (LOW, HIGH)]
    return np.concatenate([still, *tones, still])


def packets(path, kind):
    """Time stamps in s and content of every packet of a stream."""
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[0]
        return [
            (float(p.pts * p.time_base), bytes(p))
            for p in container.demux(stream)
            if p.size
        ]


def stamps(path):
    return sorted(round(time, 4) for time, _ in packets(path, 'video'))


@pytest.mark.parametrize('hop', [0.0, 0.1])
def test_the_map_switches_with_the_sound(pitch, tmp_path, hop):
    path, out = tmp_path / 'beep.mkv', tmp_path / 'out/seen.mp4'
    write_video(path, 50, FPS, seconds=2.0, wave=beeps(), size=(64, 48))
    settings = VideoSettings(hop=hop, smooth=2 * hop)
    report = localize_video(pitch, path, out, settings=settings)
    lines = [json.loads(line) for line in out.with_suffix('.jsonl').open()]
    assert report.frames == len(lines) == 50
    frame = 1 / FPS + 1e-6
    for line in lines:
        time = line['time']
        if abs(time - 0.4) > frame and abs(time - 1.6) > frame:
            assert line['silent'] == (not 0.4 < time < 1.6)
        assert (line['peak'] is None) == line['silent']
        if line['peak'] and abs(time - 1.0) > frame:
            assert (line['peak'][0] > 32) == (time > 1.0), line
    heard = sum(not line['silent'] for line in lines)
    if hop == 0:
        assert report.looked_at == heard
    else:
        assert heard / 4 < report.looked_at < heard / 2
    assert {p.name for p in out.parent.iterdir()} == {
        'seen.mp4',
        'seen.jsonl',
    }


@pytest.mark.parametrize(
    'kind',
    [
        dict(frames=12, rate=25, seconds=0.48, delay=0.2),
        dict(frames=5, times=[0, 40, 200, 260, 700], seconds=0.8),
        dict(frames=6, rate=30, seconds=0.3, size=(63, 49), sound_rate=8000),
        dict(frames=6, rate=30, seconds=0.2, sound_rate=48000, layout='5.1'),
    ],
)
def test_clock_size_and_sound_are_the_originals(pitch, tmp_path, kind):
    path, out = tmp_path / 'a.mkv', tmp_path / 'b.mkv'
    write_video(path, codec='ffv1', **kind)
    report = localize_video(pitch, path, out)
    assert stamps(out) == stamps(path)
    assert packets(out, 'audio') == packets(path, 'audio')
    with av.open(str(path)) as a, av.open(str(out)) as b:
        for name in ('width', 'height', 'average_rate'):
            mine, theirs = (getattr(c.streams.video[0], name) for c in (b, a))
            assert mine == theirs or name == 'average_rate' and 'times' in kind
    odd = any('odd' in remark for remark in report.remarks)
    assert odd == ('size' in kind)


def test_both_maps_lie_side_by_side_and_potential_needs_no_sound(
    pitch, tmp_path
):
    path, out = tmp_path / 'a.mp4', tmp_path / 'b.mp4'
    write_video(path, 4, FPS, seconds=0)
    with pytest.raises(MediaError, match='a.mp4: has no audio track'):
        localize_video(pitch, path, out)
    settings = VideoSettings(maps=('potential',))
    assert localize_video(pitch, path, out, settings=settings).frames == 4
    write_video(path, 4, FPS, seconds=0.2)
    settings = VideoSettings(maps=('potential', 'localization'))
    localize_video(pitch, path, out, settings=settings)
    with av.open(str(out)) as container:
        assert container.streams.video[0].width == 128
    with pytest.raises(ValueError, match="no map 'object'; want one of pot"):
        localize_video(
            pitch, path, out, settings=VideoSettings(maps=('object',))
        )


def test_a_stream_is_read_from_standard_input(pitch, tmp_path, monkeypatch):
    path, out = tmp_path / 'a.ts', tmp_path / 'b.mp4'
    write_video(path, 20, FPS, seconds=0.8, codec='mpeg2video', size=(64, 48))
    with path.open('rb') as file:
        monkeypatch.setattr(sys, 'stdin', SimpleNamespace(buffer=file))
        report = localize_video(
            pitch, '-', out, settings=VideoSettings(max_duration=0.6)
        )
    assert 10 <= report.frames < 20 and report.latency[0] > 0
    assert 'stopped after 0.6 s' in report.remarks


@pytest.mark.parametrize(
    ('content', 'said'),
    [(b'', '0 bytes'), (b'no video at all\n' * 99, 'cannot be read')],
)
def test_no_video_leaves_nothing(pitch, tmp_path, content, said):
    path = tmp_path / 'a.mp4'
    path.write_bytes(content)
    with pytest.raises(MediaError, match=said):
        localize_video(pitch, path, tmp_path / 'out.mp4')
    write_video(tmp_path / 'b.m4a', frames=0, container='mp4')
    with pytest.raises(MediaError, match='has no picture'):
        localize_video(pitch, tmp_path / 'b.m4a', tmp_path / 'out.mp4')
    assert {p.name for p in tmp_path.iterdir()} == {'a.mp4', 'b.m4a'}


def test_a_full_disk_leaves_nothing(pitch, tmp_path, monkeypatch):
    path = tmp_path / 'a.mp4'
    write_video(path, 8, FPS, seconds=0.4)

    def full(*_):
        raise OSError(ENOSPC, 'No space left on device')

    monkeypatch.setattr(VideoWriter, 'add_frame', full)
    with pytest.raises(OutputError, match='No space left'):
        localize_video(pitch, path, tmp_path / 'out.mp4')
    assert [p.name for p in tmp_path.iterdir()] == ['a.mp4']
    monkeypatch.undo()
    with pytest.raises(OutputError, match=r'a.mp4/out.jsonl: cannot be wri'):
        localize_video(pitch, path, path / 'out.mp4')
    with pytest.raises(ValueError, match='is the input itself'):
        localize_video(pitch, path, path)


def test_a_corrupt_middle_is_said(pitch, tmp_path):
    path, out = tmp_path / 'a.mkv', tmp_path / 'b.mp4'
    write_video(path, 30, FPS, seconds=1.2, codec='mpeg4', size=(160, 120))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = bytes(600)
    path.write_bytes(content)
    report = localize_video(pitch, path, out)
    assert report.remarks and out.is_file()


@pytest.mark.parametrize('name', ['a.mp4', 'a.mkv'])
def test_a_limit_keeps_all_frames_and_sound_before_it(pitch, tmp_path, name):
    """Frames that others refer to, and blocks of sound, come out of order."""
    path, out = tmp_path / name, tmp_path / 'b.mp4'
    options = {'bf': '3', 'b_strategy': '0'}
    write_video(path, 20, 10, codec='libx264', seconds=2.0, options=options)
    settings = VideoSettings(max_duration=0.5)
    report = localize_video(pitch, path, out, settings=settings)
    assert stamps(out) == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert report.silent == 0 and 'stopped after 0.5 s' in report.remarks
    end = packets(out, 'audio')[-1][0]
    assert 0.45 < end < 0.5
    for wrong in (0, -1, float('nan')):
        with pytest.raises(ValueError, match='want more than 0'):
            settings = VideoSettings(max_duration=wrong)
            localize_video(pitch, path, out, settings=settings)


def test_sound_far_behind_its_picture_is_said(pitch, tmp_path):
    path, out = tmp_path / 'a.mkv', tmp_path / 'b.mp4'
    write_video(path, 28, 1, seconds=28.0, sound_rate=8000)
    settings = VideoSettings(hop=9)
    report = localize_video(pitch, path, out, settings=settings)
    assert report.silent and 'sort it first' in report.remarks[0]
    with av.open(str(path)) as old, av.open(str(out), 'w') as new:
        tracks = [new.add_stream_from_template(s) for s in old.streams]
        parts = [part for part in old.demux() if part.size]
        for part in sorted(parts, key=lambda p: p.pts * p.time_base):
            part.stream = tracks[part.stream.index]
            new.mux(part)
    report = localize_video(pitch, out, path, settings=settings)
    assert not report.silent and not report.remarks
