"""A whole data set: find the clips, make what is missing, report the rest."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from .clip import FOLDERS, Settings, prepare_clip
from .journal import Journal
from .outputs import check_settings, write_outputs
from .pool import LIMIT, run_jobs
from .sources import WORK, ClipSource, Rates, find_clips

DIED = (
    'its decoder died twice: the file is broken, memory ran out, or it took '
    f'more than {LIMIT / 60:.0f} minutes'
)


@dataclass(frozen=True)
class Summary:
    """What came out.

    Attributes:
        records: of all clips, in the order of their ids.
        rejected: file or id, and the cause, of all that is none.
        made: how many clips this run made or tried.
        remarks: sentences for the user.
    """

    records: list[dict]
    rejected: list[tuple[str, str, str]]
    made: int
    remarks: list[str]


def prepare(
    settings: Settings,
    source: Path,
    out: Path,
    workers: int = 1,
    metadata: tuple[Path, ...] = (),
    verify: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    work: Callable[..., dict] = prepare_clip,
    rates: Rates = Rates(),  # noqa: B008  frozen
) -> Summary:
    """Make a data set, or what is missing of it.

    Only one process may do so in a folder at a time; ``locked`` of
    :mod:`mmavloc.formats.atomic` sees to that.

    Args:
        settings: the data set's name and how to make its clips.
        source: folder with videos, or pictures and sounds, and boxes; or one
            file.
        out: folder to make it in.
        workers: number of processes; what is made does not depend on it.
        metadata: box files or lists that do not lie in ``source``.
        verify: read all that is there, and make again what is damaged.
        progress: called with the number of clips tried and to be tried.
        work: makes one clip.
        rates: frames a second of folders of frames.

    Raises:
        ValueError, FileNotFoundError: the folders or the box file will not
            do.
        OutputError: the disk is full; what is finished is kept.
    """
    (out / WORK).mkdir(parents=True, exist_ok=True)
    # a name whose box file is missing must not claim the folder
    found = find_clips(
        settings.name, source, out, metadata, rates, settings.second
    )
    if source.is_file():
        source = source.parent
    check_settings(out, settings)
    for leftover in (out / WORK).glob('*.part'):
        leftover.unlink()
    annotated = any(clip.boxes or clip.annotation for clip in found.clips)
    masked = any(clip.mask for clip in found.clips)
    needed = {'annotation': annotated, 'mask': masked}
    for folder in FOLDERS:
        if needed.get(folder, True):
            (out / folder).mkdir(exist_ok=True)
    journal = Journal(out, source)
    remarks = list(found.remarks)
    if verify:
        remarks.append(_verify(journal, found.clips))
    todo = [clip for clip in found.clips if not journal.finished(clip)]
    job = partial(_job, work, source, out, settings)
    for done, (clip, record) in enumerate(
        run_jobs(
            job,
            todo,
            workers,
            lambda clip: (clip, _dead(clip, source, settings)),
            remarks.append,
        ),
        1,
    ):
        journal.add(clip, record)
        progress(done, len(todo))
    records, rejected, negatives = write_outputs(
        out, source, settings, found, journal
    )
    for name, pairs in negatives.items():
        listed = len(found.negatives[name])
        remarks.append(
            f'{name} holds {len(pairs)} of {listed} negatives'
            + (', those whose clips are there' if len(pairs) < listed else '')
        )
    return Summary(records, rejected, len(todo), remarks)


def check_folders(source: Path, out: Path) -> None:
    """Refuse folders that would be read and written at once.

    Raises:
        ValueError: names them.
        FileNotFoundError: there is no source.
    """
    if not source.exists():
        raise FileNotFoundError(
            f'{source}: no such folder or file; --source wants the one that '
            'holds the videos, or the pictures and sounds'
        )
    real, made = source.resolve(), out.resolve()
    if real == made or made in real.parents:
        raise ValueError(
            f'{out}: holds the source {source}; choose a folder of its own '
            'for --out'
        )
    for name in (*FOLDERS, WORK, f'{WORK}/.lock', f'{WORK}/journal.jsonl'):
        if (out / name).is_symlink():
            raise ValueError(
                f'{out / name}: a link, that would be written through; put a '
                'folder of its own there, or choose another --out'
            )
    if out.exists() and not out.is_dir():
        raise ValueError(f'{out}: no folder; choose another --out')
    strange = out.is_dir() and any(out.iterdir())
    if strange and not (out / WORK).is_dir():
        raise ValueError(
            f'{out}: holds files that this command did not make; choose an '
            'empty or new folder for --out'
        )


def _job(
    work: Callable[..., dict],
    source: Path,
    out: Path,
    settings: Settings,
    clip: ClipSource,
) -> tuple[ClipSource, dict]:
    return clip, work(clip, source, out, settings)


def _dead(clip: ClipSource, source: Path, settings: Settings) -> dict:
    """Return the record of a clip that killed two processes."""
    refused = replace(clip, rejected=DIED)
    return prepare_clip(refused, source, Path(), settings)


def _verify(journal: Journal, clips: list[ClipSource]) -> str:
    """Have made again what is damaged, and tried again what was rejected."""
    damaged = whole = 0
    for clip in clips:
        entry = journal.records.get(journal.key(clip))
        if entry is None:
            continue
        if 'rejected' in entry['record']:
            journal.forget(clip)
        elif journal.damaged(entry['record']):
            journal.forget(clip)
            damaged += 1
        else:
            whole += 1
    return f'{whole} clips are whole, {damaged} damaged and made again'
