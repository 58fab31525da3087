"""Every odd file through the preparation and the loaders."""

import csv
import json
import re
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from mmavloc.cli.prepare_data import main
from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.datasets.transforms import LoadAudio, LoadImage
from mmavloc.prepare import RATE, ClipSource, Settings, prepare_clip
from mmavloc.prepare.sources import kind_of

from .coded import bars, chirp, corners_of, number_of, second_of
from .corpus import ROWS

SLIP = 0.06  # s; 0.1 s is wrong
NEEDED = {'libx264', 'libx265', 'libmp3lame', 'libopus', 'libvpx'}
# What libsndfile cannot read is refused by name, and not read as noise.
FOREIGN = ('.aac', '.m4a', '.wma', '.ac3', '.mka', 'ac3.wav', 'ac3.mp3')
FOREIGN += ('alac.caf', 'unfinished.wav')


@pytest.fixture(scope='module', autouse=True)
def _encoders():
    if missing := NEEDED - av.codecs_available:
        pytest.skip(f'this FFmpeg has no {", ".join(sorted(missing))}')


def place(row, folder):
    """Write a row's file and, of one medium, a plain companion."""
    folder.mkdir(parents=True)
    path = folder / row.name
    row.make(path)
    picture = sound = path
    if kind_of(path) == 'picture':
        sound = path.with_suffix('.wav')
        soundfile.write(sound, chirp(0, 4, RATE), RATE)
    elif kind_of(path) == 'sound':
        picture = path.with_suffix('.png')
        Image.fromarray(bars(5)).save(picture)
    return picture, sound


def prepared(row, folder):
    """Prepare a row's file alone; return the record."""
    source, out = folder / 'source', folder / 'out'
    for name in ('image', 'audio', 'annotation', '.work'):
        (out / name).mkdir(parents=True)
    picture, sound = place(row, source)
    boxes = ((0.1, 0.1, 0.5, 0.5),) if row.boxed else None
    clip = ClipSource('clip', picture, sound, boxes=boxes)
    settings = Settings('folder', row.second, row.seconds)
    return prepare_clip(clip, source, out, settings), out


def as_a_folder(row):
    """Whether a row goes through the command line with the others."""
    return row.second is None and not row.seconds and not row.boxed


@pytest.fixture(scope='module')
def corpus(request, tmp_path_factory):
    """Prepare a folder of the rows to be tested by one command."""
    root = tmp_path_factory.mktemp('corpus')
    calls = [getattr(i, 'callspec', None) for i in request.session.items]
    rows = [
        call.params['row'] for call in calls if call and 'row' in call.params
    ]
    for row in dict.fromkeys(filter(as_a_folder, rows)):
        place(row, root / 'source' / row.name)
    main(
        f'folder --source {root}/source --out {root}/out --seconds 0 '
        '--workers 2'.split()
    )
    lines = (root / 'out/manifest.jsonl').read_text().splitlines()
    records = {r['id']: r for r in map(json.loads, lines)}
    with open(root / 'out/rejected.csv', newline='') as file:
        rejected = {r['id']: r['cause'] for r in csv.DictReader(file)}
    return records, rejected, root / 'out'


@pytest.mark.parametrize('row', ROWS, ids=lambda row: row.name)
def test_prepares_what_is_right(row, tmp_path, request):
    name = 'clip'
    if as_a_folder(row):
        records, rejected, out = request.getfixturevalue('corpus')
        name = f'{row.name}%2F{Path(row.name).stem}'
        record = records.get(name) or {'rejected': rejected[name]}
    else:
        record, out = prepared(row, tmp_path)
    if row.rejected:
        assert row.rejected in record.get('rejected', 'it is prepared')
        assert row.name in record['rejected']
        return
    assert 'rejected' not in record
    said = '; '.join(record['problems'])
    assert row.odd is None or (row.odd in said if row.odd else not said)
    image = LoadImage()({'img_path': str(out / f'image/{name}.jpg')})['img']
    if row.frame is not None:
        assert number_of(image) == row.frame
    if row.corners:
        assert corners_of(image) == row.corners
    if row.grey is not None:
        assert image.mean() == pytest.approx(row.grey, abs=1.5)
        assert (image[:, 0] < 3).all() and (image[:, -1] > 252).all()
    audio = LoadAudio(duration=None)(
        {'audio_path': str(out / f'audio/{name}.wav')}
    )['audio']
    if row.length is not None:
        assert len(audio) / RATE == pytest.approx(row.length, abs=SLIP)
    check_times(row, audio)


