"""Measure the speed of loading, training and testing, and their limits.

The limit of each rate is measured alternately in the same run, so that the
ratio is also meaningful on a busy machine. If the config's data are missing,
small synthetic files are used. docs/performance.md explains the results and
keeps their history.
"""

import argparse
import logging
import os
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from benchmarks import (
    PARTS,
    Result,
    describe_machine,
    open_bench,
)
from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import read_config
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.modules import register_all_modules
from mmavloc.evaluation.results.files import check_out, write_json


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc benchmark configs/demo.py --parts loader train --out '
        'benchmark.json',
    )
    parser.add_config('config of a training', default='configs/demo.py')
    parser.add_argument(
        '--parts',
        nargs='+',
        choices=list(PARTS),
        default=list(PARTS),
        help='what to measure (default: all)',
    )
    parser.add_argument(
        '--repeats',
        type=int,
        default=5,
        help='repetitions of each measurement (default 5)',
    )
    parser.add_argument(
        '--steps',
        type=int,
        default=10,
        help='training steps per repetition (default 10)',
    )
    parser.add_argument(
        '--maps',
        '--number',
        type=int,
        default=1000,
        help='scored maps per repetition (default 1000)',
    )
    parser.add_argument(
        '--workers',
        type=int,
        default=min(4, len(os.sched_getaffinity(0))),
        help='loader workers (default: one per core, at most 4)',
    )
    parser.add_device()
    parser.add_argument(
        '--out', metavar='FILE.json', help='write the results to this file'
    )
    args = parser.parse_args()
    for name, least in (
        ('repeats', 1),
        ('steps', 1),
        ('maps', 1),
        ('workers', 0),
    ):
        if getattr(args, name) < least:
            parser.error(
                f'--{name} {getattr(args, name)}: expected at least {least}'
            )
    return args


def show(results: list[Result]) -> Table:
    """Return the results as a table."""
    table = Table('part', 'what', 'median', 'quartiles', 'of limit', 'target')
    for r in results:
        digits = 3 if r.median < 100 else 4
        spread = f'{r.low:.{digits}g} to {r.high:.{digits}g}'
        against = ''
        if r.ratio is not None:
            against = (
                f'{r.ratio:.3f} ({r.ratio_low:.3f} to {r.ratio_high:.3f}) of '
                f'{r.limit}'
            )
        table.add_row(
            r.part,
            r.name,
            f'{r.median:.{digits}g} {r.unit}',
            spread,
            against,
            r.target or '',
        )
    return table


@exit_on_user_error()
def main() -> None:
    """Measure the parts, print and write the results."""
    args = parse_args()
    console = Console()
    register_all_modules()
    logging.disable(logging.INFO)  # random weights give meaningless messages
    cfg = read_config(
        args.config,
        data_root=args.data_root,
        cfg_options=args.cfg_options,
    )
    if args.out:
        check_out(args.out)
    machine = describe_machine(args.device)
    results: list[Result] = []
    with open_bench(
        cfg,
        device=args.device,
        workers=args.workers,
        repeats=args.repeats,
        steps=args.steps,
        maps=args.maps,
    ) as bench:
        console.print(f'{args.config} on {machine}')
        console.print(f'{len(bench.dataset)} clips of {bench.source}')
        for name in args.parts:
            with console.status(f'measuring {name} ...'):
                results += PARTS[name](bench)
        source = bench.source
    console.print(show(results))
    if args.out:
        content = {
            'config': args.config,
            'machine': machine,
            'clips': source,
            'workers': args.workers,
            'steps': args.steps,
            'results': [asdict(result) for result in results],
        }
        write_json(args.out, content)
        console.print(f'wrote {args.out}')
