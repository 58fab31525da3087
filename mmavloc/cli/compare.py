"""Compare two systems on the same clips.

Reads two files that `mmavloc test --out` or `mmavloc score_maps --out` wrote
and compares every score that both have, clip by clip. Prints the difference
(second minus first) with its 95 % bootstrap interval, and the p-value of a
paired permutation test.
"""

from rich.console import Console
from rich.table import Table

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.evaluation.results.compare import compare_files
from mmavloc.evaluation.results.files import check_out, write_json
from mmavloc.evaluation.results.summary import format_cell


@exit_on_user_error()
def main() -> None:
    """Read the command line, compare and print."""
    parser = ToolParser(__doc__, 'mmavloc compare with.json without.json')
    parser.add_argument('first', metavar='A.json')
    parser.add_argument('second', metavar='B.json')
    parser.add_argument(
        '--score',
        nargs='+',
        default=[],
        metavar='TEXT',
        help='only scores whose names contain one of these texts, such as '
        'localization/cIoU',
    )
    parser.add_argument(
        '--out', metavar='FILE.json', help='file to write the comparison to'
    )
    parser.add_argument(
        '--seed', type=int, default=0, help='seed of bootstrap and test'
    )
    args = parser.parse_args()
    if args.out:
        check_out(args.out)
    found = compare_files(args.first, args.second, seed=args.seed)
    if args.score:
        found = {
            part: {
                score: cell
                for score, cell in cells.items()
                if any(text in score for text in args.score)
            }
            for part, cells in found.items()
        }
    table = Table('of', 'score', 'n', 'A', 'B', 'B - A', 'p')
    for part, cells in found.items():
        for score, cell in cells.items():
            table.add_row(
                part,
                score,
                str(cell['n']),
                f'{cell["first"]:.1f}',
                f'{cell["second"]:.1f}',
                format_cell(cell, sign=True),
                f'{cell["p"]:.4f}',
            )
    Console(width=110).print(table)
    if args.out:
        write_json(args.out, found)
