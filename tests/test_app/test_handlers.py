"""What the page answers, without a browser and without Gradio."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from mmavloc.app import import_gradio
from mmavloc.app.compare import BOX, CONTOUR, NOTHING
from mmavloc.app.handlers import BUG, Handlers, message_of
from mmavloc.app.models import Models
from mmavloc.app.scratch import Scratch, scratch_folder
from mmavloc.app.sounds import made_sound, replace_sound
from mmavloc.inference.result import box_of
from tests.videos import write_video

from .conftest import LIMITS


def test_two_sounds_give_two_maps_of_the_model(handlers, models, tmp_path):
    item = handlers.examples[0]
    pair, message = handlers.localize('one', str(item.picture), item.sounds)
    assert not message
    for seen, sound in zip(pair, item.sounds, strict=True):
        alone = models.get('one')(str(item.picture), str(sound))
        assert seen.sound == sound.name
        np.testing.assert_allclose(
            seen.maps['localization'], alone.maps['localization'], atol=1e-5
        )
    potential = [seen.maps['potential'] for seen in pair]
    np.testing.assert_array_equal(*potential)

    drawn = handlers.draw(pair, 'both', 0.5, CONTOUR, tmp_path)
    first, second = drawn.pictures
    assert first.shape == second.shape and first.dtype == np.uint8
    side = len(first) // 2  # two maps, one below the other
    np.testing.assert_array_equal(first[: side - 4], second[: side - 4])
    assert (first[-side:] != second[-side:]).any()
    saved = Image.open(drawn.saved)
    assert saved.width > 2 * first.shape[1]
    assert item.sounds[0].name in drawn.text

    alone = handlers.draw(pair, 'potential', 0.5, CONTOUR, tmp_path)
    assert 'stays as it is' in alone.text


def test_the_threshold_moves_what_is_marked(handlers, tmp_path):
    item = handlers.examples[0]
    pair, _ = handlers.localize('one', str(item.picture), item.sounds)
    pictures = {
        (level, mark): handlers.draw(
            pair, 'localization', level, mark, tmp_path
        )
        for level in (0.2, 0.8)
        for mark in (CONTOUR, BOX, NOTHING)
    }
    for mark, differs in ((CONTOUR, True), (BOX, True), (NOTHING, False)):
        low, high = (pictures[level, mark].pictures[0] for level in (0.2, 0.8))
        assert (low != high).any() == differs
    heat = pair[0].maps['localization']
    for level in (0.2, 0.8):
        box = box_of(heat, pair[0].size, pair[0].view, level)
        assert f'box {box}' in pictures[level, BOX].text
    wide, tight = (box_of(heat, (64, 64), level=s) for s in (0.2, 0.95))
    assert wide[0] <= tight[0] and wide[2] >= tight[2] and wide != tight


def test_sounds_are_swapped_for_silence_noise_and_other_clips(
    handlers, tmp_path
):
    silence, noise = (
        soundfile.read(handlers.made(kind, 'one', tmp_path))
        for kind in ('silence', 'noise')
    )
    assert silence[1] == noise[1] == 8000  # what this model listens to
    assert len(silence[0]) == len(noise[0]) == 4000
    assert not silence[0].any() and 0.05 < noise[0].std() < 0.2
    first = handlers.next_voice(None)
    second = handlers.next_voice(str(tmp_path / first.name))
    assert first != second and handlers.next_voice(str(second)) == first


@pytest.mark.parametrize(
    ('picture', 'sound', 'said'),
    [
        ('text.jpg', 'tone.wav', 'text.jpg: cannot be read as a picture'),
        ('empty.jpg', 'tone.wav', 'empty.jpg: is empty'),
        ('huge.png', 'tone.wav', '1000 x 800 px; this page takes 0.5'),
        ('clip.mp4', 'tone.wav', 'clip.mp4: cannot be read as a picture'),
        ('photo.jpg', 'text.wav', 'text.wav: cannot be read as a sound'),
        ('photo.jpg', 'empty.wav', 'empty.wav: is empty'),
        ('photo.jpg', 'long.wav', 'lasts 7 s; this page takes 5 s'),
        ('photo.jpg', 'heavy.wav', '2 MB; this page takes 1 MB'),
        ('photo.jpg', 'mute.mp4', 'mute.mp4: has no sound'),
        ('photo.jpg', None, 'give a sound'),
        (None, 'tone.wav', 'give a picture'),
    ],
)
def test_a_bad_picture_or_sound_is_a_sentence(
    handlers, media, picture, sound, said, tmp_path, capsys
):
    pair, message = handlers.localize(
        'one', media.get(picture), (media.get(sound), None)
    )
    assert pair == [None, None]
    assert said.lower() in message.lower()
    assert '/' not in message.replace('/ ', '') and '\n' not in message
    assert not capsys.readouterr().err  # no bug of ours
    drawn = handlers.draw(pair, 'localization', 0.5, CONTOUR, tmp_path)
    assert drawn.pictures == (None, None) and drawn.saved is None


@pytest.mark.parametrize(
    ('video', 'kind', 'other', 'said'),
    [
        ('text.mp4', 'its own', None, 'cannot be read as a video'),
        ('empty.mp4', 'silence', None, 'empty.mp4: is empty'),
        ('lasting.mp4', 'its own', None, 'lasts 7 s; this page takes 5 s'),
        ('only_sound.mp4', 'its own', None, 'has no picture'),
        ('mute.mp4', 'its own', None, 'has no sound; choose another'),
        ('clip.mp4', 'another', None, 'none is there'),
        ('clip.mp4', 'another', 'text.wav', 'cannot be read as a sound'),
        (None, 'its own', None, 'give a video'),
    ],
)
def test_a_bad_video_is_a_sentence(
    handlers, media, video, kind, other, said, tmp_path, capsys
):
    out, track, message = handlers.video(
        'one',
        media.get(video),
        kind,
        media.get(other),
        'localization',
        tmp_path,
        lambda *_: None,
    )
    assert out is None and track is None
    assert said.lower() in message.lower() and '\n' not in message
    assert not list(tmp_path.glob('*localized*'))
    assert not capsys.readouterr().err


@pytest.mark.parametrize('kind', ['its own', 'another', 'silence', 'noise'])
def test_a_video_keeps_its_frames_whatever_it_sounds_like(
    handlers, media, kind, tmp_path
):
    done = []
    out, track, said = handlers.video(
        'one',
        media['clip.mp4'],
        kind,
        media['tone.wav'],
        'both',
        tmp_path,
        lambda now, whole: done.append((now, whole)),
    )
    lines = [json.loads(line) for line in track.read_text().splitlines()]
    assert len(lines) == 10 and len(done) == 10
    assert done[-1] == (pytest.approx(0.9), pytest.approx(1.0))
    assert all(line['silent'] == (kind == 'silence') for line in lines)
    with av.open(str(out)) as file:
        assert file.streams.audio and file.streams.video[0].width == 2 * 64
        assert sum(1 for _ in file.decode(video=0)) == 10
    assert ('silent throughout' in said) == (kind == 'silence')


def test_a_replaced_sound_begins_with_the_picture(media, tmp_path):
    wave = made_sound('noise', 1.0, 8000)
    out = tmp_path / 'noisy.mkv'
    replace_sound(Path(media['clip.mp4']), wave, 8000, out)
    with av.open(str(out)) as file:
        frames = [f.to_ndarray()[0] for f in file.decode(audio=0)]
        np.testing.assert_array_equal(np.concatenate(frames), wave)
    with av.open(str(out)) as new, av.open(media['clip.mp4']) as old:
        times = [
            [frame.time for frame in file.decode(video=0)]
            for file in (new, old)
        ]
    assert times[0] == pytest.approx(times[1], abs=1e-3)


def test_a_replaced_sound_goes_along_with_reordered_frames(tmp_path):
    """Matroska tells no dts of the first packets, the key frame's neither."""
    path, out = tmp_path / 'a.mkv', tmp_path / 'b.mkv'
    options = {'bf': '3', 'b_strategy': '0'}
    write_video(path, 28, 1, 'libx264', seconds=0, options=options)
    replace_sound(path, made_sound('noise', 28.0, 8000), 8000, out)
    latest, behind = {'video': 0.0, 'audio': 0.0}, 0.0
    with av.open(str(out)) as file:
        for packet in file.demux():
            if packet.size:
                kind = packet.stream.type
                latest[kind] = float(packet.pts * packet.time_base)
                behind = max(behind, latest['video'] - latest['audio'])
    with av.open(str(out)) as file:
        assert sum(1 for _ in file.decode(video=0)) == 28
    assert behind < 5


