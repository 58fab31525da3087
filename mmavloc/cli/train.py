"""Train a model that a config describes.

Leaves its newest checkpoint as ``last.pth`` in the work directory.
"""

import argparse
from pathlib import Path

import torch
from mmengine.config import Config
from mmengine.dist import is_main_process
from mmengine.runner import find_latest_checkpoint

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import load_config, override, set_work_dir
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.validation import (
    drop_validation,
    selects_on_test,
    set_selection,
    take_validation,
)
from mmavloc.engine.hooks import DataVersionHook, TestSelectionStampHook
from mmavloc.engine.runner import ConsoleRunner, check_work_dir, link_last
from mmavloc.engine.runtime import close_group, guard, set_launcher
from mmavloc.engine.weights import split_sum


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc train configs/unsup_pretrained_144k.py --cfg-options '
        'train_dataloader.batch_size=16',
    )
    parser.add_config()
    parser.add_work_dir('folder of checkpoints and logs')
    parser.add_argument(
        '--resume',
        nargs='?',
        const='auto',
        metavar='FILE',
        help='continue from FILE, or from the newest checkpoint in the work '
        'directory, if there is one',
    )
    parser.add_argument(
        '--amp',
        action='store_true',
        help='mixed precision (needs a GPU); cosine similarity and softmax '
        'stay float32',
    )
    validation = parser.add_mutually_exclusive_group()
    validation.add_argument(
        '--val',
        metavar='LIST',
        help='validation list, relative to the data root: its clips are '
        'scored after each epoch, and the best checkpoint is kept (default: '
        'the list in the config, if the file exists)',
    )
    validation.add_argument(
        '--no-val',
        action='store_true',
        help='train without validation and without a selected checkpoint; '
        'the training itself is the same',
    )
    parser.add_argument(
        '--allow-test-selection',
        action='store_true',
        help='allow validation clips that are also test clips; the '
        'checkpoints and their results note this',
    )
    parser.add_launcher()
    return parser.parse_args()


def read_config(args: argparse.Namespace) -> Config:
    """Merge the config file and the command line.

    Raises:
        ValueError, FileNotFoundError: an option is invalid.
    """
    cfg = load_config(args.config)
    validates = not args.no_val and take_validation(cfg, args.val)
    override(cfg, data_root=args.data_root, cfg_options=args.cfg_options)
    if cfg.get('train_cfg') is None or cfg.get('model') is None:
        lacks = 'model' if cfg.get('model') is None else 'train_cfg'
        raise ValueError(
            f'{args.config}: has no {lacks} and cannot be trained; want '
            f'mmavloc test {args.config}'
        )
    if validates:
        set_selection(cfg, required=args.val is not None)
    elif args.no_val:
        drop_validation(cfg)
    set_work_dir(cfg, args.work_dir)
    if args.amp:
        if not torch.cuda.is_available():
            raise ValueError(
                '--amp: mixed precision needs a GPU and none was found; '
                'leave --amp out'
            )
        cfg.optim_wrapper.update(type='AmpOptimWrapper', loss_scale='dynamic')
    if args.resume:
        cfg.resume = True
        file = None if args.resume == 'auto' else args.resume
        if file:
            cfg.load_from = file
        elif cfg.get('load_from'):
            # a job that always resumes: its first run starts from load_from
            cfg.resume = find_latest_checkpoint(cfg.work_dir) is not None
            cfg.load_from = None if cfg.resume else cfg.load_from
        place = split_sum(file or '')[0]
        is_url = '://' in place
        if file and not (is_url or Path(place).expanduser().is_file()):
            raise FileNotFoundError(
                f'--resume {args.resume}: no such checkpoint; want a .pth '
                'file that training wrote, or --resume alone for the last '
                f'one of {cfg.work_dir}'
            )
    check_work_dir(cfg.work_dir)
    guard(cfg)
    set_launcher(cfg, args.launcher)
    return cfg


@exit_on_user_error()
def main() -> None:
    """Build the runner and train."""
    args = parse_args()
    cfg = read_config(args)
    on_test = selects_on_test(cfg, args.allow_test_selection)
    runner = ConsoleRunner.from_cfg(cfg)
    runner.train_dataloader  # noqa: B018  opens the data
    # not in the config, because it depends on the options of this run
    runner.register_hook(
        TestSelectionStampHook(selected_on='test' if on_test else None)
    )
    runner.register_hook(DataVersionHook())
    runner.train()
    if is_main_process():
        link_last(runner.work_dir)
    close_group()
