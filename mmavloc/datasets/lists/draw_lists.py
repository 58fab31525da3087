"""Training lists: nested, seeded subsets of whatever ids there are."""

import logging
import os
import random
from collections.abc import Collection, Iterable
from pathlib import Path

from mmengine.logging import print_log

from mmavloc.datasets.clip_layout import check_keeps_out
from mmavloc.formats.id_lists import read_kept_out, write_list

from .leakage import find_annotated


def nested_subset(
    ids: Iterable[str],
    size: int,
    seed: int = 0,
    without: Collection[str] = (),
    from_end: bool = False,
) -> list[str]:
    """Take the first ``size`` of one seeded shuffle of the sorted ids.

    A smaller subset of the same seed is contained in a larger one. All ids
    are taken where there are fewer.

    Args:
        ids: to draw from.
        size: how many.
        seed: of the shuffle.
        without: ids that are passed over, after the shuffle, so that the
            others keep their order.
        from_end: take the last ones, so that two draws, one from either end,
            share no id while there are enough.
    """
    shuffled = sorted(ids)
    random.Random(seed).shuffle(shuffled)
    if from_end:
        shuffled.reverse()
    barred = set(without)
    return [name for name in shuffled if name not in barred][:size]


def trainable_ids(
    folders: dict[str, str],
    exclude: Iterable[str | Path] = (),
    audio_suffix: str = '.wav',
) -> list[str]:
    """List ids that have picture and sound, and no annotation.

    Annotated clips are left out, so that nothing that may be tested is ever
    trained on; so are the ids of the lists in ``exclude``.

    Args:
        folders: ``img_path``, ``audio_path``, ``ann_path`` (which may be
            absent).

    Raises:
        FileNotFoundError: a folder or a list is missing.
        ValueError: a list to keep out matches no clip.
    """
    ids = _playable(folders, audio_suffix)
    barred = _kept_out(ids, folders, exclude)
    if Path(folders['ann_path']).is_dir():
        barred |= stems(folders['ann_path'], '.xml')
    return sorted(ids - barred)


def annotated_ids(
    folders: dict[str, str],
    exclude: Iterable[str | Path] = (),
    audio_suffix: str = '.wav',
) -> list[str]:
    """List ids that have picture, sound and annotation, to learn boxes from.

    Args:
        folders: ``img_path``, ``audio_path``, ``ann_path``.
        exclude: lists whose ids are left out; the test list must be one.

    Raises:
        FileNotFoundError: a folder or a list is missing.
        ValueError: a list to keep out matches no clip.
    """
    ids = _playable(folders, audio_suffix)
    barred = _kept_out(ids, folders, exclude)
    return sorted((ids & stems(folders['ann_path'], '.xml')) - barred)


def _playable(folders: dict[str, str], audio_suffix: str) -> set[str]:
    """List the ids that have picture and sound."""
    ids = stems(folders['img_path'], '.jpg')
    return ids & stems(folders['audio_path'], audio_suffix)


def _kept_out(
    ids: set[str], folders: dict[str, str], lists: Iterable[str | Path]
) -> set[str]:
    """Read the lists to keep out, and log how many clips each one does."""
    barred: set[str] = set()
    for path in lists:
        listed = read_kept_out(path)
        shared = listed & ids
        if ids and not shared:
            check_keeps_out(listed, path, folders['img_path'], min(ids))
        print_log(
            f'{path}: {len(shared)} of its ids are here and kept out',
            logger='current',
        )
        barred |= listed
    return barred


def warn_annotated(ids: list[str], name: str, ann_folder: str | Path) -> None:
    """Warn of ids that are trained on without boxes and have an annotation.

    Args:
        ids: trained on.
        name: of their list.
        ann_folder: of the annotations; it may be absent.
    """
    if Path(ann_folder).is_dir():
        for finding in find_annotated(ids, name, stems(ann_folder, '.xml')):
            print_log(finding.message, logger='current', level=logging.WARNING)


def draw_list(
    path: str | Path, ids: Collection[str], size: int, seed: int = 0
) -> None:
    """Draw a training list, write it, and say so; warn if it stays short.

    Args:
        path: of the list.
        ids: to draw from, see :func:`trainable_ids`.
        size: how many.
        seed: of the draw, see :func:`nested_subset`.

    Raises:
        ValueError: there is no id to draw.
    """
    drawn = nested_subset(ids, size, seed)
    if not drawn:
        raise ValueError(
            f'{path}: no clip to train on; want pictures and sounds that are '
            'not annotated'
        )
    write_list(path, drawn)
    print_log(
        f'wrote {path}: {len(drawn)} ids drawn from {len(ids)} with seed '
        f'{seed}',
        logger='current',
    )
    if len(drawn) < size:
        print_log(
            f'{path} was to hold {size} ids and holds {len(drawn)}: there '
            f'are no more. A result of this run is one of {len(drawn)} '
            'clips, whatever the config is called',
            logger='current',
            level=logging.WARNING,
        )


def stems(folder: str | Path, suffix: str) -> set[str]:
    """List the files of a folder that have an ending, without it.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not Path(folder).is_dir():
        raise FileNotFoundError(
            f'{folder}: no such folder; want the layout of Flickr-SoundNet, '
            'image/<id>.jpg, audio/<id>.wav and, of annotated clips, '
            'annotation/<id>.xml below data_root'
        )
    with os.scandir(folder) as entries:
        return {
            entry.name[: -len(suffix)]
            for entry in entries
            if entry.name.endswith(suffix) and not entry.name.startswith('.')
        }
