"""Write the card of a model from its results file.

The results file (JSON) holds facts and scores of a model. The card is
Markdown: classes, data and licences, scores with intervals, what the model
cannot do, and the command that trains it.
"""

import argparse
from pathlib import Path

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.model_card import model_card
from mmavloc.formats.atomic import write_text


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__, 'mmavloc make_card mmavloc/zoo/starter/results.json'
    )
    parser.add_argument('results', help='results.json of a model')
    parser.add_argument(
        '--out',
        metavar='FILE.md',
        help='the card (default: README.md beside the results)',
    )
    return parser.parse_args()


@exit_on_user_error()
def main() -> None:
    """Write the card."""
    args = parse_args()
    out = Path(args.out or Path(args.results).with_name('README.md'))
    write_text(out, model_card(args.results))
    print(out)
