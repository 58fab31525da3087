"""Headers of WAV files, and samples read without a decoder."""

import io
import struct

import numpy as np
import pytest
import soundfile

from mmavloc.formats.wav import (
    is_plain,
    promised_frames,
    read_header,
    read_plain,
)

RATE = 22050


def wav(samples, subtype='PCM_16', rate=RATE):
    file = io.BytesIO()
    soundfile.write(file, samples, rate, subtype=subtype, format='WAV')
    return file.getvalue()


def with_chunk(data, name, content):
    """Put a further chunk before the samples, padded to an even length."""
    chunk = name + struct.pack('<I', len(content)) + content
    return data[:12] + chunk + b'\0' * (len(content) % 2) + data[12:]


def plain(data, rate=RATE):
    file = io.BytesIO(data)
    header = read_header(file)
    return header is not None and is_plain(file, header, rate)


STORED = np.random.default_rng(0).integers(-(2**15), 2**15, 999, np.int16)


@pytest.mark.parametrize('extra', [b'', b'odd', b'even', b'long' * 99])
def test_samples_are_those_of_libsndfile(extra):
    file = io.BytesIO(with_chunk(wav(STORED), b'LIST', extra) + b'id3 behind')
    header = read_header(file)
    assert header.frames == 999 and is_plain(file, header, RATE)
    for first, count in ((0, 999), (0, 1), (998, 1), (100, 300)):
        got = read_plain(file, header, first, count)
        file.seek(0)
        wanted, _ = soundfile.read(file, count, first, dtype='int16')
        assert got.dtype == np.int16 and np.array_equal(got, wanted)


def test_a_file_cut_while_it_is_read_gives_fewer_samples():
    whole = wav(STORED)
    header = read_header(io.BytesIO(whole))
    got = read_plain(io.BytesIO(whole[:-9]), header, 990, 9)
    assert np.array_equal(got, STORED[990:994])  # and a half


def test_only_16_bit_mono_of_the_rate_is_plain():
    assert plain(wav(STORED))
    assert not plain(wav(STORED), rate=44100)
    assert not plain(wav(STORED[:998].reshape(-1, 2)))
    for subtype in ('PCM_24', 'FLOAT', 'PCM_U8', 'ULAW'):
        assert not plain(wav(STORED / 2**15, subtype))
    assert not plain(wav(STORED[:0]))
    extensible = bytearray(wav(STORED))
    extensible[20:22] = b'\xfe\xff'
    assert not plain(bytes(extensible))


def test_a_file_cut_anywhere_is_not_plain():
    whole = wav(STORED)
    assert not any(plain(whole[:size]) for size in range(len(whole)))


def test_what_a_header_promises():
    whole = wav(STORED)
    assert promised_frames(io.BytesIO(whole[:500])) == 999
    for streamed in (b'\0\0\0\0', b'\xff\xff\xff\xff'):
        data = whole.replace(
            b'data' + struct.pack('<I', 2 * 999), b'data' + streamed
        )
        assert promised_frames(io.BytesIO(data)) is None
        assert not plain(data)
    assert promised_frames(io.BytesIO(b'RIFF....WAVEfmt ')) is None
    assert promised_frames(io.BytesIO(b'no sound at all')) is None
    headless = whole[:12] + whole[36:]  # samples without their format
    assert promised_frames(io.BytesIO(headless)) is None
