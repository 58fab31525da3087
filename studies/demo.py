"""Train, score and illustrate the two-step system on synthetic data.

The demo has five stages, and each is a command that you can also type: make
SoundingShapes, train a classifier that replaces ImageNet pretraining, train
the localizer, score it, write the report: report.html, one page with all
pictures, and report.md. Finished stages are skipped, and an interrupted run
continues where it stopped. What these commands leave when typed by hand is
used as well, if it is of the same settings.
"""

import argparse
import shlex
import shutil
import sys
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.evaluation.results.answer import answer
from mmavloc.evaluation.results.files import read_results
from mmavloc.evaluation.results.lift_table import flat_warning
from studies.made_by_hand import Scored, Trained
from studies.pipeline import TOOLS, Stage, run_stages

CONFIGS = TOOLS.parent / 'configs'

FULL: dict = dict(world=[], train={}, test=[])
# Enough to run every stage, far too little to learn anything.
SHORT: dict = dict(
    world=[
        *('--train', '64', '--val', '8', '--test', '12', '--type-a', '8'),
        *('--type-b', '8', '--wild', '8', '--supervised', '8'),
        *('--classes', '100'),
    ],
    train={'train_cfg.max_epochs': 1},
    # 12 test clips do not make the default number of concat pairs
    test=[
        '--cfg-options',
        'test_dataloader.dataset.datasets.4.num_samples=24',
    ],
)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(__doc__)
    parser.add_argument(
        '--work-dir',
        help='folder for the results (default work_dirs/demo, with the '
        'suffix _short or _seed<N> for such a run); the classifier is written '
        'to <work dir>_classifier',
    )
    parser.add_argument(
        '--data-root',
        help='folder for the clips (default data/sounding_shapes, with '
        '--short data/sounding_shapes_short)',
    )
    parser.add_argument(
        '--seed',
        type=int,
        default=0,
        help='seed of both trainings (default 0)',
    )
    parser.add_argument(
        '--short',
        action='store_true',
        help='run every stage in about a minute, without learning anything',
    )
    args = parser.parse_args()
    suffix = '_short' if args.short else ''
    seeded = f'_seed{args.seed}' if args.seed else ''
    args.work_dir = Path(args.work_dir or f'work_dirs/demo{suffix}{seeded}')
    args.data_root = args.data_root or f'data/sounding_shapes{suffix}'
    return args


def plan(args: argparse.Namespace) -> list[Stage]:
    """List the stages, with their shares of the total time."""
    out, size = args.work_dir, SHORT if args.short else FULL
    clips, config = args.data_root, str(CONFIGS / 'demo.py')
    options = {'randomness.seed': args.seed} | size['train']
    words = [f'{key}={value}' for key, value in options.items()]
    make = ['make_sounding_shapes.py', clips, *size['world']]
    first, pictures = str(CONFIGS / 'demo_classifier.py'), f'{clips}/classes'
    pretrain = [
        *('train.py', first, '--resume', '--no-val'),
        *('--work-dir', f'{out}_classifier', '--data-root', pictures),
        *('--cfg-options', *words),
    ]
    # where training configs/demo_classifier.py by hand leaves it, so that
    # every config that starts from it works after either
    weights = f'{out}_classifier/last.pth'
    train = [
        *('train.py', config, '--resume', '--no-val'),
        *('--work-dir', str(out), '--data-root', clips),
        *('--cfg-options', *words),
        f'model.image_backbone.init_cfg.checkpoint={weights}',
    ]
    last = out / 'last.pth'
    files = f'{out}/results.json', f'{out}/maps.npz'
    score = [
        *('test.py', config, str(last), '--work-dir', str(out)),
        *('--out', files[0], '--maps', files[1], '--data-root', clips),
        *size['test'],
    ]
    report = [
        *('make_report.py', config, '--results', files[0]),
        *('--maps', files[1], '--out', str(out), '--data-root', clips),
        *('--title', 'What the sound adds', *size['test']),
    ]
    stages = [
        ('make the clips', 12, make, None, None),
        (
            *('pretrain the image network', 16, pretrain, Path(weights)),
            Trained(first, pictures, options),
        ),
        (
            *('train the localizer', 64, train, last),
            Trained(config, clips, options),
        ),
        (
            *('score it', 6, score, Path(files[0])),
            Scored(config, last, Path(files[1])),
        ),
        ('write the report', 2, report, None, None),
    ]
    return [
        Stage(name, command, product, out / f'step{number}.log', cost, made)
        for number, (name, cost, command, product, made) in enumerate(
            stages, 1
        )
    ]


@exit_on_user_error()
def main() -> None:
    """Run the stages in order and print the report."""
    args = parse_args()
    minutes = run_stages(plan(args), args.work_dir)
    console = Console()
    results = read_results(args.work_dir / 'results.json')
    said = answer(results)
    parts = [f'**{said.headline}** {said.detail}', flat_warning(results)]
    console.print(Markdown('\n\n'.join(filter(None, parts))))
    console.print()
    console.print(scores(results))
    console.print(f'{minutes:.1f} minutes; everything is in {args.work_dir}')
    for text, command in closing(args):
        console.print(f'{text}: {command}', soft_wrap=True, highlight=False)


def scores(results: dict[str, dict[str, dict]]) -> Table:
    """Make a table that fits 80 columns: a row per map, a column per split.

    Args:
        results: of the demo's test; each split has the same maps.
    """
    table = Table(
        'map',
        title='cIoU in percent; the page has the 95 % intervals',
        box=SIMPLE,
    )
    for split, cells in results.items():
        n = cells['localization/cIoU']['n']
        table.add_column(f'{split}\nn = {n}', justify='right')
    names = dict.fromkeys(
        key.removesuffix('/cIoU')
        for cells in results.values()
        for key in cells
        if key.endswith('/cIoU')
    )
    for name in names:
        row = [cells[f'{name}/cIoU'] for cells in results.values()]
        table.add_row(name, *(f'{cell["value"]:.1f}' for cell in row))
    return table


def closing(args: argparse.Namespace) -> list[tuple[str, str]]:
    """Say how to open the page, and what to type next."""
    page = (args.work_dir / 'report.html').resolve().as_uri()
    audit = [
        *(
            'tools/audit.py',
            'configs/demo.py',
            str(args.work_dir / 'last.pth'),
        ),
        *('--split', 'test', '--out', str(args.work_dir / 'audit')),
    ]
    if args.data_root != 'data/sounding_shapes':
        audit += ['--data-root', args.data_root]
    audit += SHORT['test'] if args.short else []
    return [
        ('Open the page', shlex.join([python(), '-m', 'webbrowser', page])),
        ('Next', shlex.join([python(), *audit])),
    ]


def python() -> str:
    """Name this Python as it is typed here."""
    found = shutil.which('python')
    if found and Path(found).absolute() == Path(sys.executable).absolute():
        return 'python'
    here, mine = Path.cwd(), Path(sys.executable).absolute()
    return str(mine.relative_to(here) if mine.is_relative_to(here) else mine)
