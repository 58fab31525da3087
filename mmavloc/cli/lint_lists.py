"""Say what is wrong with id lists before a training or a test finds out.

Leaks between training, validation and test lists, ids that are listed twice or
have no picture, sound or annotation, empty files, boxes that cannot be, and
the 249 or 250 clips of Flickr-SoundNet's test list. Without any list named,
takes those that lie under DATA_ROOT by the names that this project gives them;
so it does beside lists that all lie in other data roots, whose clips are
looked for there. Ends with 0 if there is no error, with 1 if there are errors,
and with 2 if it could not look.
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

# By these names lists are found, if none is named.
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
    'train': 'lists that are trained on without boxes',
    'supervised': 'lists whose boxes are trained on',
    'val': 'lists that choose a checkpoint',
    'test': 'lists that are reported',
    'pairs': 'pairs of tested clips, see ConcatAndLocalize',
    'types': 'types of tested clips, see TypeAB',
    'negatives': 'pictures that are tested with sounds of other clips',
}


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc lint_lists data/flickr_soundnet; mmavloc lint_lists '
        'data/vggsound --test data/vggss/test.txt',
    )
    parser.add_argument(
        'data_root', type=Path, help='holds image/, audio/, annotation/'
    )
    for name, text in HELP.items():
        parser.add_argument(
            f'--{name}', nargs='+', default=[], metavar='FILE', help=text
        )
    parser.add_argument(
        '--audio-suffix', default='.wav', help='ending of the sound files'
    )
    parser.add_argument(
        '--strict', action='store_true', help='warnings are errors'
    )
    parser.add_argument(
        '--out',
        '--json',
        metavar='FILE.json',
        help='write all findings here, with every id',
    )
    return parser.parse_args()


def choose_lists(args: argparse.Namespace) -> dict[str, list[str]]:
    """Return the lists that were named or else those that are there.

    Both where all that were named lie in other data roots: a training list
    is compared with the test list of another data set so.

    Raises:
        FileNotFoundError: there are none.
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
            f'{root}: no list there, such as train.txt or test.txt; '
            'name them with --train and --test'
        )
    return chosen


def show_progress(ids: Sequence[str], what: str) -> Iterable[str]:
    """Yield ids beside a bar that goes away again; in a log there is none."""
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
            Text(finding.message),  # its brackets are no markup
            style='red' if finding.severity == 'error' else 'yellow',
        )
    return table


def main() -> int:
    """Look, print, and return the exit status."""
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
        # 1 is kept for lists with errors
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
