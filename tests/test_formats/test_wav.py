"""Headers of WAV files."""

import io
import struct

import numpy as np
import pytest
import soundfile

from mmavloc.formats.wav import read_header

RATE = 22050


def wav(samples, subtype='PCM_16', rate=RATE):
    file = io.BytesIO()
    soundfile.write(file, samples, rate, subtype=subtype, format='WAV')
    return file.getvalue()


def with_chunk(data, name, content):
    """Put a further chunk before the samples, padded to an even length."""
    chunk = name + struct.pack('<I', len(content)) + content
    return data[:12] + chunk + b'\0' * (len(content) % 2) + data[12:]


STORED = np.random.default_rng(0).integers(-(2**15), 2**15, 999, np.int16)


@pytest.mark.parametrize('extra', [b'', b'odd', b'even', b'long' * 99])
def test_further_chunks_are_passed_over(extra):
    data = with_chunk(wav(STORED), b'LIST', extra) + b'id3 behind'
    header = read_header(io.BytesIO(data))
    assert (header.frames, header.rate, header.channels) == (999, RATE, 1)
    samples = data[header.start : header.start + 2 * 999]
    assert np.array_equal(np.frombuffer(samples, '<i2'), STORED)


def stated_frames(data):
    header = read_header(io.BytesIO(data))
    return header and header.frames


def test_what_a_header_promises():
    whole = wav(STORED)
    assert stated_frames(whole[:500]) == 999
    for streamed in (b'\0\0\0\0', b'\xff\xff\xff\xff'):
        data = whole.replace(
            b'data' + struct.pack('<I', 2 * 999), b'data' + streamed
        )
        assert stated_frames(data) is None
    assert stated_frames(b'RIFF....WAVEfmt ') is None
    assert stated_frames(b'no sound at all') is None
    headless = whole[:12] + whole[36:]  # samples without their format
    assert stated_frames(headless) is None
