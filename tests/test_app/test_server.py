"""The served page, asked by clients: limits, users at once, no one else."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip('gradio')
gradio_client = pytest.importorskip('gradio_client')

from mmavloc.app.compare import CONTOUR
from mmavloc.app.models import Models
from mmavloc.app.serve import serve

from .conftest import LIMITS

LOOK = ('localization', 0.5, CONTOUR)


@pytest.fixture(scope='module')
def reached():
    """Every address that this process connects to."""
    addresses, connect = [], socket.socket.connect

    def watched(self, address):
        addresses.append(address)
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, 'connect', watched)
        yield addresses


@pytest.fixture(scope='module')
def url(loaders, reached, tmp_path_factory):
    """Address of the page with two models."""
    folder = tmp_path_factory.mktemp('served')
    with serve(Models(loaders), LIMITS, folder) as url:
        yield url
    assert not list((folder / 'uploads').rglob('*.jpg')), 'uploads are left'


@pytest.fixture
def user(url, tmp_path):
    """Make clients, each with a session of its own."""

    def make():
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        return gradio_client.Client(url, verbose=False, download_files=folder)

    return make


def ask(client, model, picture, sound, other=None):
    """Localize; return the two pictures' files and the text."""
    files = [
        path and gradio_client.handle_file(path)
        for path in (picture, sound, other)
    ]
    first, second, text, _ = client.predict(
        model, *files, *LOOK, api_name='/localize'
    )
    return first, second, text


def test_bad_uploads_are_sentences_and_the_server_goes_on(user, media):
    client = user()
    for picture, sound, said in (
        ('text.jpg', 'tone.wav', 'cannot be read as a picture'),
        ('photo.jpg', 'text.wav', 'cannot be read as a sound'),
        ('photo.jpg', 'empty.wav', 'is empty'),
        ('photo.jpg', 'long.wav', 'this page takes 5 s at most'),
    ):
        first, second, text = ask(client, 'one', media[picture], media[sound])
        assert first is None and second is None and said in text
    for video, said in (
        ('text.mp4', 'cannot be read as a video'),
        ('lasting.mp4', 'this page takes 5 s at most'),
    ):
        out, text, _ = client.predict(
            'one',
            gradio_client.handle_file(media[video]),
            'its own',
            None,
            'localization',
            api_name='/video',
        )
        assert said in text and not out
    with pytest.raises(Exception, match='Too Large|413|size'):
        ask(client, 'one', media['photo.jpg'], media['heavy.wav'])
    first, _, text = ask(client, 'one', media['photo.jpg'], media['tone.wav'])
    assert first is not None and 'tone.wav' in text


def test_users_at_once_see_their_own_pictures(user, media, handlers):
    item = handlers.examples[0]
    jobs = [
        ('one', media['photo.jpg'], media['tone.wav']),
        ('two', media['photo.jpg'], media['tone.wav']),
        ('one', str(item.picture), str(item.sounds[0])),
        ('two', str(item.picture), str(item.sounds[1])),
    ]
    clients = [user() for _ in jobs]
    with ThreadPoolExecutor(len(jobs)) as pool:
        found = list(pool.map(lambda c, j: ask(c, *j), clients, jobs))
    for job, (first, second, text) in zip(jobs, found, strict=True):
        pair, _ = handlers.localize(job[0], job[1], (job[2], None))
        wanted = handlers.draw(pair, *LOOK, Path(first).parent)
        np.testing.assert_array_equal(
            np.array(Image.open(first)), wanted.pictures[0]
        )
        assert second is None and Path(job[2]).name in text
    # and each one's threshold moves its own maps
    texts = [
        client.predict('localization', 0.9, CONTOUR, api_name='/redraw')[2]
        for client in clients
    ]
    for job, text in zip(jobs, texts, strict=True):
        assert Path(job[2]).name in text


def test_nobody_else_is_asked(user, media, reached):
    """Neither when the page is built nor when it is used."""
    ask(user(), 'one', media['photo.jpg'], media['tone.wav'])
    hosts = {a[0] for a in reached if isinstance(a, tuple)}
    assert hosts and hosts <= {'127.0.0.1', '::1', 'localhost'}
