# ruff: noqa: E501
"""Odd media, one line each: how it is made, and what is right.

Times are seconds of the uncut recording (see :mod:`tests.media.coded`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from . import patches
from .coded import corners
from .makers import (
    coded,
    covered,
    full_range,
    grey,
    hdr,
    hdr_picture,
    joined,
    moving,
    plain,
    sound,
    turned,
)

LATE = {'times': [500 + 40 * n for n in range(101)]}  # picture 0.5 s late
TIMES = [0, 40, 80, 120, 160, 200, 240, 280, 3000, 3960]  # ms


@dataclass(frozen=True)
class Row:
    """A file and what is right of it.

    Attributes:
        name: of the file; a sound or a picture gets a plain companion.
        make: called with its path.
        frame: number on show at the wanted second; None: not asked.
        sound: recording's second at 0 of the result; None: not asked.
        length: of the sound in s; None: not asked.
        corners: of the picture, clockwise from the top left; '': not asked.
        odd: part of what is said; '' where nothing may be said; None where
            anything may.
        rejected: part of the cause.
        second, seconds: settings of the preparation.
        boxed: whether the clip is annotated.
        silent: span of the result in s that is silent.
    """

    name: str
    make: Callable[[Path], object]
    frame: int | None = None
    sound: float | None = 0.0
    length: float | None = 4.0
    corners: str = ''
    odd: str | None = ''
    rejected: str = ''
    second: float | None = None
    seconds: float = 0.0
    boxed: bool = False
    silent: tuple[float, float] | None = None
    grey: float | None = None


B = {'bf': '3'}
OPUS = {'audio': 'libopus', 'rate': 48000}
WMA = {'audio': 'wmav2', 'bitrate': 64000}
mp3, pcm = {'audio': 'libmp3lame'}, {'audio': 'pcm_s16le'}
PLAIN = [  # codecs and containers: frame 50 at 2.0 s, sound from 0
    ('h264.mp4', {}),
    ('h264_b.mp4', {'options': B}),
    ('h264_b.mkv', {'options': B, **mp3}),
    ('h264_b.ts', {'options': B}),
    ('h264.flv', {}),
    ('h264_b.mov', {'options': B, **pcm}),
    ('stereo.mp4', {'layout': 'stereo'}),
    ('surround.mkv', {'layout': '5.1', 'audio': 'ac3', 'rate': 48000}),
    (
        'h265.mp4',
        {'video': 'libx265', 'options': {'x265-params': 'log-level=0'}},
    ),
    (
        'vp8.webm',
        {
            'video': 'libvpx',
            'options': {'cpu-used': '8', 'deadline': 'realtime'},
            **OPUS,
        },
    ),
    (
        'vp9.webm',
        {
            'video': 'libvpx-vp9',
            'options': {'cpu-used': '8', 'deadline': 'realtime'},
            **OPUS,
        },
    ),
    ('mpeg4.mp4', {'video': 'mpeg4'}),
    ('mpeg4_b.mp4', {'video': 'mpeg4', 'options': {'bf': '2'}}),
    ('mpeg4.avi', {'video': 'mpeg4', **mp3}),
    ('mpeg4.mkv', {'video': 'mpeg4', **mp3}),
    ('msmpeg4.avi', {'video': 'msmpeg4', **mp3}),
    ('mpeg1.mpg', {'video': 'mpeg1video', 'audio': 'mp2'}),
    ('mpeg2.mpg', {'video': 'mpeg2video', 'audio': 'mp2'}),
    ('mpeg2.ts', {'video': 'mpeg2video', 'audio': 'ac3', 'rate': 48000}),
    ('h263.3gp', {'video': 'h263'}),
    ('mjpeg.avi', {'video': 'mjpeg', 'pixels': 'yuvj420p', **pcm}),
    ('mjpeg.mov', {'video': 'mjpeg', 'pixels': 'yuvj420p', **pcm}),
    ('ffv1.mkv', {'video': 'ffv1', 'audio': 'flac'}),
    ('huffyuv.avi', {'video': 'huffyuv', 'pixels': 'yuv422p', **pcm}),
    ('prores.mov', {'video': 'prores', 'pixels': 'yuv422p10le', **pcm}),
    ('wmv2.wmv', {'video': 'wmv2', **WMA}),
    ('wmv1.asf', {'video': 'wmv1', **WMA}),
    ('h263.3g2', {'video': 'h263', 'format': '3g2'}),
    ('mpeg2.vob', {'video': 'mpeg2video', 'audio': 'ac3', 'rate': 48000}),
    ('flv1.flv', {'video': 'flv', **mp3}),
    ('raw.avi', {'video': 'rawvideo', **pcm}),
    ('png.mov', {'video': 'png', 'pixels': 'rgb24', **pcm}),
    ('alac.mkv', {'audio': 'alac'}),
    ('adpcm.avi', {'video': 'mpeg4', 'audio': 'adpcm_ms'}),
    ('float.mkv', {'audio': 'pcm_f32le'}),
    ('mulaw.mov', {'audio': 'pcm_mulaw', 'rate': 22050}),
    ('fragments.mp4', {'muxer': {'movflags': 'frag_keyframe+empty_moov'}}),
]
CUT = partial(patches.cut_by_edit_list, seconds=1.4)
ROWS = [Row(name, coded(**options), 50) for name, options in PLAIN]
ROWS += [
    # chosen seconds
    Row('first.mp4', coded(options=B), 0, second=0.0),
    Row('third.mp4', coded(options=B), 75, second=3.02),
    Row('just_before.mkv', coded(), 74, second=2.98),
    Row('last.ts', coded(), 100, second=4.02),
    Row('beyond.mp4', coded(), rejected='no picture at second 7', second=7),
    Row('around.mp4', coded(), 50, 1.0, 2.0, seconds=2.0),
    Row('around_third.mkv', coded(), 75, 2.0, 2.0, seconds=2.0, second=3.02),
    Row('mpeg2_b.mpg', coded(video='mpeg2video', audio='mp2', options={'bf': '2'}), 50),
    Row('mpeg2_last.mpg', coded(video='mpeg2video', audio='mp2', options={'bf': '2'}), 100, second=4.02),
    # odd times of frames
    Row('variable.mkv', coded(numbers=range(10), times=TIMES), 8, second=3.5),
    Row('variable.mp4', coded(numbers=range(10), times=TIMES), 7, second=2.9),
    Row('variable_b.mp4', coded(numbers=range(10), times=TIMES, options=B), 8, second=3.0),
    Row('held_last.mp4', coded(partial(patches.hold_last, seconds=3.0), numbers=range(10), times=[*range(0, 900, 100), 970]), 9),
    Row('held_second.mp4', coded(partial(patches.hold_last, seconds=3.0), numbers=range(10), times=[*range(0, 900, 100), 970]), 9, second=3.5),
    Row('held_by_sound.mkv', coded(numbers=range(10)), 9, second=3.5),
    Row('one.mp4', coded(numbers=[7], times=[0]), 7),
    Row('one_second.mkv', coded(numbers=[7], times=[0]), 7, second=3.5),
    Row('one_window.mp4', coded(numbers=[7], times=[0]), 7, 1.0, 2.0, seconds=2.0),
    Row('long_sound.mkv', coded(numbers=range(50)), 25),
    Row('short_sound.mp4', coded(heard=((0, 0, 1.0),)), 50, 0.0, 1.0),
    # begins that differ
    Row('sound_late.mp4', coded(heard=((0.5, 0.5, 4),)), 50, odd='s later', silent=(0.0, 0.4)),
    Row('sound_late.mkv', coded(heard=((2.5, 2.5, 4),), **pcm), 50, odd='2.50 s later', silent=(0.0, 2.4)),
    Row('sound_too_late.mkv', coded(heard=((3.5, 3.5, 4),), **pcm), rejected='no sound from 1.52 to 2.52 s', seconds=1.0),
    Row('sound_early.mkv', coded(**LATE, **pcm), 50, 0.5, 3.5, odd='0.50 s earlier'),
    Row('sound_early.mp4', coded(**LATE), 50, 0.5, 3.5, odd='0.50 s earlier'),
    Row('both_late.mkv', coded(times=[50000 + 40 * n for n in range(101)], heard=((50.0, 0, 4),), **pcm), 50),
    Row('both_late.ts', coded(times=[50000 + 40 * n for n in range(101)], heard=((50.0, 0, 4),)), 50),
    # edit lists
    Row('cut.mp4', coded(CUT), 68, 1.4, 2.6),
    Row('cut_b.mp4', coded(CUT, options=B), 68, 1.4, 2.6),
    Row('cut_boxed.mp4', coded(CUT, options=B), 68, 1.4, 2.6, boxed=True),
    Row('cut_picture.mp4', coded(partial(CUT, kinds=(b'vide',))), 68, 0.0, 4.0),
    Row('empty_picture.mp4', coded(partial(patches.delay_by_edit_list, seconds=1.0, kind=b'vide')), 50, 1.0, 3.0, odd='1.00 s earlier'),
    Row('empty_sound.mp4', coded(partial(patches.delay_by_edit_list, seconds=1.0, kind=b'soun')), 50, -1.0, 5.0, odd='1.00 s later', silent=(0.0, 0.9)),
    Row('left_out.mp4', coded(partial(patches.leave_out_by_edit_list, begin=1.0, end=2.0)), 63, None, 3.0),
    Row('left_out_before.mp4', coded(partial(patches.leave_out_by_edit_list, begin=1.0, end=2.0)), 20, None, 3.0, second=0.82),
    # begins in the middle
    Row('middle.ts', coded(drop=(1.2, 1.0)), 75, 2.0, 2.0, odd='without a key frame'),
    Row('middle_b.ts', coded(drop=(1.2, 1.0), options=B), 75, 2.0, 2.0, odd='without a key frame'),
    Row('middle.mkv', coded(drop=(1.2, 1.2), **pcm), 75, 2.0, 2.0, odd='without a key frame'),
    Row('middle_mpeg2.ts', coded(drop=(1.2, 1.0), video='mpeg2video', audio='mp2'), 75, 2.0, 2.0, odd='without a key frame'),
    Row('middle_boxed.ts', coded(drop=(1.2, 1.0)), rejected='annotated frame is not certain', boxed=True),
    # sound whose times step or leave holes
    Row('overlap.flv', coded(partial(patches.move_flv_sound, after=2.0, by=-0.8), **pcm), 50, None, None, odd='step back'),
    Row('hole.mkv', coded(heard=((0, 0, 1.5), (2.5, 2.5, 4)), **pcm), 50, odd='1.00 s of sound are missing', silent=(1.6, 2.4)),
    Row('hole.mp4', coded(heard=((0, 0, 1.5), (2.5, 2.5, 4))), 50, odd=None, silent=(1.6, 2.4)),
    Row('hole.ts', coded(heard=((0, 0, 1.5), (2.5, 2.5, 4))), 50, odd=None, silent=(1.6, 2.4)),
    Row('joined.ts', joined(), 75, length=4.06, odd='jumps', second=3.06),
    Row('joined_boxed.ts', joined(), rejected='annotated frame is not certain', boxed=True),
    # containers that call every frame a key frame
    Row('allkey.avi', coded(patches.all_key_in_index, video='mpeg4', **pcm), 60, second=2.42),
    Row('allkey_ms.avi', coded(patches.all_key_in_index, video='msmpeg4', **pcm), 60, second=2.42),
    Row('allkey.mkv', coded(video='mpeg4', allkey=True), 60, second=2.42),
    Row('allkey_h264.mkv', coded(allkey=True), 60, second=2.42),
    Row('allkey_vp8.webm', coded(video='libvpx', allkey=True, options={'cpu-used': '8', 'deadline': 'realtime'}, **OPUS), 60, second=2.42),
    Row('no_stss.mp4', coded(patches.without_key_frame_list, video='mpeg4'), 60, second=2.42),
    Row('no_stss_h263.3gp', coded(patches.without_key_frame_list, video='h263'), 60, second=2.42),
    Row('no_stss_h264.mp4', coded(patches.without_key_frame_list, options=B), 60, second=2.42),
    Row('avi_b.avi', coded(video='mpeg4', options={'bf': '2'}, **mp3), 50, 0.04, 3.96),
    Row('avi_b_late.avi', coded(video='mpeg4', options={'bf': '2'}, **mp3), 100, 0.04, 3.96, second=4.02),
    Row('avi_b_first.avi', coded(video='mpeg4', options={'bf': '2'}, **mp3), 0, 0.04, 3.96, second=0.0),
    Row('avi_h264_b.avi', coded(options={'bf': '2'}, **pcm), 50, 0.08, 3.92),
    Row('avi_h264_allkey.avi', coded(patches.all_key_in_index, options={'bf': '2'}, **pcm), 60, 0.08, 3.92, second=2.42),
    # broken off
    Row('broken.mkv', coded(partial(patches.cut, share=0.6)), odd='truncated', length=None),
    Row('broken.mp4', coded(patches.index_first, partial(patches.cut, share=0.6)), odd='truncated', length=None),
    Row('broken_boxed.mp4', coded(patches.index_first, partial(patches.cut, share=0.6)), rejected='annotated frame is not certain', boxed=True),
    Row('broken.avi', coded(partial(patches.cut, share=0.6), video='mpeg4', **pcm), odd='truncated', length=None),
    Row('no_index.mp4', coded(partial(patches.cut, share=0.6)), rejected='cannot be read'),
    Row('whole_faststart.mp4', coded(patches.index_first), 50),
    # orientation, depth, tracks
    *(
        Row(f'matrix_{seen}.mp4', coded(partial(patches.orient, matrix=m), draw=corners), corners=seen)
        for seen, m in (
            ('WGDB', (1, 0, 0, 1)),
            ('BWGD', (0, 1, -1, 0)),
            ('DBWG', (-1, 0, 0, -1)),
            ('GDBW', (0, -1, 1, 0)),
            ('GWBD', (-1, 0, 0, 1)),
            ('BDGW', (1, 0, 0, -1)),
            ('WBDG', (0, 1, 1, 0)),
            ('DGWB', (0, -1, -1, 0)),
        )
    ),
    Row('skew.mp4', coded(partial(patches.orient, matrix=(0.9, 0.3, -0.3, 0.9))), odd='is not applied'),
    Row('deep.mkv', coded(video='ffv1', pixels='gray16le'), 50),
    Row('ten_bits.mov', coded(video='ffv1', pixels='yuv420p10le', format='matroska'), 50),
    Row('hdr.mp4', coded(tune=hdr), 50, odd='HDR video (PQ)'),
    Row('full_range.mp4', coded(tune=full_range, pixels='yuvj420p'), 50),
    Row('tracks.mkv', coded(tracks=(0, 1), **pcm), 50, 1.0, odd='track 2, the default'),
    Row('tracks_none.ts', coded(tracks=(0, 0)), 50, 0.0, odd='track 1'),
    # pictures
    *(
        Row(f'exif_{n}.jpg', turned(n), corners=seen)
        for n, seen in enumerate(
            ('WGDB', 'GWBD', 'DBWG', 'BDGW', 'WBDG', 'BWGD', 'DGWB', 'GDBW'), 1
        )
    ),
    Row('exif.png', turned(6, 'PNG'), corners='BWGD'),
    Row('exif.webp', turned(5, 'WEBP'), corners='WBDG'),
    Row('exif.tif', turned(2, 'TIFF'), corners='GWBD'),
    Row('grey16.png', grey(lambda r: (r * 65535).astype(np.uint16)), grey=127.5),
    Row('grey16.tif', grey(lambda r: (r * 65535).astype(np.uint16)), grey=127.5),
    Row('grey32.tif', grey(lambda r: (r * 65535).astype(np.int32)), grey=127.5),
    Row('unit.tif', grey(lambda r: r.astype(np.float32)), grey=127.5),
    Row('bytes.tif', grey(lambda r: (r * 255).astype(np.float32)), grey=127.5),
    Row('signed.tif', grey(lambda r: (r * 2000 - 1000).astype(np.float32)), grey=127.5),
    Row('no_number.tif', grey(lambda r: (r / np.maximum(r - 0.5, 0) * 0).astype(np.float32)), rejected='not finite'),
    Row('moving.gif', moving('GIF'), 5, odd='holds 3 pictures; the first is taken'),
    Row('moving.webp', moving('WEBP'), 5, odd='holds 3 pictures; the first is taken'),
    Row('moving.png', moving('PNG'), 5, odd='holds 3 pictures; the first is taken'),
    Row('pq.png', hdr_picture(16), 5, odd='HDR picture (PQ)'),
    Row('hlg.png', hdr_picture(18), 5, odd='HDR picture (HLG)'),
    Row('srgb.png', hdr_picture(13), 5),
    # sounds
    Row('pcm.wav', plain('PCM_16'), sound=1.0, length=2.0, seconds=2.0),
    Row('deep.wav', plain('PCM_24')),
    Row('bytes.wav', plain('PCM_U8')),
    Row('float.wav', plain('FLOAT')),
    Row('alaw.wav', plain('ALAW')),
    Row('extensible.wav', plain('PCM_16', 'WAVEX')),
    Row('ima.wav', sound(codec='adpcm_ima_wav', seconds=12.0), sound=5.0, length=2.0, seconds=2.0),
    Row('ms.wav', sound(codec='adpcm_ms', seconds=12.0), sound=5.0, length=2.0, seconds=2.0),
    Row('mp3.wav', sound(codec='libmp3lame', seconds=12.0), sound=5.0, length=2.0, seconds=2.0),
    Row('ac3.wav', sound(codec='ac3', rate=48000, seconds=12.0), sound=5.0, length=2.0, seconds=2.0),
    Row('whole_mp3.wav', sound(codec='libmp3lame')),
    Row('xing.mp3', sound(codec='libmp3lame', seconds=12.0), sound=5.0, length=2.0, seconds=2.0),
    Row('no_xing.mp3', sound(codec='libmp3lame', seconds=12.0, changes=[patches.without_xing]), sound=5.0, length=2.0, seconds=2.0),
    Row('whole.mp3', sound(codec='libmp3lame', changes=[patches.without_xing])),
    Row('adts.aac', sound(codec='aac', seconds=12.0, format='adts'), sound=5.0, length=2.0, seconds=2.0),
    Row('whole.aac', sound(codec='aac', format='adts')),
    Row('ac3.mp3', sound(codec='ac3', rate=48000, format='ac3')),
    Row('flac.flac', sound(codec='flac', seconds=12.0), sound=5.0, length=2.0, seconds=2.0),
    Row('opus.opus', sound(codec='libopus', rate=48000, seconds=12.0), sound=5.0, length=2.0, seconds=2.0),
    Row('opus_at_8.opus', sound(codec='libopus', rate=48000, heard=((8.0, 0, 12),)), sound=5.0, length=2.0, seconds=2.0),
    Row('opus_at_8_whole.opus', sound(codec='libopus', rate=48000, heard=((8.0, 0, 4),))),
    Row('vorbis.ogg', plain('VORBIS', 'OGG')),
    Row('aac.m4a', sound(codec='aac')),
    Row('alac.m4a', sound(codec='alac')),
    Row('aiff.aiff', plain('PCM_16', 'AIFF')),
    Row('au.au', plain('PCM_16', 'AU')),
    Row('aifc.aifc', plain('FLOAT', 'AIFF')),
    Row('caf.caf', plain('PCM_24', 'CAF')),
    Row('w64.w64', plain('PCM_16', 'W64')),
    Row('rf64.wav', plain('PCM_16', 'RF64')),
    Row('streamed.wav', lambda p: (plain('PCM_24')(p), patches.state_length(p, 0xFFFFFFFF))),
    Row('unfinished.wav', lambda p: (plain('PCM_24')(p), patches.state_length(p, 0))),
    Row('streamed.flac', lambda p: (sound(codec='flac')(p), patches.without_total(p))),
    Row('cover.mp3', covered),
    Row('mp2.mp2', sound(codec='mp2')),
    Row('ac3.ac3', sound(codec='ac3', rate=48000)),
    Row('opus.mka', sound(codec='libopus', rate=48000, format='matroska')),
    Row('alac.caf', sound(codec='alac')),
    Row('wma1.wma', sound(codec='wmav1', bitrate=64000, format='asf'), length=None),
    Row('wma.wma', sound(codec='wmav2', bitrate=64000, format='asf')),
    Row('broken.wav', lambda p: (plain('PCM_16')(p), patches.cut(p, 0.5)), length=2.0, odd='truncated: 2.00 of 4.00 s'),
    Row('broken_ima.wav', lambda p: (sound(codec='adpcm_ima_wav')(p), patches.cut(p, 0.5)), length=2.0, odd='truncated: 2.0'),
    Row('broken.flac', lambda p: (sound(codec='flac')(p), patches.cut(p, 0.5)), length=None, odd='truncated'),
    Row('broken.mp3', lambda p: (sound(codec='libmp3lame')(p), patches.cut(p, 0.5)), length=None, odd='truncated'),
    Row('broken.ogg', lambda p: (plain('VORBIS', 'OGG', 8.0)(p), patches.cut(p, 0.5)), length=None, odd='truncated: breaks off'),
]  # fmt: skip
