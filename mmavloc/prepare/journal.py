"""What is finished: a line per clip, added as soon as it is."""

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

from .clip import FOLDERS
from .errors import OutputError
from .sources import WORK, ClipSource, shown

NAME = 'journal.jsonl'


def stamp_of(clip: ClipSource) -> str:
    """Digest all that a clip depends on: files, their sizes and times, boxes.

    If a source or boxes changed, the clip is made again.
    """
    facts = asdict(clip)
    for role in ('picture', 'sound', 'annotation', 'mask'):
        if path := facts.pop(role):
            status = path.stat()
            facts[role] = [path.name, status.st_size, status.st_mtime_ns]
    text = json.dumps(facts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def made_of(entry: dict) -> dict | None:
    """Return the record of the files that were made, if ever any were.

    A source that was good once may be broken now.
    """
    if 'rejected' in entry['record']:
        return entry.get('kept')
    return entry['record']


class Journal:
    """The finished clips of an output folder.

    A run that is killed leaves at most one line unfinished; it is passed
    over. Of several lines of one clip the last counts.

    Args:
        out: the output folder.
        source: the source folder; it may be moved between two runs.
    """

    def __init__(self, out: Path, source: Path):
        self.out = out
        self.source = source
        self.path = out / WORK / NAME
        self.records: dict[str, dict] = {}
        if self.path.is_file():
            for line in self.path.read_bytes().splitlines():
                try:
                    entry = json.loads(line)
                    self.records[entry['key']] = entry
                except (ValueError, KeyError, TypeError):
                    continue

    def key(self, clip: ClipSource) -> str:
        """Tell clips apart, even those that claim one id."""
        files = [shown(path, self.source) for path in clip.files]
        digest = hashlib.sha256(os.fsencode('\n'.join(files)))
        return f'{clip.id} {digest.hexdigest()[:16]}'

    def finished(self, clip: ClipSource) -> bool:
        """Whether a clip was made of these very sources and is still there.

        Files are compared by size; :meth:`damaged` reads them.
        """
        entry = self.records.get(self.key(clip))
        return (
            entry is not None
            and entry['stamp'] == stamp_of(clip)
            and self.whole(entry['record'])
        )

    def whole(self, record: dict) -> bool:
        """Whether the files of a record are there and of its sizes."""
        for folder, size in record.get('bytes', {}).items():
            path = self.path_of(record, folder)
            if path.is_symlink() or not path.is_file():
                return False
            if path.stat().st_size != size:
                return False
        return True

    def damaged(self, record: dict) -> bool:
        """Whether a file of a record is gone or of another content."""
        return not self.whole(record) or any(
            hashlib.sha256(
                self.path_of(record, folder).read_bytes()
            ).hexdigest()
            != digest
            for folder, digest in record.get('sha256', {}).items()
        )

    def path_of(self, record: dict, folder: str) -> Path:
        """Return where a file of a record lies."""
        return self.out / folder / f'{record["id"]}{FOLDERS[folder]}'

    def forget(self, clip: ClipSource) -> None:
        """Have a clip made again."""
        self.records.pop(self.key(clip), None)

    def add(self, clip: ClipSource, record: dict) -> None:
        """Note a clip as finished, at once.

        Raises:
            OutputError: the disk is full, or cannot be written.
        """
        entry = {
            'key': self.key(clip),
            'stamp': stamp_of(clip),
            'record': record,
        }
        earlier = self.records.get(entry['key'])
        if 'rejected' in record and earlier:
            entry['kept'] = made_of(earlier)  # its files are still there
        try:
            with self.path.open('ab+') as file:
                if file.tell():  # an unfinished line is ended before the next
                    file.seek(-1, 2)
                    if file.read(1) != b'\n':
                        file.write(b'\n')
                file.write(json.dumps(entry).encode() + b'\n')
        except OSError as error:
            raise OutputError(
                f'{self.path}: cannot be written ({error.strerror}); what is '
                'finished is kept: make room, or repair the disk, and run the '
                'same command again'
            ) from None
        self.records[entry['key']] = entry
