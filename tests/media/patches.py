"""Changes to the bytes of media files, as damaged and odd files have them."""

import struct
import zlib

CONTAINERS = (b'moov', b'trak', b'mdia', b'minf', b'stbl', b'edts')
ONE = 1 << 16


def boxes(data, start=0, end=None, inside=()):
    """Yield the boxes of an MP4 file: names from the outside, begin, end."""
    end = len(data) if end is None else end
    at = start
    while at + 8 <= end:
        size, name = struct.unpack_from('>I4s', data, at)
        path = (*inside, name)
        yield path, at, at + size
        if name in CONTAINERS:
            yield from boxes(data, at + 8, at + size, path)
        at += size


def tracks(data):
    """Return, by kind, the boxes of each track: name to begin and end."""
    found, now = {}, None
    for path, begin, end in boxes(data):
        if path[-1] == b'trak':
            now = {}
        elif now is not None:
            now[path[-1]] = begin, end
            if path[-1] == b'hdlr' and b'mdia' in path:
                found[bytes(data[begin + 16 : begin + 20])] = now
    return found


def movie_scale(data):
    """Return the ticks a second of an MP4's own clock, in its header."""
    begin = next(at for path, at, _ in boxes(data) if path[-1] == b'mvhd')
    return struct.unpack_from('>I', data, begin + 20)[0]


def cut_by_edit_list(path, seconds, kinds=(b'vide', b'soun'), length=100):
    """Let tracks of an MP4 begin later, as a cut by stream copy does."""
    data = bytearray(path.read_bytes())
    for kind, track in tracks(data).items():
        if kind not in kinds:
            continue
        begin, _ = track[b'elst']
        scale = struct.unpack_from('>I', data, track[b'mdhd'][0] + 20)[0]
        media = struct.unpack_from('>i', data, begin + 20)[0]
        media += round(seconds * scale)
        struct.pack_into(
            '>Ii', data, begin + 16, length * movie_scale(data), media
        )
    path.write_bytes(data)


def delay_by_edit_list(path, seconds, kind):
    """Let a track of an MP4 begin with an empty edit; its index comes last."""
    data = bytearray(path.read_bytes())
    begin, end = tracks(data)[kind][b'elst']
    ticks = round(movie_scale(data) * seconds)
    entry = struct.pack('>IiI', ticks, -1, ONE)
    around = [at for _, at, to in boxes(data) if at <= begin and to >= end]
    for at in around:
        size = struct.unpack_from('>I', data, at)[0]
        struct.pack_into('>I', data, at, size + len(entry))
    struct.pack_into('>I', data, begin + 12, 2)
    data[begin + 16 : begin + 16] = entry
    path.write_bytes(data)


def leave_out_by_edit_list(path, begin, end):
    """Let an MP4 leave out a stretch of all tracks; its index comes last.

    Times are those of the media, in s, whole frames of the video.
    """
    for kind in (b'vide', b'soun'):
        data = bytearray(path.read_bytes())
        track = tracks(data)[kind]
        at, to = track[b'elst']
        scale = struct.unpack_from('>I', data, track[b'mdhd'][0] + 20)[0]
        length, first = struct.unpack_from('>Ii', data, at + 16)
        movie = movie_scale(data)
        struct.pack_into('>I', data, at + 16, round(movie * begin))
        media = first + round(end * scale)
        left = length - round(movie * end)
        around = [a for _, a, b in boxes(data) if a <= at and b >= to]
        for place in around:
            size = struct.unpack_from('>I', data, place)[0]
            struct.pack_into('>I', data, place, size + 12)
        struct.pack_into('>I', data, at + 12, 2)
        data[to:to] = struct.pack('>IiI', left, media, ONE)
        path.write_bytes(data)


def orient(path, matrix):
    """Set the display matrix (a b c d) of an MP4's video."""
    data = bytearray(path.read_bytes())
    a, b, c, d = (round(ONE * value) for value in matrix)
    begin, _ = tracks(data)[b'vide'][b'tkhd']
    values = a, b, 0, c, d, 0, 0, 0, 1 << 30
    struct.pack_into('>9i', data, begin + 48, *values)
    path.write_bytes(data)


def without_key_frame_list(path):
    """Rename the list of key frames of an MP4: then all frames are some."""
    data = path.read_bytes()
    assert b'stss' in data
    path.write_bytes(data.replace(b'stss', b'skip'))


