"""Draw training lists: nested, seeded subsets of the available ids."""

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

    A smaller subset of the same seed is contained in a larger one. If there
    are fewer ids than ``size``, all are taken.

    Args:
        ids: the available ids.
        size: number of ids.
        seed: seed of the shuffle.
        without: ids to exclude, after the shuffle, so that the order of
            the others does not change.
        from_end: take the last ids, so that two draws, one from each end,
            share no id as long as there are enough.
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
    *,
    by_form: bool = False,
) -> list[str]:
    """List ids that have an image and audio, and no annotation.

    Annotated clips are excluded, because they may be tested; so are the ids
    of the lists in ``exclude``.

    Args:
        folders: ``img_path``, ``audio_path``, ``ann_path`` (which may be
            absent).
        by_form: whether to accept an exclusion list that shares no clip with
            the data, if its ids have the same form.

    Raises:
        FileNotFoundError: a folder or a list is missing.
        ValueError: an exclusion list matches no clip.
    """
    ids = _ids_with_media(folders, audio_suffix)
    barred = _kept_out(ids, folders, exclude, by_form)
    if Path(folders['ann_path']).is_dir():
        barred |= stems(folders['ann_path'], '.xml')
    return sorted(ids - barred)


def annotated_ids(
    folders: dict[str, str],
    exclude: Iterable[str | Path] = (),
    audio_suffix: str = '.wav',
) -> list[str]:
    """List ids that have an image, audio and annotation, for supervision.

    Args:
        folders: ``img_path``, ``audio_path``, ``ann_path``.
        exclude: lists of ids to exclude; the test list must be one of them.

    Raises:
        FileNotFoundError: a folder or a list is missing.
        ValueError: an exclusion list matches no clip.
    """
    ids = _ids_with_media(folders, audio_suffix)
    barred = _kept_out(ids, folders, exclude)
    return sorted((ids & stems(folders['ann_path'], '.xml')) - barred)


def _ids_with_media(folders: dict[str, str], audio_suffix: str) -> set[str]:
    """List the ids that have an image and audio."""
    ids = stems(folders['img_path'], '.jpg')
    return ids & stems(folders['audio_path'], audio_suffix)


def _kept_out(
    ids: set[str],
    folders: dict[str, str],
    lists: Iterable[str | Path],
    by_form: bool = False,
) -> set[str]:
    """Read the exclusion lists, and log how many clips each excludes."""
    barred: set[str] = set()
    for path in lists:
        listed = read_kept_out(path)
        shared = listed & ids
        if ids and not shared:
            check_keeps_out(
                listed, path, folders['img_path'], ids, by_form=by_form
            )
        print_log(
            f'{path}: {len(shared)} of its ids are in the data and excluded',
            logger='current',
        )
        barred |= listed
    return barred


def warn_annotated(ids: list[str], name: str, ann_folder: str | Path) -> None:
    """Warn about annotated ids in an unsupervised training list.

    Args:
        ids: training ids.
        name: name of their list.
        ann_folder: folder of the annotations; may be absent.
    """
    if Path(ann_folder).is_dir():
        for finding in find_annotated(ids, name, stems(ann_folder, '.xml')):
            print_log(finding.message, logger='current', level=logging.WARNING)


def draw_list(
    path: str | Path, ids: Collection[str], size: int, seed: int = 0
) -> None:
    """Draw a training list, write and log it; warn if it is too short.

    Args:
        path: the list to write.
        ids: the available ids, see :func:`trainable_ids`.
        size: number of ids.
        seed: seed of the draw, see :func:`nested_subset`.

    Raises:
        ValueError: there is no id to draw.
    """
    drawn = nested_subset(ids, size, seed)
    if not drawn:
        raise ValueError(
            f'{path}: no clip to train on; add images with audio that are '
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
            f'{path} contains {len(drawn)} ids instead of {size}: there are '
            f'no more. Report results of this run as trained on '
            f'{len(drawn)} clips, even if the name of the config differs',
            logger='current',
            level=logging.WARNING,
        )


def stems(folder: str | Path, suffix: str) -> set[str]:
    """List the stems of a folder's files that have an extension.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not Path(folder).is_dir():
        raise FileNotFoundError(
            f'{folder}: no such folder; expected the layout of '
            'Flickr-SoundNet: image/<id>.jpg, audio/<id>.wav and, for '
            'annotated clips, annotation/<id>.xml below data_root'
        )
    with os.scandir(folder) as entries:
        return {
            entry.name[: -len(suffix)]
            for entry in entries
            if entry.name.endswith(suffix) and not entry.name.startswith('.')
        }
