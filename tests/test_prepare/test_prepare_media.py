import io
import struct

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from mmavloc.prepare import RejectedError
from mmavloc.prepare.decode.picture import loose_picture, video_picture
from mmavloc.prepare.decode.sound import RATE, read_sound
from mmavloc.testing import write_image
from tests.videos import number_of, write_video

ODD_TIMES = [0, 20, 40, 60, 80, 100, 120, 140, 160, 900]  # ms


def shown_in(picture) -> int:
    return number_of(Image.open(io.BytesIO(picture.jpeg)))


def samples_of(sound) -> np.ndarray:
    rate_of = soundfile.info(io.BytesIO(sound.wav))
    assert (rate_of.samplerate, rate_of.channels) == (RATE, 1)
    assert rate_of.subtype == 'PCM_16'
    return soundfile.read(io.BytesIO(sound.wav))[0]


@pytest.mark.parametrize(
    ('name', 'options', 'second', 'frame'),
    [
        ('plain.mp4', {}, None, 5),
        ('plain.mp4', {}, 0.0, 0),
        ('plain.mp4', {}, 0.699, 6),
        ('plain.mp4', {}, 0.7, 7),
        ('b_frames.mp4', {'frames': 25, 'codec': 'libx264'}, None, 12),
        ('b_frames.ts', {'frames': 25, 'codec': 'libx264'}, 2.0, 20),
        # 900 ms are the last frame's, whatever the header makes of it
        ('odd_times.mp4', {'times': ODD_TIMES, 'codec': 'libx264'}, None, 8),
        ('odd_times.mkv', {'times': ODD_TIMES, 'codec': 'libx264'}, 0.9, 9),
        ('long_sound.mkv', {'seconds': 3.0}, None, 5),
        ('no_times.avi', {'frames': 12, 'options': {'bf': '2'}}, None, 6),
        ('one.mp4', {'frames': 1}, None, 0),
    ],
)
def test_takes_the_frame_on_show(tmp_path, name, options, second, frame):
    if options.get('codec') == 'libx264':
        if 'libx264' not in av.codecs_available:
            pytest.skip('no H.264 encoder')
        options = {**options, 'options': {'bf': '3', 'g': '12'}}
    write_video(tmp_path / name, **options)
    picture = video_picture(tmp_path / name, second)
    assert shown_in(picture) == frame
    assert picture.problems == []
    assert picture.size == (64, 48)


def test_turns_as_the_video_asks(tmp_path):
    path = tmp_path / 'phone.mp4'
    write_video(path, seconds=0)
    # left upright: a white left half, then a header that says "turn me"
    with av.open(str(path), 'w') as out:
        stream = out.add_stream('mpeg4', rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, 'yuv420p'
        pixels = np.zeros((48, 64, 3), np.uint8)
        pixels[:, :32] = 255
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(pixels, 'rgb24')
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    one = 1 << 16
    upright = struct.pack('>9i', one, 0, 0, 0, one, 0, 0, 0, 1 << 30)
    # clockwise by a quarter, as ISO 14496-12 writes it
    turned = struct.pack('>9i', 0, one, 0, -one, 0, 0, 48 * one, 0, 1 << 30)
    content = path.read_bytes()
    at = content.index(upright, content.index(b'tkhd'))
    path.write_bytes(content[:at] + turned + content[at + len(upright) :])
    picture = video_picture(path)
    image = np.asarray(Image.open(io.BytesIO(picture.jpeg)).convert('L'))
    assert picture.size == (48, 64)
    assert image[:28].mean() > 240  # what was left is on top
    assert image[36:].mean() < 15


def test_second_after_the_end(tmp_path):
    write_video(tmp_path / 'a.mp4')
    with pytest.raises(RejectedError, match=r'second 7: the video has 1.00 s'):
        video_picture(tmp_path / 'a.mp4', 7)


def test_broken_off_video(tmp_path):
    path = tmp_path / 'a.mkv'
    write_video(path, frames=40, size=(320, 240), seconds=4.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    picture = video_picture(path)
    (problem,) = picture.problems
    assert problem.startswith('truncated: ')
    there = float(problem.split()[1])
    assert shown_in(picture) == pytest.approx(there * 5, abs=1)
    with pytest.raises(RejectedError, match='annotated frame is not certain'):
        video_picture(path, exact=True)
    sound = read_sound(path)
    assert len(samples_of(sound)) < 3.5 * RATE
    assert sound.problems[0].startswith('truncated: ')
    assert 'of 4.0' in sound.problems[0]


@pytest.mark.parametrize(
    ('content', 'cause'),
    [(b'', '0 bytes'), (b'hello', 'cannot be read'), (None, 'cannot be read')],
)
def test_unreadable(tmp_path, content, cause):
    path = tmp_path / 'a.mp4'
    write_video(path)
    if content is None:  # an MP4 without its end has no index
        content = path.read_bytes()[:500]
    path.write_bytes(content)
    for read in (video_picture, read_sound):
        with pytest.raises(RejectedError, match=cause):
            read(path)


def test_without_picture_or_sound(tmp_path):
    write_video(tmp_path / 'audioless.mp4', seconds=0)
    with pytest.raises(RejectedError, match='no audio stream'):
        read_sound(tmp_path / 'audioless.mp4')
    write_video(tmp_path / 'blind.mp4', frames=0)
    with pytest.raises(RejectedError, match='no video stream'):
        video_picture(tmp_path / 'blind.mp4')


@pytest.mark.parametrize('mode', ['RGB', 'L'])
def test_whole_jpeg_stays_as_it_is(tmp_path, mode):
    path = tmp_path / 'a.png'  # whatever its name says
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60), np.uint8)
    Image.fromarray(pixels).convert(mode).save(path, 'JPEG')
    picture = loose_picture(path)
    assert picture.jpeg == path.read_bytes()
    assert picture.size == (60, 40)


