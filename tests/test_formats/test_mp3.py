"""Lengths that MP3 files state."""

import io

import pytest
import soundfile

from mmavloc.formats.mp3 import stated_seconds
from tests.media.coded import write_coded
from tests.media.patches import without_xing


def test_states_what_the_encoder_counted(tmp_path):
    path = tmp_path / 'a.mp3'
    heard = ((0.0, 0.0, 3.0),)
    write_coded(path, video=None, audio='libmp3lame', heard=heard)
    for tag in (b'', b'ID3\4\0\0\0\0\1\0' + bytes(128)):
        file = io.BytesIO(tag + path.read_bytes())
        assert stated_seconds(file) == pytest.approx(3.0, abs=0.08)
    without_xing(path)
    assert stated_seconds(io.BytesIO(path.read_bytes())) is None


def test_states_nothing_of_other_files(tmp_path):
    soundfile.write(tmp_path / 'a.wav', [0.0] * 100, 8000)
    for content in (b'', b'\xff', (tmp_path / 'a.wav').read_bytes()):
        assert stated_seconds(io.BytesIO(content)) is None
