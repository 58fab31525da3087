"""Selection of a checkpoint by validation clips."""

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
    """Move the validation settings to where MMEngine reads them.

    If a config has ``val_dataloader``, ``val_evaluator`` and ``val_cfg``,
    MMEngine opens the clips at the start. The configs here have the three
    under ``validation``, so that training works without a validation list.

    Args:
        cfg: changed in place.
        ann_file: another validation list.

    Returns:
        Whether the config has the section ``validation``.

    Raises:
        ValueError: a list is named and the config has no such section, or
            the section is incomplete.
    """
    section = cfg.pop('validation', None)
    if section is None and ann_file is None:
        return False
    if section is None or set(section) != set(KEYS):
        raise ValueError(
            f'this config has no section validation with {", ".join(KEYS)}; '
            'want one, as in configs/_base_/sounding_shapes.py, or --no-val'
        )
    for key in KEYS:
        cfg[key] = section[key]
    if ann_file:
        cfg.val_dataloader.dataset.ann_file = ann_file
    return True


def drop_validation(cfg: Config) -> None:
    """Remove all validation settings."""
    for key in ('validation', *KEYS):
        cfg.pop(key, None)


def set_selection(cfg: Config, *, required: bool = False) -> None:
    """Keep the checkpoint with the best score on the validation clips.

    If their list does not exist, the training has no validation.

    Args:
        cfg: changed in place, after :func:`take_validation`.
        required: whether a missing list is an error.

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
            f'no checkpoint is selected, the last one is used: {missing}; '
            '--no-val trains without validation and without this warning',
            logger='current',
            level=logging.WARNING,
        )
        drop_validation(cfg)
        return
    # Validation clips must not be in training either. Data sets of other
    # projects may not have this argument.
    trained = cfg.train_dataloader.dataset
    while 'disjoint_from' not in trained and 'dataset' in trained:
        trained = trained.dataset  # of JoinedClips
    if 'disjoint_from' in trained:
        others = [*trained.disjoint_from, dataset.ann_file]
        trained.disjoint_from = list(dict.fromkeys(others))
    checkpoint = cfg.default_hooks.checkpoint
    if 'save_best' not in checkpoint:
        checkpoint.update(save_best=SCORE, rule='greater')
    cfg.setdefault('custom_hooks', []).append(dict(type='RestoreRngHook'))


def selects_on_test(cfg: Config, allowed: bool = False) -> bool:
    """Return whether validation clips are also test clips.

    Args:
        cfg: config of the training.
        allowed: whether this is allowed.

    Raises:
        ValueError: there are such clips and this is not allowed.
    """
    if not (cfg.get('val_dataloader') and cfg.get('test_dataloader')):
        return False
    register_all_modules()
    val = _clips(cfg.val_dataloader.dataset)
    try:
        test = _clips(cfg.test_dataloader.dataset)
    except (FileNotFoundError, ValueError) as error:
        print_log(
            'cannot check whether validation clips are also test clips, '
            f'because the test data cannot be opened: {error}',
            logger='current',
            level=logging.WARNING,
        )
        return False
    shared = sorted(val & test)
    if shared and not allowed:
        raise ValueError(
            f'{len(shared)} of {len(val)} validation clips are also test '
            f'clips, {first_few(shared)}: the test would not be independent '
            'of the selected checkpoint; want a list of other clips '
            '(tools/make_lists.py --val), or --allow-test-selection, which '
            'is noted in every result'
        )
    return bool(shared)


def _clips(dataset: dict) -> set[str]:
    """Return the names of the images of a data set.

    For clips side by side, both images count, because the id is a pair's.
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