def test_other_pictures_become_jpeg(tmp_path):
    Image.new('RGBA', (30, 20), (200, 10, 10, 128)).save(tmp_path / 'a.png')
    with Image.open(io.BytesIO(loose_picture(tmp_path / 'a.png').jpeg)) as im:
        assert (im.format, im.mode, im.size) == ('JPEG', 'RGB', (30, 20))
    Image.new('L', (5000, 10)).save(tmp_path / 'b.png')
    picture = loose_picture(tmp_path / 'b.png')
    assert picture.size == (4096, 8)
    assert picture.problems == ['shrunk from 5000 x 10 px']


def test_broken_picture(tmp_path):
    path = tmp_path / 'a.jpg'
    write_image(path, (64, 64))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(RejectedError, match='truncated'):
        loose_picture(path)
    path.write_bytes(b'no picture')
    with pytest.raises(RejectedError, match=r'no picture: [^<]*$'):
        loose_picture(path)


@pytest.mark.parametrize('rate', [8000, 16000, 44100, 48000])
@pytest.mark.parametrize('subtype', ['PCM_U8', 'PCM_16', 'PCM_24', 'FLOAT'])
def test_resampled_tone(tmp_path, rate, subtype):
    path = tmp_path / 'a.wav'
    t = np.arange(rate) / rate
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 1000 * t), rate, subtype)
    audio = samples_of(read_sound(path))
    assert len(audio) == RATE
    wanted = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)
    error = (audio - wanted)[500:-500]
    assert np.abs(error).max() < (0.01 if subtype == 'PCM_U8' else 1e-4)


def test_no_alias_of_what_is_too_high(tmp_path):
    t = np.arange(48000) / 48000
    high = 0.5 * np.sin(2 * np.pi * 12000 * t)
    soundfile.write(tmp_path / 'a.wav', high, 48000, 'FLOAT')
    audio = samples_of(read_sound(tmp_path / 'a.wav'))
    assert np.abs(audio[500:-500]).max() <= 1 / 32768


def test_what_is_right_already_stays(tmp_path):
    pcm = np.random.default_rng(0).integers(-32768, 32768, 30000, np.int16)
    soundfile.write(tmp_path / 'a.wav', pcm, RATE, 'PCM_16')
    sound = read_sound(tmp_path / 'a.wav')
    there = soundfile.read(io.BytesIO(sound.wav), dtype='int16')[0]
    assert (there == pcm).all()
    assert sound.problems == []


