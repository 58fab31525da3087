"""Files of weights by path or URL, checked by their SHA-256.

A sum is given as pip writes it, behind the path or URL::

    last.pth#sha256=9f86d081884c7d65...
    https://host/starter.safetensors#sha256=9f86d081884c7d65...

A URL whose file name ends in eight or more hexadecimal digits, such as
``starter-9f86d081.safetensors``, is checked by these: so name PyTorch,
OpenMMLab and ``mmavloc publish`` their files.

Downloads lie where PyTorch puts its own, ``$TORCH_HOME/hub/checkpoints``. One
that breaks off is continued, also by a later run.
"""

import fcntl
import hashlib
import os
import re
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, url2pathname, urlopen

import torch
from mmengine.logging import print_log
from rich.console import Console
from rich.progress import Progress

BLOCK = 1 << 20
PATIENCE = 30  # s without an answer
DIGITS = 8  # of a sum, at least
REMOTE = ('http://', 'https://')
NAMED = re.compile(rf'-([0-9a-f]{{{DIGITS},64}})\.\w+$')
DATE = re.compile(r'(19|20)\d{6}')
NETWORK = (
    URLError,
    HTTPException,
    ConnectionError,
    TimeoutError,
    ssl.SSLError,
)


class DownloadError(ValueError):
    """A download that failed; the message names its URL and the cause."""


def local_file(name: str) -> str:
    """Return the path of a file, after downloading it if it is not there.

    Args:
        name: a path, or a ``file``, ``http`` or ``https`` URL; ``#sha256=``
            with 8 to 64 digits may follow. Anything else, such as
            ``torchvision://vgg11``, is returned as it is.

    Raises:
        DownloadError: it cannot be downloaded. What was is kept, and
            continued next time.
        ValueError: the file has another sum, or the sum is not one.
    """
    place, wanted = split_sum(name)
    if place.startswith(REMOTE):
        return str(_cached(place, wanted))
    if place.startswith('file://'):
        parts = urlsplit(place)
        if parts.netloc not in ('', 'localhost'):
            raise ValueError(
                f'{place}: names the host {parts.netloc}; want three slashes '
                'before an absolute path, as in file:///FOLDER/FILE'
            )
        place = url2pathname(parts.path)
    if wanted and Path(place).expanduser().is_file():
        check_sum(
            Path(place).expanduser(),
            wanted,
            place,
            'copy the file again, or correct the sum',
        )
    return place


def split_sum(name: str) -> tuple[str, str | None]:
    """Split ``PLACE#sha256=DIGITS``; without a sum it is None.

    Raises:
        ValueError: the digits are no SHA-256.
    """
    place, mark, digits = name.partition('#sha256=')
    digits = digits.lower()
    if mark and not re.fullmatch(rf'[0-9a-f]{{{DIGITS},64}}', digits):
        raise ValueError(
            f'{name}: want {DIGITS} to 64 hexadecimal digits after #sha256='
        )
    return place, digits if mark else None


