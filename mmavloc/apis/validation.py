"""Choosing a checkpoint by clips that are not tested."""

import logging
from pathlib import Path

from mmengine.config import Config
from mmengine.logging import print_log

from mmavloc.apis.modules import register_all_modules
from mmavloc.formats.findings import first_few
from mmavloc.registry import DATASETS

KEYS = ('val_dataloader', 'val_evaluator', 'val_cfg')
SCORE = 'localization/cIoU'


def take_validation(cfg: Config, ann_file: str | None = None) -> bool:
    """Move the validation settings to where MMEngine looks for them.

    MMEngine validates if a config has ``val_dataloader``, ``val_evaluator``
    and ``val_cfg``, and asks for the clips at once. The configs here keep the
    three under ``validation``, so that who has no validation list can train.

    Args:
        cfg: changed in place.
        ann_file: another validation list.

    Returns:
        Whether the config has such a section.

    Raises:
        ValueError: a list is named and the config has no such section, or
            the section is not whole.
    """
    section = cfg.pop('validation', None)
    if section is None and ann_file is None:
        return False
    if section is None or set(section) != set(KEYS):
        raise ValueError(
            f'no section validation with {", ".join(KEYS)} in this config; '
            'want one, as in configs/_base_/sounding_shapes.py, or --no-val'
        )
    for key in KEYS:
        cfg[key] = section[key]
    if ann_file:
        cfg.val_dataloader.dataset.ann_file = ann_file
    return True


def drop_validation(cfg: Config) -> None:
    """Train without validation."""
    for key in ('validation', *KEYS):
        cfg.pop(key, None)


def set_selection(cfg: Config, *, required: bool = False) -> None:
    """Keep the checkpoint that scores best on the validation clips.

    Without their list on disk the training goes without.

    Args:
        cfg: changed in place, after :func:`take_validation`.
        required: whether the list must be there.

    Raises:
        FileNotFoundError: the list is required and missing.
    """
    dataset = cfg.val_dataloader.dataset
    path = Path(dataset.data_root, dataset.ann_file)
    if not path.is_file():
        missing = (
            f'{path}: no such validation list; `tools/make_lists.py '
            f'{dataset.data_root} --val N` draws one'
        )
        if required:
            raise FileNotFoundError(missing)
        print_log(
            f'no checkpoint will be chosen, the last one counts: {missing}, '
            'and --no-val says that none is wanted',
            logger='current',
            level=logging.WARNING,
        )
        drop_validation(cfg)
        return
    # Who chooses the checkpoint must not be trained on either. A data set of
    # somebody else's may know no such argument.
    trained = cfg.train_dataloader.dataset
    if 'disjoint_from' in trained:
        others = [*trained.disjoint_from, dataset.ann_file]
        trained.disjoint_from = list(dict.fromkeys(others))
    checkpoint = cfg.default_hooks.checkpoint
    if 'save_best' not in checkpoint:
        checkpoint.update(save_best=SCORE, rule='greater')
    cfg.setdefault('custom_hooks', []).append(dict(type='RestoreRngHook'))


def selects_on_test(cfg: Config, allowed: bool = False) -> bool:
    """Say whether validation clips, which choose a checkpoint, are tested.

    Args:
        cfg: of the training.
        allowed: whether that may be.

    Raises:
        ValueError: it is so and may not be.
    """
    if not (cfg.get('val_dataloader') and cfg.get('test_dataloader')):
        return False
    register_all_modules()
    val = _clips(cfg.val_dataloader.dataset)
    try:
        test = _clips(cfg.test_dataloader.dataset)
    except (FileNotFoundError, ValueError) as error:
        print_log(
            'whether validation clips are tested could not be seen, the test '
            f'data cannot be opened: {error}',
            logger='current',
            level=logging.WARNING,
        )
        return False
    shared = sorted(val & test)
    if shared and not allowed:
        raise ValueError(
            f'{len(shared)} of {len(val)} validation clips are tested too, '
            f'{first_few(shared)}: a checkpoint that they choose has seen its '
            'test; want a list of other clips (tools/make_lists.py --val), '
            'or --allow-test-selection, which every result will tell'
        )
    return bool(shared)


def _clips(dataset: dict) -> set[str]:
    """Return the names of the pictures that a data set shows.

    Of clips side by side, those of both: their own ids name pairs.
    """
    built = DATASETS.build(dataset)
    if hasattr(built, 'full_init'):
        built.full_init()
    infos = (built.get_data_info(index) for index in range(len(built)))
    return {
        Path(info[key]).stem
        for info in infos
        for key in ('img_path', 'right_img_path')
        if key in info
    }