def test_users_at_once_get_their_own(handlers, loaders, media):
    """Two models, two pictures and four sounds, from eight threads."""
    item = handlers.examples[0]
    asked = [
        (model, picture, sound)
        for model in ('one', 'two')
        for picture in (media['photo.jpg'], str(item.picture))
        for sound in (media['tone.wav'], str(item.sounds[0]))
    ]
    # another set of models computes what each user alone would get
    alone = Models(loaders)
    wanted = [
        alone.get(model)(picture, sound).maps
        for model, picture, sound in asked
    ]
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(
                lambda job: handlers.localize(job[0], job[1], (job[2], None)),
                asked * 4,
            )
        )
    for (pair, message), maps in zip(found, wanted * 4, strict=True):
        assert not message
        for name, heat in maps.items():
            np.testing.assert_allclose(pair[0].maps[name], heat, atol=1e-5)


def test_a_bug_is_printed_and_not_shown(handlers, media, capsys):
    def broken():
        raise ZeroDivisionError('a secret')

    page = Handlers(Models({'x': broken}), LIMITS, handlers.examples)
    pair, message = page.localize(
        'x', media['photo.jpg'], (media['tone.wav'], None)
    )
    assert pair == [None, None] and message == BUG
    assert 'a secret' in capsys.readouterr().err
    assert page.choices('x') == []
    _, message = page.localize(
        'other', media['photo.jpg'], (media['tone.wav'], None)
    )
    assert message == 'other: no such model; want one of x'


def test_folders_of_the_server_are_not_shown(tmp_path):
    error = ValueError(f'{tmp_path}/dog.mp4: cannot be read (at 3/4)')
    assert message_of(error) == 'dog.mp4: cannot be read (at 3/4)'


def test_a_session_leaves_nothing():
    with scratch_folder() as folder:
        scratch = Scratch(folder)
        mine, others = scratch.of('../../mine'), scratch.of('others')
        (mine / 'a').touch(), (others / 'b').touch()
        assert folder in mine.parents and mine != others
        scratch.forget('../../mine')
        assert not mine.exists() and (others / 'b').exists()
    assert not folder.exists()


def test_without_gradio_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, 'gradio', None)
    with pytest.raises(RuntimeError, match=r"pip install 'mmavloc\[app\]'"):
        import_gradio()
