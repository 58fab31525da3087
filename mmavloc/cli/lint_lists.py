"""Check id lists before training and testing.

Finds leaks between training, validation and test lists, repeated ids, ids
without image, audio or annotation, empty files, impossible boxes, and
Flickr-SoundNet test lists of 249 instead of 250 clips. If no list is named,
checks the lists under DATA_ROOT with this project's usual names. If all named
lists are in other data roots, checks both; the clips of a list are searched in
its own root. The exit status is 0 without errors, 1 with errors, and 2 if the
check failed.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import as_sentence
from mmavloc.datasets.clip_layout import root_of
from mmavloc.datasets.lists.lint import ROLES, lint_lists
from mmavloc.evaluation.results.files import check_out, write_json
from mmavloc.formats.findings import Finding

# Names of the lists that are checked if none is named.
USUAL = {
    'train': ('train.txt', 'lists/train_*.txt'),
    'supervised': ('supervised.txt', 'lists/supervised_*.txt'),
    'val': ('val.txt', 'lists/val_*.txt'),
    'test': ('test.txt', 'type_a.txt', 'type_b.txt', 'types_ids.txt'),
    'pairs': ('concat_pairs*.txt',),
    'types': ('types.txt',),
    'negatives': ('*_plus_silent.csv',),
}
HELP = {
    'train': 'training lists without boxes',
    'supervised': 'training lists with boxes',
    'val': 'validation lists, which select a checkpoint',
    'test': 'test lists',
    'pairs': 'pair lists of test clips, see ConcatAndLocalize',
    'types': 'type lists of test clips, see TypeAB',
    'negatives': 'lists of test images with the audio of other clips',
}


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc lint_lists data/flickr_soundnet; mmavloc lint_lists '
        'data/vggsound --test data/vggss/test.txt',
    )
    parser.add_argument(
        'data_root', type=Path, help='folder of image/, audio/, annotation/'
    )
    for name, text in HELP.items():
        parser.add_argument(
            f'--{name}', nargs='+', default=[], metavar='FILE', help=text
        )
    parser.add_argument(
        '--audio-suffix', default='.wav', help='ending of the audio files'
    )
    parser.add_argument(
        '--strict', action='store_true', help='treat warnings as errors'
    )
    parser.add_argument(
        '--out',
        '--json',
        metavar='FILE.json',
        help='file to write all findings to, with every id',
    )
    return parser.parse_args()


def choose_lists(args: argparse.Namespace) -> dict[str, list[str]]:
    """Return the named lists, or else the lists in the data root.

    If all named lists are in other data roots, both are returned, so that a
    training list can be compared with the test list of another data set.

    Raises:
        FileNotFoundError: there is no list.
    """
    root = args.data_root
    named = {name: list(getattr(args, name)) for name in USUAL}
    if any(root_of(p, root) == root for ps in named.values() for p in ps):
        return named
    chosen = {
        name: sorted(str(p) for g in globs for p in root.glob(g)) + named[name]
        for name, globs in USUAL.items()
    }
    if not any(chosen.values()):
        raise FileNotFoundError(
            f'{root}: holds no list such as train.txt or test.txt; name '
            'lists with --train and --test'
        )
    return chosen


def show_progress(ids: Sequence[str], what: str) -> Iterable[str]:
    """Yield ids with a progress bar, which only a terminal shows."""
    console = Console(stderr=True)
    return track(
        ids,
        what,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def as_table(findings: list[Finding]) -> Table:
    """Make a table: a row per finding, errors first."""
    table = Table('severity', 'kind', 'list', 'n', 'what', show_lines=True)
    for finding in sorted(findings, key=lambda f: f.severity):
        table.add_row(
            finding.severity,
            finding.kind,
            Path(finding.path).name,
            str(len(finding.ids)) if finding.ids else '',
            Text(finding.message),  # brackets in it are not markup
            style='red' if finding.severity == 'error' else 'yellow',
        )
    return table


def main() -> int:
    """Check, print the findings, and return the exit status."""
    args = parse_args()
    console = Console(width=None if sys.stdout.isatty() else 110)
    root = args.data_root
    try:
        if args.out:
            check_out(args.out)
        chosen = choose_lists(args)
        findings = lint_lists(
            paths={role: chosen[role] for role in ROLES},
            data_root=root,
            pairs=chosen['pairs'],
            types=chosen['types'],
            negatives=chosen['negatives'],
            audio_suffix=args.audio_suffix,
            track=show_progress,
        )
    except (OSError, ValueError) as error:
        # status 1 is for lists with errors
        print(f'error: {as_sentence(error)}', file=sys.stderr)
        return 2
    errors = sum(f.severity == 'error' for f in findings)
    warnings = len(findings) - errors
    if findings:
        console.print(as_table(findings))
    lists = sum(map(len, chosen.values()))
    print(f'{lists} lists: {errors} errors, {warnings} warnings')
    if args.out:
        content = {
            'data_root': str(root),
            'lists': chosen,
            'errors': errors,
            'warnings': warnings,
            'findings': [asdict(finding) for finding in findings],
        }
        write_json(args.out, content)
    return int(bool(errors or (args.strict and warnings)))
