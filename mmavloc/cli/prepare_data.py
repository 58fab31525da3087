"""Make a data set of what you have: videos, or pictures and sounds.

Writes image/<id>.jpg, audio/<id>.wav (mono, 16 bit) and, where
boxes are published, annotation/<id>.xml into --out, with lists of the ids and
a manifest. What cannot be used is listed with its cause in rejected.csv. A run
that was stopped or killed goes on where it was; a second one does nothing.
docs/data.md tells what each data set's --source must hold.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.formats.atomic import locked
from mmavloc.prepare import (
    NAMES,
    RATE,
    SECONDS,
    WORK,
    OutputError,
    Settings,
    Summary,
    check_folders,
    prepare,
)

LISTED = 50  # rejected files that are printed
RATES = (4000, 192_000)  # Hz that a sound may be prepared at
EVERY = 500  # clips between two lines, where no bar can be shown


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc prepare_data folder --source ~/Videos --out data/mine',
    )
    parser.add_argument('name', choices=NAMES, help='the data set')
    parser.add_argument(
        '--source',
        type=Path,
        required=True,
        help='folder with the files, in any order of folders, or one file; '
        'only read',
    )
    parser.add_argument(
        '--out', type=Path, required=True, help='folder to write, and no other'
    )
    parser.add_argument(
        '--workers',
        type=int,
        default=os.cpu_count(),
        metavar='N',
        help='processes (default: one a core)',
    )
    parser.add_argument(
        '--second',
        type=float,
        metavar='S',
        help='of a video to take the picture at (default: its middle)',
    )
    parser.add_argument(
        '--seconds',
        type=float,
        metavar='S',
        help='of sound to keep, around the picture; 0 keeps all (default: 10 '
        'for folder and music, else 0)',
    )
    parser.add_argument(
        '--sample-rate',
        type=int,
        default=RATE,
        metavar='HZ',
        help=f'of the sounds (default: {RATE}, of the published models)',
    )
    parser.add_argument(
        '--fps',
        type=float,
        metavar='N',
        help='frames a second, where a clip is a folder of frames '
        '(default: by their number, of a clip of ten seconds)',
    )
    parser.add_argument(
        '--metadata',
        type=Path,
        nargs='+',
        default=[],
        metavar='FILE',
        help='box files or lists, if they do not lie below --source',
    )
    parser.add_argument(
        '--verify',
        action='store_true',
        help='read all that is there, make what is damaged again, and try '
        'again what was rejected',
    )
    args = parser.parse_args(argv)
    limits = {'workers': 1, 'second': 0, 'seconds': 0, 'fps': 0.1}
    for name, least in limits.items():
        value = getattr(args, name)
        if value is not None and not least <= value < float('inf'):
            parser.error(f'--{name} {value:g}: want {least} or more')
    if not RATES[0] <= args.sample_rate <= RATES[1]:
        parser.error(
            f'--sample-rate {args.sample_rate}: want {RATES[0]} to {RATES[1]}'
        )
    return args


@exit_on_user_error()
def main(argv: list[str] | None = None) -> None:
    """Make the data set and tell what came out."""
    args = parse_args(argv)
    seconds = args.seconds
    if seconds is None:
        seconds = SECONDS.get(args.name, 0.0)
    settings = Settings(args.name, args.second, seconds, args.sample_rate)
    try:
        check_folders(args.source, args.out)
        with locked(args.out / WORK):
            summary = run(args, settings)
    except OutputError as error:
        raise ValueError(str(error)) from None
    except KeyboardInterrupt:
        print(
            'error: stopped; the same command goes on from here',
            file=sys.stderr,
        )
        raise SystemExit(130) from None
    tell(summary, args.out)
    if not summary.records:
        raise ValueError('no clip could be made')


def run(args: argparse.Namespace, settings: Settings) -> Summary:
    """Make the data set under a progress bar."""
    columns = (
        TextColumn('{task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn('left'),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task('looking for clips', total=None)

        def show(done: int, total: int) -> None:
            progress.update(
                task, description='making clips', completed=done, total=total
            )
            if not progress.console.is_terminal and done % EVERY == 0:
                print(f'made {done}/{total}', flush=True)

        return prepare(
            settings,
            args.source,
            args.out,
            args.workers,
            tuple(args.metadata),
            args.verify,
            show,
            fps=args.fps,
        )


def tell(summary: Summary, out: Path) -> None:
    """Print what is there, what was rejected, and what to do next."""
    for remark in summary.remarks:
        say(remark)
    odd = [record for record in summary.records if record['problems']]
    for record in odd[:LISTED]:
        say(f'  odd: {record["id"]}: {"; ".join(record["problems"])}')
    if len(odd) > LISTED:
        say(f'  and {len(odd) - LISTED} more, see {out}/manifest.jsonl')
    for name, clip, cause in summary.rejected[:LISTED]:
        # where a cause names the file, once is enough
        cause = cause.removeprefix(f'{name}: ')
        say(f'  rejected: {name or clip}: {cause}')
    if len(summary.rejected) > LISTED:
        left = len(summary.rejected) - LISTED
        say(f'  and {left} more, all of them in {out}/rejected.csv')
    splits = Counter(record['split'] for record in summary.records)
    lists = [f'{splits[name]} in {name}.txt' for name in splits if name]
    done = '' if summary.made else 'nothing to do, it is there already: '
    say(
        f'{out}: {done}{len(summary.records)} clips '
        f'({", ".join(lists) or "on no list"}), {len(odd)} of them odd, '
        f'{len(summary.rejected)} files rejected'
    )


def say(text: str) -> None:
    """Print names as they are, but for what a terminal would act on."""
    print(
        ''.join(
            c if c.isprintable() else c.encode('unicode_escape').decode()
            for c in text.encode('utf-8', 'backslashreplace').decode()
        )
    )
