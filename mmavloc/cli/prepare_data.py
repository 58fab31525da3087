"""Make a data set from videos, or from images and audio files.

Writes image/<id>.jpg, audio/<id>.wav (mono, 16 bit) and, if boxes are
published, annotation/<id>.xml into --out, with id lists and a manifest. Files
that cannot be used are listed with the cause in rejected.csv. An interrupted
run continues where it stopped; a finished one is not repeated. docs/data.md
describes the --source of each data set.
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
    Rates,
    Settings,
    Summary,
    check_folders,
    prepare,
    read_rates,
)

BOXED = ('vggss', 'avsbench', 'is3', 'music')
LISTED = 50  # rejected files that are printed
SAMPLE_RATES = (4000, 192_000)  # Hz, lowest and highest that can be written
EVERY = 500  # clips between two lines, if no progress bar can be shown


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
        help='folder with the files, in any subfolders, or one file; it is '
        'not changed',
    )
    parser.add_argument(
        '--out', type=Path, required=True, help='folder of the data set'
    )
    parser.add_argument(
        '--workers',
        type=int,
        default=os.cpu_count(),
        metavar='N',
        help='number of processes (default: one per core)',
    )
    parser.add_argument(
        '--second',
        type=float,
        metavar='S',
        help='time of the image in a video or a folder of frames, in s '
        '(default: the middle)',
    )
    parser.add_argument(
        '--seconds',
        type=float,
        metavar='S',
        help='length of the audio around the image, in s; 0 keeps all '
        '(default: 10 for folder and music, else 0)',
    )
    parser.add_argument(
        '--sample-rate',
        type=int,
        default=RATE,
        metavar='HZ',
        help=f'sample rate of the audio (default: {RATE}, that of the '
        'published models)',
    )
    parser.add_argument(
        '--fps',
        metavar='N|FILE',
        help='frame rate of clips that are folders of frames: a number, or a '
        'list with columns id and fps (default: derived from the number of '
        'frames for clips of VGGSound, which last ten seconds)',
    )
    parser.add_argument(
        '--metadata',
        type=Path,
        nargs='+',
        default=[],
        metavar='FILE',
        help='box files or lists that are not in --source',
    )
    parser.add_argument(
        '--verify',
        action='store_true',
        help='check all existing files, make damaged ones again, and retry '
        'rejected ones',
    )
    args = parser.parse_args(argv)
    limits = {'workers': 1, 'second': 0, 'seconds': 0}
    for name, least in limits.items():
        value = getattr(args, name)
        if value is not None and not least <= value < float('inf'):
            parser.error(f'--{name} {value:g}: want {least} or more')
    if args.second is not None and args.name in BOXED:
        parser.error(
            f'--second: the boxes of {args.name} belong to published frames; '
            'leave it out'
        )
    lowest, highest = SAMPLE_RATES
    if not lowest <= args.sample_rate <= highest:
        parser.error(
            f'--sample-rate {args.sample_rate}: want {lowest} to {highest}'
        )
    return args


@exit_on_user_error()
def main(argv: list[str] | None = None) -> None:
    """Make the data set and print a summary."""
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
            'error: stopped; the same command continues from here',
            file=sys.stderr,
        )
        raise SystemExit(130) from None
    print_summary(summary, args.out)
    if not summary.records:
        raise ValueError('no clip could be made')


def run(args: argparse.Namespace, settings: Settings) -> Summary:
    """Make the data set with a progress bar."""
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
            rates=read_rates(args.fps) if args.fps else Rates(),
        )


def print_summary(summary: Summary, out: Path) -> None:
    """Print the numbers of clips, odd clips and rejected files."""
    for remark in summary.remarks:
        say(remark)
    odd = [record for record in summary.records if record['problems']]
    for record in odd[:LISTED]:
        say(f'  odd: {record["id"]}: {"; ".join(record["problems"])}')
    if len(odd) > LISTED:
        say(f'  and {len(odd) - LISTED} more, see {out}/manifest.jsonl')
    for name, clip, cause in summary.rejected[:LISTED]:
        # do not repeat the name of the file if the cause begins with it
        cause = cause.removeprefix(f'{name}: ')
        say(f'  rejected: {name or clip}: {cause}')
    if len(summary.rejected) > LISTED:
        left = len(summary.rejected) - LISTED
        say(f'  and {left} more, all of them in {out}/rejected.csv')
    splits = Counter(record['split'] for record in summary.records)
    lists = [f'{splits[name]} in {name}.txt' for name in splits if name]
    done = '' if summary.made else 'nothing to do, complete already: '
    say(
        f'{out}: {done}{len(summary.records)} clips '
        f'({", ".join(lists) or "on no list"}), {len(odd)} of them odd, '
        f'{len(summary.rejected)} files rejected'
    )


def say(text: str) -> None:
    """Print text; escape characters that would control a terminal."""
    print(
        ''.join(
            c if c.isprintable() else c.encode('unicode_escape').decode()
            for c in text.encode('utf-8', 'backslashreplace').decode()
        )
    )
