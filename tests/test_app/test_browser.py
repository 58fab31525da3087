"""The page in a real browser, as a desktop and as a phone show it.

Needs Gradio, playwright, and a Chromium of the machine; else it is skipped.
The variable MMAVLOC_CHROMIUM names one that is not on the path.
"""

import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.paths import REPO

pytest.importorskip('gradio')
sync_api = pytest.importorskip('playwright.sync_api')
NAMES = ('chromium', 'chromium-browser', 'google-chrome', 'chrome')
CHROMIUM = os.environ.get('MMAVLOC_CHROMIUM') or next(
    filter(None, map(shutil.which, NAMES)), None
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason='no Chromium here: install one, such as chromium'
)
SLOW = 120_000  # ms


@pytest.fixture(scope='module')
def server(loaders, tmp_path_factory):
    """Address of ``mmavloc app``, whose temporary files end with it."""
    root = tmp_path_factory.mktemp('server')
    model = str(loaders['one'].args[0])
    with (root / 'errors.txt').open('w+') as errors:
        process = subprocess.Popen(
            [sys.executable, '-m', 'mmavloc', 'app', '--model', model]
            + ['--device', 'cpu', '--max-duration', '10'],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | {'PYTHONPATH': str(REPO), 'TMPDIR': str(root)},
        )
        try:
            line = process.stdout.readline()
            errors.seek(0)
            assert line.startswith('http://127.0.0.1:'), errors.read()
            yield line.split()[0].rstrip('/')
            assert process.poll() is None, 'the server has ended'
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        assert not list(root.glob('mmavloc_app_*'))
        errors.seek(0)
        assert 'Traceback' not in errors.read()


@pytest.fixture(scope='module')
def chromium():
    """A browser that runs until the module ends."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=['--no-sandbox', '--disable-dev-shm-usage'],
        )
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=['desktop', 'phone'])
def page(request, chromium, server):
    """The page at a width, where nothing may be asked of anyone else."""
    width, height = request.param
    context = chromium.new_context(viewport={'width': width, 'height': height})
    page = context.new_page()
    page.set_default_timeout(SLOW)
    asked, wrong = [], []
    page.on('request', lambda found: asked.append(found.url))
    page.on('pageerror', lambda found: wrong.append(str(found)))
    page.goto(server)
    page.wait_for_selector('#picture')
    yield page
    wide = page.evaluate('document.documentElement.scrollWidth')
    context.close()
    assert wide <= width, 'the page scrolls sideways'
    local = (f'{server}/', f'blob:{server}/', 'data:')
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(local)] == []
    assert wrong == []


def upload(page, where, path):
    """Give a file to a part of the page."""
    page.locator(f'{where} input[type=file]').first.set_input_files(path)


def picture_of(page, where, unlike=None):
    """Wait for another picture than ``unlike``; return its address."""
    page.wait_for_function(
        """([where, unlike]) => {
            const found = document.querySelector(where + ' img');
            return found && found.complete && found.naturalWidth > 0
                && found.src !== unlike;
        }""",
        arg=[where, unlike],
    )
    return page.locator(f'{where} img').get_attribute('src')


def says(page, text, where='#answer'):
    """Wait for a text on the page."""
    sync_api.expect(page.locator(where)).to_contain_text(text, timeout=SLOW)


def test_a_sound_is_swapped_and_the_picture_saved(page, media, tmp_path):
    upload(page, '#picture', media['photo.jpg'])
    says(page, 'Now give a sound')
    upload(page, '#sound1', media['tone.wav'])
    first = picture_of(page, '#map1')
    says(page, 'tone.wav')

    # a text named .wav is a sentence, and the page goes on
    upload(page, '#sound2', media['text.wav'])
    says(page, 'text.wav: cannot be read as a sound')
    page.locator('#sound2').get_by_label('Clear').click()
    picture_of(page, '#map1')

    page.get_by_role('button', name='Noise').last.click()
    noise = picture_of(page, '#map2')
    says(page, 'noise.wav')
    says(page, 'from sound 1 to sound 2')
    assert noise != first
    page.get_by_role('button', name='Silence').last.click()
    says(page, 'silence.wav')
    silence = picture_of(page, '#map2', unlike=noise)
    pixels = [
        np.array(Image.open(io.BytesIO(page.request.get(url).body())))
        for url in (noise, silence)
    ]
    assert pixels[0].shape == pixels[1].shape
    assert (pixels[0] != pixels[1]).any()

    page.get_by_label('box').check()  # marks change at once
    picture_of(page, '#map2', unlike=silence)
    with page.expect_download() as download:
        page.locator('#save').click()
    path = tmp_path / 'saved.png'
    download.value.save_as(path)
    with Image.open(path) as saved:
        assert saved.format == 'PNG' and saved.width > 900


def test_an_example_is_one_click(page):
    page.locator('#examples .gallery-item').first.click()
    picture_of(page, '#map1')
    picture_of(page, '#map2')
    says(page, 'flute.wav')
    says(page, 'fiddle.wav')
    page.get_by_label('both').check()
    says(page, 'fiddle.wav')
    page.get_by_role('button', name='Another clip').first.click()
    says(page, 'stays as it is')  # the same sound twice


def test_a_video_is_localized_and_a_text_is_not(page, media):
    page.get_by_role('tab', name='Video').click()
    page.locator('#start').click()
    says(page, 'Give a video', '#said')
    upload(page, '#video', media['clip.mp4'])
    page.wait_for_selector('#video video')
    page.locator('#start').click()
    says(page, '10 frames', '#said')
    page.wait_for_function(
        """() => {
            const found = document.querySelector('#localized video');
            return found && found.readyState > 0 && found.videoWidth === 64;
        }"""
    )


def test_what_is_made_is_what_is_heard(page, server):
    """The silence of the page is silent in the browser, too."""
    page.get_by_role('button', name='Silence').first.click()
    page.wait_for_selector('#sound1 a[download]')
    link = page.locator('#sound1 a[download]').first.get_attribute('href')
    body = page.request.get(link).body()
    wave, _ = soundfile.read(io.BytesIO(body))
    assert len(wave) and not wave.any()


def test_screenshots(page, request):
    """Leave pictures to look at, where MMAVLOC_SHOTS names a folder."""
    folder = os.environ.get('MMAVLOC_SHOTS')
    if folder is None:
        pytest.skip('MMAVLOC_SHOTS names no folder for screenshots')
    page.locator('#examples .gallery-item').first.click()
    picture_of(page, '#map2')
    path = Path(folder) / f'{request.node.callspec.id}.png'
    page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 10_000
