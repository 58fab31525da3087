"""The length that an MP3 file states in its first frame."""

from typing import BinaryIO

ID3_HEADER = 10  # bytes
SEARCHED = 1 << 16  # bytes in which the first frame must begin
RATES = (44100, 48000, 32000)  # Hz of MPEG-1; half in MPEG-2, quarter in 2.5
MPEG1, LAYER3 = 3, 1


def stated_seconds(file: BinaryIO) -> float | None:
    """Return the length that an MP3 file states, in s; None if it does not.

    Encoders write the number of frames into the first frame (``Xing``,
    ``Info`` or ``VBRI``). Without it, a length is only an estimate from the
    first bit rate.

    Args:
        file: a file at its start; its position changes.
    """
    head = file.read(ID3_HEADER)
    start = 0
    if head[:3] == b'ID3':
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        start = ID3_HEADER + size
    file.seek(start)
    data = file.read(SEARCHED)
    at = -1
    while (at := data.find(b'\xff', at + 1)) >= 0 and at + 4 <= len(data):
        second, third, fourth = data[at + 1 : at + 4]
        version, layer = second >> 3 & 3, second >> 1 & 3
        rate = third >> 2 & 3
        if second < 0xE0 or version == 1 or layer != LAYER3 or rate == 3:
            continue
        if third >> 4 in (0, 15):  # not a valid bit rate
            continue
        hertz = RATES[rate] >> (0, 1, 2)[(3, 2, 0).index(version)]
        samples = 1152 if version == MPEG1 else 576
        mono = fourth >> 6 == 3
        side = (17, 32) if version == MPEG1 else (9, 17)
        frames = _stated_frames(data[at:], 4 + side[not mono])
        return frames * samples / hertz if frames else None
    return None


def _stated_frames(frame: bytes, offset: int) -> int:
    """Return the number of frames that the first frame states, or 0."""
    for skip in (0, 2):  # a checksum may precede it
        at = offset + skip
        if frame[at : at + 4] in (b'Xing', b'Info') and frame[at + 7] & 1:
            return int.from_bytes(frame[at + 8 : at + 12], 'big')
    if frame[36:40] == b'VBRI':
        return int.from_bytes(frame[50:54], 'big')
    return 0
