"""Train a model that a config describes."""

import argparse
from pathlib import Path

import torch
from mmengine.config import Config, DictAction
from mmengine.runner import Runner

from mmavloc.apis.validation import (
    drop_validation,
    selects_on_test,
    set_selection,
    take_validation,
)
from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.engine.hooks import SelectionHook
from mmavloc.engine.runtime import (
    close_group,
    set_data_root,
    set_launcher,
    told_plainly,
)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog='example: python tools/train.py '
        'configs/unsup_pretrained_144k.py --cfg-options '
        'train_dataloader.batch_size=16',
    )
    parser.add_argument('config', help='config file, see configs/')
    parser.add_argument(
        '--work-dir',
        help='where checkpoints and logs go; by default what the config '
        'says, else work_dirs/<name of the config>',
    )
    parser.add_argument(
        '--resume',
        nargs='?',
        const='auto',
        metavar='FILE',
        help='go on from FILE, or from the newest checkpoint in the work '
        'directory (which may hold none yet)',
    )
    parser.add_argument(
        '--amp',
        action='store_true',
        help='mixed precision (needs a GPU); cosines and softmax stay float32',
    )
    validation = parser.add_mutually_exclusive_group()
    validation.add_argument(
        '--val',
        metavar='LIST',
        help='score the clips of this list, below the data root, after each '
        'epoch and keep the best checkpoint; by default those of the list '
        'that the config names, if it is there',
    )
    validation.add_argument(
        '--no-val',
        action='store_true',
        help='score none and choose no checkpoint: a little faster, and the '
        'same training',
    )
    parser.add_argument(
        '--allow-test-selection',
        action='store_true',
        help='let validation clips be test clips; the checkpoints and their '
        'results will say so',
    )
    parser.add_argument(
        '--data-root',
        metavar='DIR',
        help='where the data are, if not where the config says',
    )
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action=DictAction,
        metavar='KEY=VALUE',
        help='override settings, such as train_cfg.max_epochs=5 '
        'model.image_backbone.init_cfg.checkpoint=vgg11.pth',
    )
    parser.add_argument(
        '--launcher',
        choices=['none', 'pytorch', 'slurm', 'mpi'],
        default='none',
        help='how several processes were started; see tools/dist_train.sh',
    )
    # torchrun of old passes this as an option instead of a variable.
    parser.add_argument(
        '--local_rank', '--local-rank', type=int, help=argparse.SUPPRESS
    )
    return parser.parse_args()


def read_config(args: argparse.Namespace) -> Config:
    """Merge the config file and the command line."""
    cfg = Config.fromfile(args.config)
    validates = not args.no_val and take_validation(cfg, args.val)
    if args.data_root:
        set_data_root(cfg, args.data_root)
    if args.cfg_options:
        cfg.merge_from_dict(args.cfg_options)
    if cfg.get('train_cfg') is None:
        raise SystemExit(
            f'{args.config}: has no train_cfg, there is nothing in it to '
            f'train; want tools/test.py {args.config}'
        )
    if validates:
        set_selection(cfg, required=args.val is not None)
    elif args.no_val:
        drop_validation(cfg)
    if args.work_dir:
        cfg.work_dir = args.work_dir
    elif cfg.get('work_dir') is None:
        cfg.work_dir = f'work_dirs/{Path(args.config).stem}'
    if args.amp:
        if not torch.cuda.is_available():
            raise SystemExit(
                '--amp: no GPU was found and mixed precision needs one; '
                'leave --amp out'
            )
        cfg.optim_wrapper.update(type='AmpOptimWrapper', loss_scale='dynamic')
    if args.resume:
        cfg.resume = True
        cfg.load_from = None if args.resume == 'auto' else args.resume
    set_launcher(cfg, args.launcher)
    return cfg


def main() -> None:
    """Build the runner and train."""
    args = parse_args()
    with told_plainly(args.config):
        cfg = read_config(args)
        on_test = selects_on_test(cfg, args.allow_test_selection)
        runner = Runner.from_cfg(cfg)
        runner.train_dataloader  # noqa: B018  opens the data
    # no part of the config: another training with it may choose otherwise
    runner.register_hook(
        SelectionHook(selected_on='test' if on_test else None)
    )
    with told_plainly(args.config, (UnreadableMediaError,)):
        runner.train()
    close_group()
