"""Videos: another sound, folders, the paper's video, and Ctrl-C."""

import json
import os
import signal
import sys
import threading
from types import SimpleNamespace

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from mmavloc.inference.source import MediaError
from mmavloc.inference.video import localize_video
from mmavloc.inference.video_figure import make_video_figure
from mmavloc.inference.video_localizer import VideoSettings
from tests.test_inference.test_video import FPS, beeps, packets, stamps
from tests.videos import write_video


def wav(path, wave, rate=16000):
    soundfile.write(path, wave, rate, subtype='PCM_16')
    return path


@pytest.mark.parametrize('seconds', [1.2, 4.0])
def test_a_video_takes_another_sound(pitch, tmp_path, seconds):
    path, out = tmp_path / 'a.mkv', tmp_path / 'b.mkv'
    write_video(path, 50, FPS, seconds=2.0, size=(64, 48))
    wave = np.resize(beeps(16000), round(seconds * 16000))
    wave[32000:] = 0.1  # a steady level after the picture: never heard
    sound = wav(tmp_path / 'a.wav', wave)
    report = localize_video(
        pitch, path, out, audio=sound, settings=VideoSettings(hop=0, smooth=0)
    )
    assert stamps(out) == stamps(path)
    copied = b''.join(content for _, content in packets(out, 'audio'))
    whole = b''.join(content for _, content in packets(sound, 'audio'))
    # no more than the packet that lasts over the end of the picture
    assert whole.startswith(copied)
    length = min(seconds, 2.0) * 32000
    assert length <= len(copied) <= length + 8192 or copied == whole
    assert packets(out, 'audio')[0][0] == 0
    lines = [json.loads(line) for line in out.with_suffix('.jsonl').open()]
    for line in lines:
        if 0.45 < line['time'] < min(0.95, seconds):
            assert line['peak'][0] < 32
        if line['time'] > min(seconds, 1.6) + 0.05:
            assert line['silent']
    cut = [r for r in report.remarks if 'longer than the picture' in r]
    assert len(cut) == (seconds > 2)
    assert all('at 2.00 s' in remark for remark in cut)


def test_another_sound_that_is_none_is_named(pitch, tmp_path):
    path, out = tmp_path / 'a.mp4', tmp_path / 'b.mp4'
    write_video(path, 4, FPS, seconds=0)
    with pytest.raises(FileNotFoundError, match='no.wav: no such file; want'):
        localize_video(pitch, path, out, audio=tmp_path / 'no.wav')
    with pytest.raises(MediaError, match='a.mp4: has no sound'):
        localize_video(pitch, path, out, audio=path)
    with pytest.raises(MediaError, match='a stream brings its own sound'):
        localize_video(pitch, '-', out, audio=path)
    assert [p.name for p in tmp_path.iterdir()] == ['a.mp4']


def test_frame_p_and_alpha_over_time(pitch, tmp_path):
    path, out = tmp_path / 'a.mkv', tmp_path / 'out/b.mp4'
    write_video(path, 50, FPS, seconds=2.0, wave=beeps(), size=(128, 96))
    report, picture = make_video_figure(pitch, path, out, count=4)
    assert report.frames == 50 and stamps(out) == stamps(path)
    with av.open(str(out)) as container:
        assert container.streams.video[0].width == 3 * 128
        first = next(container.decode(video=0)).to_ndarray(format='rgb24')
    with av.open(str(path)) as container:
        own = next(container.decode(video=0)).to_ndarray(format='rgb24')
    assert np.abs(first[:, :128].astype(int) - own).mean() < 6
    with Image.open(picture) as image:
        width, height = image.size
    assert width > 4 * 200 and height > 3 * 150


def test_a_stream_that_stalls_ends_by_ctrl_c(pitch, tmp_path, monkeypatch):
    path, out = tmp_path / 'a.ts', tmp_path / 'b.mp4'
    write_video(path, 40, FPS, seconds=1.6, codec='mpeg2video', size=(64, 48))
    outward, inward = os.pipe()

    def send():
        os.write(inward, path.read_bytes())  # and then nothing, for ever

    with os.fdopen(outward, 'rb') as pipe:
        monkeypatch.setattr(sys, 'stdin', SimpleNamespace(buffer=pipe))
        writer = threading.Thread(target=send)
        ctrl_c = threading.Timer(3.0, os.kill, (os.getpid(), signal.SIGINT))
        before = signal.getsignal(signal.SIGINT)
        writer.start()
        ctrl_c.start()
        report = localize_video(pitch, '-', out)
    os.close(inward)
    assert 0 < report.frames <= 40 and out.is_file()
    assert any('interrupted' in remark for remark in report.remarks)
    assert signal.getsignal(signal.SIGINT) is before
