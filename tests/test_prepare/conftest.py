"""A folder to prepare, and a quick way to."""

import pytest

from mmavloc.testing import write_image, write_sound
from tests.preparing import in_process
from tests.videos import write_video


@pytest.fixture
def quick(monkeypatch):
    """Work in this process, and list the ids that were worked on."""
    worked: list[str] = []
    monkeypatch.setattr('mmavloc.prepare.run.run_jobs', in_process(worked))
    return worked


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / 'source'
    write_video(folder / 'a.mp4')
    write_video(folder / 'audioless.mp4', seconds=0)
    write_video(folder / 'blind.mp4', frames=0)
    write_image(folder / "it's ü.jpg")
    write_sound(folder / "it's ü.wav", channels=2, rate=44100)
    (folder / 'empty.mp4').write_bytes(b'')
    (folder / 'text.mp4').write_text('no video')
    (folder / 'strange.xyz').write_text('?')
    return folder