def sha256(path: str | Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with Path(path).open('rb') as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_sum(path: Path, wanted: str | None, name: str, do: str) -> str:
    """Return the SHA-256 of a file.

    Args:
        path: of the file.
        wanted: first digits of the sum; None for any.
        name: of the file in the message.
        do: what the user can do.

    Raises:
        ValueError: it has another sum.
    """
    found = sha256(path)
    if wanted and not found.startswith(wanted):
        raise ValueError(
            f'{name}: its SHA-256 is {found[: len(wanted)]}, and {wanted} '
            f'is wanted; {do}'
        )
    return found


def _cached(url: str, wanted: str | None) -> Path:
    """Return the downloaded file of a URL."""
    name = Path(urlsplit(url).path).name or 'weights'
    named = NAMED.search(name)
    if named and DATE.fullmatch(named[1]):
        named = None
    folder = Path(torch.hub.get_dir(), 'checkpoints')
    if not named and wanted:
        name = f'{Path(name).stem}-{wanted[:DIGITS]}{Path(name).suffix}'
    elif not named:
        # many files of many places are called last.pth
        folder /= hashlib.sha256(url.encode()).hexdigest()[:DIGITS]
    wanted = wanted or (named and named[1])
    path = folder / name
    with _alone(path) as part:
        if path.is_file():
            check_sum(
                path,
                wanted,
                str(path),
                f'remove it, and it is downloaded again from {url}',
            )
            return path
        _download(url, part, wanted)
        try:
            found = check_sum(
                part,
                wanted,
                url,
                'the download was removed: correct the sum, or take the file '
                'from another place',
            )
        except ValueError:
            _remove(part)
            raise
        part.replace(path)
        _tag(part).unlink(missing_ok=True)
    if not wanted:
        print_log(
            f'{url}: downloaded without a sum to check it by; it is '
            f'#sha256={found}',
            logger='current',
        )
    return path


@contextmanager
def _alone(path: Path) -> Iterator[Path]:
    """Name the unfinished download of a file, which one process writes."""
    part = path.with_name(f'{path.name}.part')
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            yield part
            return
        while True:
            with part.open('ab') as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not path.is_file() and not _same(part, file.fileno()):
                    continue  # the process before us removed it
                try:
                    yield part
                finally:
                    if _same(part, file.fileno()) and not os.path.getsize(
                        part
                    ):
                        _remove(part)
                return
    except PermissionError as error:
        raise DownloadError(_unwritable(part, error)) from None


def _download(url: str, part: Path, wanted: str | None) -> None:
    """Complete a file, going on as long as something arrives.

    Raises:
        DownloadError: nothing more arrives, or the disk is full.
    """
    print_log(f'downloading {url} to {part.parent}', logger='current')
    while True:
        before = part.stat().st_size
        try:
            _fetch(url, part, wanted)
            return
        except NETWORK as error:
            code = error.code if isinstance(error, HTTPError) else None
            if code == 416 and before:  # no such range: from the start
                part.write_bytes(b'')
                continue
            have = part.stat().st_size
            if code or have <= before:
                cause = error if code else getattr(error, 'reason', error)
                raise DownloadError(
                    f'{url}: cannot be downloaded ({cause})'
                    + (f'; {have} bytes are kept: try again' if have else '')
                ) from None
        except OSError as error:
            raise DownloadError(_unwritable(part, error)) from None


def _fetch(url: str, part: Path, wanted: str | None) -> None:
    """Ask for what is missing of a file, and append it."""
    have = part.stat().st_size
    tag = _tag(part)
    headers = {'User-Agent': 'mmavloc', 'Accept-Encoding': 'identity'}
    same = ''
    with suppress(FileNotFoundError):
        same = tag.read_text()
    if have and (same or wanted):
        headers['Range'] = f'bytes={have}-'
        if same:  # else the server sends the whole of a changed file
            headers['If-Range'] = same
    request = Request(url, headers=headers)
    with urlopen(request, timeout=PATIENCE) as answer:
        begin = answer.headers.get('Content-Range', '')
        goes_on = answer.status == 206 and begin.startswith(f'bytes {have}-')
        if not goes_on:
            have = 0
            etag = answer.headers.get('ETag', '')
            weak = not etag or etag.startswith('W/')
            tag.write_text(
                answer.headers.get('Last-Modified', '') if weak else etag
            )
        length = answer.headers.get('Content-Length')
        total = have + int(length) if length else None
        with (
            part.open('r+b') as file,
            Progress(
                console=Console(stderr=True),
                disable=not sys.stderr.isatty(),
                transient=True,
            ) as progress,
        ):
            bar = progress.add_task('downloading', total=total, completed=have)
            file.truncate(have)
            file.seek(have)
            while block := answer.read(BLOCK):
                have += file.write(block)
                file.flush()
                progress.advance(bar, len(block))
    if total is not None and have != total:
        raise ConnectionError(f'it broke off after {have} of {total} bytes')


def _same(path: Path, descriptor: int) -> bool:
    """Whether an open file still has this name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _remove(part: Path) -> None:
    part.unlink()
    _tag(part).unlink(missing_ok=True)


def _tag(part: Path) -> Path:
    """Name the note of which version of the file a part is of."""
    return part.with_name(f'{part.name}.tag')


def _unwritable(part: Path, error: OSError) -> str:
    return (
        f'{part}: cannot be written ({(error.strerror or str(error)).lower()}'
        '); make room, or set TORCH_HOME to another folder'
    )