def hold_last(path, seconds):
    """Let the last frame of an MP4's video last so much longer."""
    data = bytearray(path.read_bytes())
    track = tracks(data)[b'vide']
    scale = struct.unpack_from('>I', data, track[b'mdhd'][0] + 20)[0]
    ticks = round(seconds * scale)
    begin, end = track[b'stts']
    count = struct.unpack_from('>I', data, begin + 12)[0]
    at = begin + 16 + 8 * (count - 1)
    number, delta = struct.unpack_from('>II', data, at)
    assert number == 1, 'write the last frame with a time of its own'
    struct.pack_into('>I', data, at + 4, delta + ticks)
    movie = movie_scale(data)
    for name, place, unit in ((b'mdhd', 24, scale), (b'tkhd', 28, movie)):
        where = track[name][0] + place
        length = struct.unpack_from('>I', data, where)[0]
        struct.pack_into('>I', data, where, length + round(seconds * unit))
    where = track[b'elst'][0] + 16
    length = struct.unpack_from('>I', data, where)[0]
    struct.pack_into('>I', data, where, length + round(seconds * movie))
    path.write_bytes(data)


def move_flv_sound(path, after, by):
    """Shift the times of an FLV's sound from a second on, in s."""
    data = bytearray(path.read_bytes())
    at = 13
    while at + 11 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], 'big')
        time = int.from_bytes(data[at + 4 : at + 7], 'big')
        if data[at] == 8 and time >= 1000 * after:
            time += round(1000 * by)
            data[at + 4 : at + 7] = time.to_bytes(3, 'big')
        at += 11 + size + 4
    path.write_bytes(data)


def all_key_in_index(path):
    """Let the index of an AVI call every frame a key frame."""
    data = bytearray(path.read_bytes())
    at = data.rindex(b'idx1')
    size = struct.unpack_from('<I', data, at + 4)[0]
    for entry in range(at + 8, at + 8 + size, 16):
        struct.pack_into('<I', data, entry + 4, 0x10)
    path.write_bytes(data)


def cut(path, share):
    """Keep a share of a file's bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])


def index_first(path):
    """Put an MP4's index before its samples, as on the web."""
    data = bytearray(path.read_bytes())
    places = {p[0]: (a, b) for p, a, b in boxes(data) if len(p) == 1}
    begin, end = places[b'moov']
    assert begin > places[b'mdat'][0], 'the index is first already'
    moov = bytearray(data[begin:end])
    at = -1
    while (at := moov.find(b'stco', at + 1)) >= 0:
        count = struct.unpack_from('>I', moov, at + 8)[0]
        for place in range(at + 12, at + 12 + 4 * count, 4):
            offset = struct.unpack_from('>I', moov, place)[0]
            struct.pack_into('>I', moov, place, offset + len(moov))
    _, head = places[b'ftyp']
    path.write_bytes(data[:head] + moov + data[head:begin])


def without_xing(path):
    """Spoil the note of the number of frames in an MP3."""
    data = path.read_bytes()
    for name in (b'Xing', b'Info'):
        data = data.replace(name, b'\0\0\0\0', 1)
    path.write_bytes(data)


def state_length(path, length):
    """Set the bytes of sound that a WAV's header states, and of the whole."""
    data = bytearray(path.read_bytes())
    at = data.index(b'data')
    struct.pack_into('<I', data, at + 4, length)
    struct.pack_into('<I', data, 4, min(length + at, 0xFFFFFFFF))
    path.write_bytes(data)


def without_total(path):
    """Let a FLAC file not state its number of samples, as streams do."""
    data = bytearray(path.read_bytes())
    facts = int.from_bytes(data[18:26], 'big') >> 36 << 36
    data[18:26] = facts.to_bytes(8, 'big')
    path.write_bytes(data)


def with_cover(path, picture):
    """Put an ID3 tag with a picture (PNG bytes) before an MP3."""
    body = b'\0image/png\0\3\0' + picture
    frame = b'APIC' + len(body).to_bytes(4, 'big') + b'\0\0' + body
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b'ID3\3\0\0' + size + frame + path.read_bytes())


def chunk_before_pixels(path, name, content):
    """Put a chunk into a PNG."""
    data = path.read_bytes()
    at = data.index(b'IDAT') - 4
    check = zlib.crc32(name + content).to_bytes(4, 'big')
    chunk = len(content).to_bytes(4, 'big') + name + content + check
    path.write_bytes(data[:at] + chunk + data[at:])


def join_files(path, *parts):
    """Write files one behind the other."""
    path.write_bytes(b''.join(part.read_bytes() for part in parts))