def test_channels_are_averaged_and_clipped(tmp_path):
    both = np.stack([np.full(RATE, 0.6), np.full(RATE, -0.2)], 1)
    soundfile.write(tmp_path / 'a.wav', both, RATE, 'FLOAT')
    assert samples_of(read_sound(tmp_path / 'a.wav')) == pytest.approx(
        0.2, abs=1e-4
    )
    soundfile.write(tmp_path / 'b.wav', both * 5, RATE, 'FLOAT')
    sound = read_sound(tmp_path / 'b.wav')
    assert samples_of(sound) == pytest.approx(
        1.0, abs=1e-4
    )  # and no wrapping round
    assert sound.problems == []  # the mean, 1.0, just fits
    soundfile.write(tmp_path / 'c.wav', both * 6, RATE, 'FLOAT')
    sound = read_sound(tmp_path / 'c.wav')
    assert samples_of(sound) == pytest.approx(32767 / 32768)
    assert sound.problems == ['100 % of the samples are clipped']


@pytest.mark.parametrize('layout', ['mono', 'stereo', '5.1'])
@pytest.mark.parametrize('name', ['a.mp4', 'a.mkv'])
def test_sound_in_time_with_the_picture(tmp_path, layout, name):
    write_video(tmp_path / name, delay=0.5, layout=layout)
    sound = read_sound(tmp_path / name)
    audio = samples_of(sound)
    loud = np.argmax(np.abs(audio) > 0.1)
    assert loud / RATE == pytest.approx(0.5, abs=0.02)
    (problem,) = sound.problems
    assert 'later than the picture' in problem


def test_window_around_the_picture(tmp_path):
    path = tmp_path / 'a.wav'
    ramp = np.linspace(0, 0.9, 10 * RATE)  # tells the time
    soundfile.write(path, ramp, RATE, 'PCM_16')
    for moment, begin in ((None, 4.0), (5.5, 4.5), (0.0, 0.0), (9.9, 8.0)):
        audio = samples_of(read_sound(path, 2.0, moment))
        assert len(audio) == 2 * RATE
        assert audio[0] == pytest.approx(begin * 0.09, abs=1e-3)
    assert len(samples_of(read_sound(path, 60.0))) == 10 * RATE


def test_silence_is_told(tmp_path):
    soundfile.write(tmp_path / 'a.wav', np.zeros(RATE), RATE)
    assert read_sound(tmp_path / 'a.wav').problems == ['silent audio']


@pytest.mark.parametrize(
    ('count', 'kept', 'cause'),
    [
        (RATE * 3, RATE * 4, None),
        (RATE * 3, RATE * 1, 'too little sound: 0.50 s of 3.00 s'),
        (100, 10**6, 'too little sound'),
    ],
)
def test_too_short(tmp_path, count, kept, cause):
    path = tmp_path / 'a.wav'
    soundfile.write(path, np.ones(count) / 2, RATE, 'PCM_16')
    path.write_bytes(path.read_bytes()[: 44 + kept])
    if cause:
        with pytest.raises(RejectedError, match=cause):
            read_sound(path)
    else:
        assert read_sound(path).problems == [
            'truncated: 2.00 of 3.00 s of sound decoded'
        ]


def test_not_a_number(tmp_path):
    soundfile.write(tmp_path / 'a.wav', np.full(RATE, np.nan), RATE, 'FLOAT')
    with pytest.raises(RejectedError, match='no numbers'):
        read_sound(tmp_path / 'a.wav')


def check_frame_and_sound(path, size):
    """Compare a video of ten seconds with what counting its frames gives."""
    picture, sound = video_picture(path), read_sound(path)
    assert (picture.second, picture.size) == (5.0, size)
    assert sound.samples == pytest.approx(10 * RATE, abs=500)
    assert picture.problems == sound.problems == []
    with av.open(str(path)) as container:
        frames = container.decode(video=0)
        wanted = next(f for f in frames if f.time >= 5.0).to_image()
    there = Image.open(io.BytesIO(picture.jpeg))
    difference = np.abs(np.asarray(there, int) - np.asarray(wanted, int))
    assert difference.mean() < 3


def test_ten_seconds_of_h264(tmp_path):
    path = tmp_path / 'a.mp4'
    write_video(path, frames=250, rate=25, codec='libx264', seconds=10.0)
    check_frame_and_sound(path, (64, 48))


def test_real_video(realdata):
    name = 'videos/vggsound_3qesirWAGt4_20000_30000.mp4'
    check_frame_and_sound(realdata / name, (1280, 720))