def check_times(row, audio):
    """Read the time of the sound at several places."""
    length = len(audio) / RATE
    low, high = row.silent or (0.0, 0.0)
    if row.silent:
        quiet = audio[round((low + 0.05) * RATE) : round((high - 0.05) * RATE)]
        assert np.abs(quiet / 32768).max() < 0.02
    for at in np.arange(0.1, length - 0.1, 0.3):
        if row.sound is None or low - 0.15 < at < high + 0.25 and row.silent:
            continue
        assert second_of(audio, RATE, at) == pytest.approx(
            row.sound + at, abs=SLIP
        )


def test_overlapping_sound_keeps_its_time_afterwards(tmp_path):
    row = next(row for row in ROWS if row.name == 'overlap.flv')
    _, out = prepared(row, tmp_path)
    audio, _ = soundfile.read(out / 'audio/clip.wav')
    assert second_of(audio, RATE, 1.0) == pytest.approx(1.0, abs=SLIP)
    # what was recorded at 3.6 s is stamped 2.8 s
    assert second_of(audio, RATE, 2.8) == pytest.approx(3.6, abs=SLIP)


SINGLE = [r for r in ROWS if kind_of(Path(r.name)) != 'video']


@pytest.mark.parametrize('row', SINGLE, ids=lambda row: row.name)
def test_loads_what_is_right(row, tmp_path):
    path = tmp_path / row.name
    row.make(path)
    if kind_of(path) == 'picture':
        check_picture(row, path)
        return
    load = LoadAudio(duration=None)
    cut = row.name.startswith('broken')
    if row.name.endswith(FOREIGN) or cut:
        with pytest.raises(UnreadableMediaError, match=row.name) as caught:
            load({'audio_path': str(path)})
        check_numbers(str(caught.value))
        return
    audio = load({'audio_path': str(path)})['audio']
    if not row.seconds and row.length:
        assert len(audio) / RATE == pytest.approx(row.length, abs=SLIP)
    for at in (0.1, 1.0, len(audio) / RATE - 0.3):
        assert second_of(audio, RATE, at) == pytest.approx(at, abs=SLIP)


def check_picture(row, path):
    """Load a picture as it is."""
    load = LoadImage()
    if row.rejected:
        with pytest.raises(UnreadableMediaError, match=row.rejected):
            load({'img_path': str(path)})
        return
    image = load({'img_path': str(path)})['img']
    if row.corners:
        assert corners_of(image) == row.corners
    if row.grey is not None:
        assert image.mean() == pytest.approx(row.grey, abs=1.5)


def check_numbers(message):
    """Of what is truncated, less is there than there should be."""
    if 'truncated' in message and 'Ogg' not in message:
        text = message.split('truncated, ')[1]
        there, whole = map(int, re.findall(r'[0-9]+', text)[:2])
        assert there < whole


def test_a_cut_ogg_is_read_as_far_as_it_goes(tmp_path):
    row = next(row for row in ROWS if row.name == 'broken.ogg')
    path = tmp_path / row.name
    row.make(path)
    facts = {'audio_path': str(path)}
    there = len(LoadAudio(duration=1.0)(facts)['audio'])
    assert there == RATE  # before it breaks off
    for options, wanted in (
        (dict(duration=8.0), '352800 samples'),
        (dict(duration=1.0, start='middle'), 'the whole sound'),
        (dict(duration=1.0, start='middle_tiled'), 'the whole sound'),
        (dict(duration=1.0, start='middle_wrapped'), 'the whole sound'),
        (dict(duration=1.0, random_start=True), 'the whole sound'),
    ):
        with pytest.raises(UnreadableMediaError, match=f'Ogg.*want {wanted}'):
            LoadAudio(**options)(facts)


def test_the_table_is_large_and_clear():
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names) >= 80
