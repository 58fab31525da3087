"""Rerun the paper's experiments and write its tables with ours next to them.

Only the runs that the tables need are started, and finished runs are not
repeated. --resume continues runs that were interrupted. Each table is written
as WORK_DIR/<table>.md, .csv and .json, and all tables as WORK_DIR/results.md.

If torchvision's ImageNet weights cannot be downloaded, put the files into
$TORCH_HOME/hub/checkpoints (~/.cache/torch if TORCH_HOME is not set).
"""

import argparse
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from studies import (
    STUDY_DATASETS,
    TABLES,
    StudyDataset,
    check_results,
    needed,
    plan,
    sounding_shapes,
    unfinished,
    write_tables,
)
from studies.method_data import real
from studies.method_page import write_methods
from studies.methods import METHODS, plan_methods
from studies.pipeline import Stage, run_stages

WIDTH = 150  # minimum number of console columns for a table


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__, 'mmavloc reproduce table5 --dataset sounding_shapes'
    )
    parser.add_argument(
        'tables',
        nargs='+',
        choices=[*TABLES, 'all', 'methods'],
        metavar='TABLE',
        help=f'one or several of {", ".join(TABLES)}, or all; or methods, '
        'alone: every method at one budget',
    )
    parser.add_argument(
        '--dataset',
        choices=[*STUDY_DATASETS, 'real'],
        default='flickr_soundnet',
        help='data set; for your own data in the layout of Flickr-SoundNet '
        'give flickr_soundnet and --data-root (default flickr_soundnet), or '
        'real for methods on a small folder of clips',
    )
    parser.add_argument(
        '--data-root',
        metavar='DIR',
        help='folder of the data (default data/<dataset>)',
    )
    parser.add_argument(
        '--work-dir',
        type=Path,
        metavar='DIR',
        help='folder for all results (default work_dirs/reproduce/<dataset>)',
    )
    parser.add_argument(
        '--only',
        nargs='+',
        metavar='RUN',
        help="run only these, such as 'pretrained_*' or supervised; other "
        'rows of a table say "not run"',
    )
    parser.add_argument(
        '--resume',
        action='store_true',
        help='continue trainings that were started and not finished',
    )
    parser.add_argument(
        '--seeds',
        type=int,
        nargs='+',
        default=[0],
        metavar='SEED',
        help="train once per seed and average each clip's scores over the "
        'seeds (default 0)',
    )
    parser.add_argument(
        '--short',
        action='store_true',
        help='not with flickr_soundnet: a few clips and one epoch, to check '
        'that every stage works; nothing is learned',
    )
    args = parser.parse_args()
    if args.short and args.dataset == 'flickr_soundnet':
        parser.error('--short needs --dataset sounding_shapes or real')
    alone = args.tables == ['methods']
    if ('methods' in args.tables or args.dataset == 'real') and not (
        alone and args.dataset in ('sounding_shapes', 'real')
    ):
        parser.error(
            'methods is a table of its own, for --dataset sounding_shapes or '
            'real, and the only one for real'
        )
    if args.work_dir is None:
        suffix = '_short' if args.short else ''
        suffix = f'_methods{suffix}' if args.tables == ['methods'] else suffix
        args.work_dir = Path(f'work_dirs/reproduce/{args.dataset}{suffix}')
    if 'all' in args.tables:
        args.tables = list(TABLES)
    return args


@exit_on_user_error()
def main() -> None:
    """Run the missing stages and write the tables."""
    args = parse_args()
    dataset = (
        sounding_shapes(args.data_root, args.short)
        if args.dataset == 'sounding_shapes'
        else {**STUDY_DATASETS, 'real': real}[args.dataset](args.data_root)
    )
    if args.tables == ['methods']:
        compare_methods(args, dataset)
        return
    pairs = needed(args.tables, args.only, dataset)
    known = needed(args.tables, None, dataset)
    if not pairs:
        raise ValueError(
            f'--only {" ".join(args.only)} matches no run of '
            f'{", ".join(args.tables)}; the runs are '
            f'{", ".join(dict.fromkeys(r for r, _ in known))}'
        )
    stages = plan(dataset, args.work_dir, args.seeds, pairs)
    minutes = run_all(stages, args, dataset)
    page = write_tables(dataset, args.work_dir, args.seeds, args.tables)
    show(page, minutes)


def compare_methods(args: argparse.Namespace, dataset: StudyDataset) -> None:
    """Train and score every method, and write the table of them."""
    patterns = args.only or ['*']
    names = [
        name
        for name in METHODS
        if any(fnmatch(name, pattern) for pattern in patterns)
    ]
    if not names:
        raise ValueError(
            f'--only {" ".join(patterns)}: no method has such a name; they '
            f'are {", ".join(METHODS)}'
        )
    given = dataset, args.work_dir, args.seeds, names, args.short
    minutes = run_all(plan_methods(*given), args, dataset)
    show(write_methods(*given), minutes)


def run_all(
    stages: list[Stage], args: argparse.Namespace, dataset: StudyDataset
) -> float:
    """Run what is missing; return the minutes it took."""
    begun = unfinished(stages)
    if begun and not args.resume:
        raise ValueError(
            f'{begun[0].product.parent}: a training was started here and not '
            f'finished (and {len(begun) - 1} more); use --resume to continue '
            'it, or choose another --work-dir'
        )
    check_results(stages, dataset.version)
    return run_stages(stages, args.work_dir)


def show(page: Path, minutes: float) -> None:
    """Print a page of tables and the time it took."""
    console = Console()
    console = Console(width=max(console.width, WIDTH))
    console.print(Markdown(page.read_text(encoding='utf-8')))
    print(f'{minutes:.1f} minutes; tables: {page}')
