"""Where each data set keeps its pictures, sounds and boxes."""

from collections.abc import Sequence
from pathlib import Path

from mmavloc.formats.negative_lists import names_negatives

from . import (
    avsbench,
    flickr_soundnet,
    folder,
    is3,
    music,
    vggsound,
    vggss,
)
from .clip_source import Benchmark, Found, Search
from .files import scan, shown, strays_among
from .ids import without_clashes
from .rates import Rates

BENCHMARKS: dict[str, Benchmark] = {
    module.__name__.rpartition('.')[2]: module.BENCHMARK
    for module in (
        flickr_soundnet,
        vggsound,
        vggss,
        avsbench,
        is3,
        music,
        folder,
    )
}
NAMES = tuple(BENCHMARKS)
# The files that hold boxes or splits, as their authors named them.
METADATA = {name: known.metadata for name, known in BENCHMARKS.items()}


def find_clips(
    name: str,
    source: Path,
    out: Path,
    metadata: Sequence[Path] = (),
    rates: Rates = Rates(),  # noqa: B008  frozen
    second: float | None = None,
) -> Found:
    """List the clips that a source folder can give.

    Args:
        name: of the data set, one of ``NAMES``.
        source: folder that is looked through, with all below it; or, for
            ``folder``, one file.
        out: folder that is not, should it lie there.
        metadata: box files or lists, if not below ``source``.
        rates: frames a second of folders of frames.
        second: of a clip at which its picture is taken; None for the data
            set's own.

    Returns:
        The clips with their files, those that cannot be made among them.

    Raises:
        FileNotFoundError: there is no such folder, or the file with the boxes
            is missing.
        ValueError: a box file or list cannot be read.
    """
    if source.is_file():
        if name != 'folder':
            raise ValueError(
                f'{source}: a file; want the folder that holds the files of '
                f'{name} (one file makes a clip of `folder` only)'
            )
        files, strays, source = [source], {}, source.parent
    elif source.is_dir():
        files, strays = scan(source, out)
    else:
        raise FileNotFoundError(
            f'{source}: no such folder; want the one that holds the files of '
            f'{name}'
        )
    silent = [path for path in metadata if is_negative_list(path)]
    boxes = [path for path in metadata if path not in silent]
    silent += _named(BENCHMARKS[name].negatives, source, files, silent)
    notes = _metadata(name, source, files, boxes)
    found = BENCHMARKS[name].find(
        Search(files, source, notes, silent, rates, second)
    )
    found.clips = without_clashes(found.clips)
    found.strays |= strays_among(files) | strays
    return found


def is_negative_list(path: Path) -> bool:
    """Tell whether a file is a list of negatives.

    Raises:
        FileNotFoundError: it is not there.
    """
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no such file (--metadata)')
    return names_negatives(path)


def _metadata(
    name: str, source: Path, files: list[Path], given: Sequence[Path]
) -> list[Path]:
    """Find the files that hold boxes or splits.

    Raises:
        FileNotFoundError: none is there and one is needed.
        ValueError: one is there more than once.
    """
    notes = list(given)
    for wanted in () if given else METADATA[name]:
        notes += _named(wanted, source, files)
    if not notes and not BENCHMARKS[name].optional:
        raise FileNotFoundError(
            f'{source}: neither it nor a folder below holds '
            f'{" or ".join(METADATA[name])}, with the boxes of {name}; put '
            'the file there or name it with --metadata'
        )
    return notes


def _named(
    wanted: str, source: Path, files: list[Path], given: Sequence[Path] = ()
) -> list[Path]:
    """Return the file of a name, if there is one and none is given.

    Raises:
        ValueError: it is there more than once.
    """
    there = [path for path in files if path.name == wanted]
    if given or not wanted:
        return []
    if len(there) > 1:
        raise ValueError(
            f'{source}: holds {wanted} {len(there)} times, '
            f'{", ".join(shown(p, source) for p in there)}; name the right '
            'one with --metadata'
        )
    return there
