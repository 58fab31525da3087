"""Pair lists for concat-and-localize: draw, write, read."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from mmavloc.formats.findings import Finding, find_absent, raise_first_error
from mmavloc.formats.id_lists import write_list
from mmavloc.formats.ids import plain_id
from mmavloc.formats.rows import scan_rows

# Column names that mark a header line.
HEADER = {'left', 'right', 'id', 'id1', 'id2', 'class', 'class1', 'class2'}
TRIES = 1000  # shuffles before a repeated pair is skipped


def draw_pairs(
    ids: list[str],
    count: int,
    seed: int = 0,
    *,
    groups: Mapping[str, str] | None = None,
) -> list[tuple[str, str]]:
    """Draw pairs of clips, left and right, each clip about equally often.

    The clips are shuffled, and neighbours are paired, until there are enough
    pairs. A shuffle that would repeat a pair in either order, or pair two
    clips of one image, is discarded, so that all clips have equal weight:
    with 250 clips and 500 pairs each clip is used exactly four times. If
    nearly every possible pair is requested there may be no such shuffle; then
    only the repeated pairs are skipped.

    Args:
        ids: ids of at least two clips.
        count: number of pairs; at most all possible ones.
        seed: seed of the shuffles.
        groups: clip -> image, for clips that share an image; such clips are
            never paired, because the sound source would be visible in both
            halves.

    Raises:
        ValueError: too few clips for that many pairs.
    """
    groups = groups or {}
    possible = possible_pairs(groups.get(i, i) for i in ids)
    if not 1 <= count <= possible:
        raise ValueError(
            f'{count} pairs of {len(ids)} clips cannot be drawn, only '
            f'{possible} are possible; expected at least two annotated clips '
            'and at most this number of pairs'
        )
    rng = random.Random(seed)
    pairs: dict[frozenset[str], tuple[str, str]] = {}

    def forbidden(pair: tuple[str, str]) -> bool:
        one, other = (groups.get(i, i) for i in pair)
        return one == other or frozenset(pair) in pairs

    while len(pairs) < count:
        for _ in range(TRIES):
            left = sorted(ids)
            rng.shuffle(left)
            drawn = list(zip(left[::2], left[1::2], strict=False))
            drawn = drawn[: count - len(pairs)]
            if not any(map(forbidden, drawn)):
                break
        for pair in drawn:
            if not forbidden(pair):
                pairs[frozenset(pair)] = pair
    return list(pairs.values())


def possible_pairs(images: Iterable[str]) -> int:
    """Count the pairs of clips with different images.

    Args:
        images: the image of each clip.
    """
    sizes = Counter(images).values()
    clips = sum(sizes)
    return (clips * clips - sum(size * size for size in sizes)) // 2


def scan_pairs(
    path: str | Path,
) -> tuple[list[tuple[str, str]], list[Finding]]:
    """Read a pair list, and collect every problem.

    A line has two ids, separated by spaces, tabs or commas, or
    ``id,class,id,class`` as published pairs of VGG-SS.

    Returns:
        The distinct pairs, in order; and the invalid lines.

    Raises:
        FileNotFoundError: there is no such list.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(
            f'{path}: no such pair list; expected a line of two ids per pair '
            '(ConcatAndLocalize draws one)'
        )
    rows, found = scan_rows(path, wanted='two ids per line', words=True)
    if rows and set(map(str.lower, rows[0].cells)) <= HEADER:
        rows = rows[1:]
    pairs: dict[tuple[str, str], None] = {}
    for row in rows:
        where = f'{path}, line {row.number}: {row.text!r}'
        # four columns: id, class, id, class
        cells = row.cells[::2] if len(row.cells) == 4 else row.cells
        ids = tuple(map(plain_id, cells))
        if len(ids) != 2 or ids[0] == ids[1] or not all(ids):
            text = f'{where}; expected the ids of two different clips'
            found.append(Finding('list', str(path), text, ids))
        elif (ids[0], ids[1]) in pairs:
            text = f'{where} is repeated; expected each pair once'
            found.append(Finding('duplicate', str(path), text, ids))
        else:
            pairs[ids[0], ids[1]] = None
    if not pairs and not found:
        text = f'{path}: contains no pair; expected two ids per line'
        found.append(Finding('list', str(path), text))
    return list(pairs), found


def read_pairs(path: str | Path, known: set[str]) -> list[tuple[str, str]]:
    """Read a pair list: a line ``<left id> <right id>`` per pair.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: a line is not a pair of two different known ids.
    """
    pairs, problems = scan_pairs(path)
    ids = (name for pair in pairs for name in pair)
    raise_first_error([*problems, *find_absent(ids, str(path), known)])
    return pairs


def write_pairs(path: str | Path, pairs: list[tuple[str, str]]) -> None:
    """Write a pair list that :func:`read_pairs` reads."""
    write_list(path, [f'{left} {right}' for left, right in pairs])
