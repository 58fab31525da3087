"""Weights by path and URL: cached, resumed, and refused if they differ."""

import contextlib
import hashlib
import re
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from mmengine.runner import CheckpointLoader

from mmavloc.engine.weights import DownloadError, local_file, sha256
from tests.paths import REPO

SIZE = 3 << 20


class Shelf(BaseHTTPRequestHandler):
    """One file under any name, with ranges; keeps what was asked for."""

    def do_GET(self):
        shelf = self.server
        shelf.asked.append(self.headers.get('Range'))
        if shelf.missing:
            self.send_error(404)
            return
        begin = 0
        asked = re.fullmatch(r'bytes=(\d+)-', self.headers.get('Range') or '')
        same = self.headers.get('If-Range') in (None, shelf.tag)
        if asked and same:
            begin = int(asked[1])
            self.send_response(206)
            self.send_header(
                'Content-Range',
                f'bytes {begin}-{len(shelf.content) - 1}/{len(shelf.content)}',
            )
        else:
            self.send_response(200)
        self.send_header('ETag', shelf.tag)
        self.send_header('Content-Length', str(len(shelf.content) - begin))
        self.end_headers()
        end = shelf.stops.pop(0) if shelf.stops else len(shelf.content)
        with contextlib.suppress(ConnectionError):
            for at in range(begin, end, 1 << 16):
                self.wfile.write(shelf.content[at : min(at + (1 << 16), end)])
                time.sleep(shelf.pause)

    def log_message(self, *_):
        """Be silent."""


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv('TORCH_HOME', str(tmp_path / 'home'))
    server = ThreadingHTTPServer(('127.0.0.1', 0), Shelf)
    weights = {'state_dict': {'w': torch.rand(SIZE // 4)}}
    torch.save(weights, tmp_path / 'a.pth')
    server.content = (tmp_path / 'a.pth').read_bytes()
    server.sum = hashlib.sha256(server.content).hexdigest()
    server.tag, server.pause, server.missing = '"one"', 0, False
    server.asked, server.stops = [], []
    server.root = f'http://127.0.0.1:{server.server_port}'
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def kept(tmp_path):
    return {p.name for p in tmp_path.glob('home/**/*') if p.is_file()}


def test_a_download_is_kept_under_its_sum(shelf, tmp_path):
    name = f'a-{shelf.sum[:8]}.pth'
    for url in (
        f'{shelf.root}/{name}',
        f'{shelf.root}/a.pth#sha256={shelf.sum}',
    ):
        found = CheckpointLoader.load_checkpoint(url)['state_dict']['w']
        assert len(found) == SIZE // 4
    assert shelf.asked == [None] and kept(tmp_path) == {name}
    # names without a sum say nothing: each URL has its own place
    one = local_file(f'{shelf.root}/x/last.pth')
    two = local_file(f'{shelf.root}/y/last-20240229.pth')
    assert Path(one).parent != Path(two).parent
    assert sha256(one) == sha256(two) == shelf.sum


def test_a_torn_download_goes_on(shelf, tmp_path):
    url = f'{shelf.root}/a.pth#sha256={shelf.sum}'
    shelf.stops = [100_000, 250_000]
    assert sha256(local_file(url)) == shelf.sum
    assert shelf.asked == [None, 'bytes=100000-', 'bytes=250000-']
    assert kept(tmp_path) == {f'a-{shelf.sum[:8]}.pth'}


def test_a_killed_download_goes_on(shelf, tmp_path):
    url = f'{shelf.root}/a-{shelf.sum[:8]}.pth'
    shelf.pause = 0.05
    code = f'from mmavloc.engine.weights import *; local_file({url!r})'
    run = subprocess.Popen([sys.executable, '-c', code], cwd=REPO)
    part = tmp_path / f'home/hub/checkpoints/a-{shelf.sum[:8]}.pth.part'
    while not (part.exists() and part.stat().st_size):
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    had = part.stat().st_size
    assert 0 < had < len(shelf.content)
    shelf.pause = 0
    assert sha256(local_file(url)) == shelf.sum
    assert shelf.asked == [None, f'bytes={had}-']


def test_a_file_that_changed_meanwhile_is_fetched_anew(shelf, tmp_path):
    url = f'{shelf.root}/last.pth'
    shelf.stops = [100_000, 100_000]
    with pytest.raises(DownloadError, match='100000 bytes are kept: try ag'):
        local_file(url)
    shelf.tag, shelf.content = '"two"', b'other' * 50_000
    path = Path(local_file(url))
    assert path.read_bytes() == shelf.content
    assert shelf.asked[-1] == 'bytes=100000-'


def test_another_sum_is_refused_and_nothing_is_left(shelf, tmp_path):
    url = f'{shelf.root}/a-{shelf.sum[:8]}.pth'
    good = shelf.content
    shelf.content = b'x' + good[1:]
    with pytest.raises(ValueError, match=f'{shelf.sum[:8]} is wanted; the do'):
        local_file(url)
    assert kept(tmp_path) == set()
    shelf.content = good
    path = Path(local_file(url))
    path.write_bytes(b'x' + good[1:])
    with pytest.raises(ValueError, match='remove it, and it is downloaded ag'):
        local_file(url)
    path.unlink()
    assert sha256(local_file(url)) == shelf.sum
    shelf.missing = True
    with pytest.raises(DownloadError, match=r'b.pth: cannot be .* 404: Not F'):
        local_file(f'{shelf.root}/b.pth')


def test_several_processes_download_once(shelf):
    url = f'{shelf.root}/a-{shelf.sum[:8]}.pth'
    shelf.pause = 0.01
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(local_file(url)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1 and shelf.asked == [None]


def test_local_files_have_sums_too(tmp_path):
    path = tmp_path / 'a.pth'
    torch.save({'state_dict': {}}, path)
    digest = sha256(path)
    for place in (path, path.as_uri()):
        assert local_file(str(place)) == str(path)
        assert local_file(f'{place}#sha256={digest}') == str(path)
        assert CheckpointLoader.load_checkpoint(f'{place}#sha256={digest}')
        with pytest.raises(ValueError, match='a.pth: its SHA-256 is .* is wa'):
            local_file(f'{place}#sha256={"0" * 64}')
    with pytest.raises(ValueError, match='8 to 64 hexadecimal digits'):
        local_file(f'{path}#sha256=abc')
    with pytest.raises(ValueError, match='names the host server'):
        local_file('file://server/a.pth')
    assert local_file('torchvision://vgg11') == 'torchvision://vgg11'


def test_a_host_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv('TORCH_HOME', str(tmp_path))
    with pytest.raises(DownloadError, match='http://127.0.0.1:1/a.pth: cann'):
        local_file('http://127.0.0.1:1/a.pth')
