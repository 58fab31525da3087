"""Plot losses and other scalars of a training.

Reads the scalars in the work directory of a training. A resumed training is
one curve. Validation scores can be plotted too.
"""

import argparse
import difflib
import json
from collections import defaultdict
from pathlib import Path

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error

FILE = 'vis_data/scalars.json'


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__, 'mmavloc plot_curve work_dirs/demo --keys loss --out loss.png'
    )
    parser.add_argument(
        'work_dir', type=Path, help='work directory of the training'
    )
    parser.add_argument(
        '--keys',
        nargs='+',
        default=['loss'],
        metavar='NAME',
        help='scalars to plot, one panel each (default loss)',
    )
    parser.add_argument('--out', required=True, metavar='FILE.png')
    return parser.parse_args()


def read_scalars(work_dir: Path) -> dict[str, dict[int, float]]:
    """Read every scalar of a training, as name -> step -> value.

    If a step was trained twice because of a resume, the later value is used.

    Raises:
        FileNotFoundError: the directory has no scalars of a training.
        ValueError: a file of scalars is damaged.
    """
    files = sorted(work_dir.glob(f'*/{FILE}')) or sorted(work_dir.glob(FILE))
    if not files:
        raise FileNotFoundError(
            f'{work_dir}: holds no */{FILE}; want the work directory of a '
            'training whose visualizer has a LocalVisBackend'
        )
    curves: dict[str, dict[int, float]] = defaultdict(dict)
    for file in files:
        for number, line in enumerate(file.read_text().splitlines(), 1):
            try:
                values = json.loads(line)
                step = values.pop('step')
            except (ValueError, KeyError, AttributeError):
                raise ValueError(
                    f'{file}, line {number}: not a JSON object with a step; '
                    'the file is damaged: remove this line'
                ) from None
            for name, value in values.items():
                if isinstance(value, int | float):
                    curves[name][step] = value
    return dict(curves)


def draw(curves: dict[str, dict[int, float]], keys: list[str], out: str):
    """Draw a panel for each key and write the picture.

    Raises:
        ValueError: a key is not among the scalars.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    for key in keys:
        if key not in curves:
            near = difflib.get_close_matches(key, curves, 1)
            raise ValueError(
                f'--keys {key}: no such scalar; '
                + (
                    f'did you mean {near[0]}?'
                    if near
                    else f'want one of {", ".join(sorted(curves))}'
                )
            )
    figure = Figure(figsize=(6, 2.4 * len(keys)), layout='constrained')
    FigureCanvasAgg(figure)
    panels = figure.subplots(len(keys), 1, squeeze=False)[:, 0]
    for panel, key in zip(panels, keys, strict=True):
        steps, values = zip(*sorted(curves[key].items()), strict=True)
        panel.plot(steps, values, marker='.' if len(steps) < 40 else None)
        panel.set_ylabel(key)
        panel.grid(alpha=0.3)
        # MMEngine stores validation scores by epoch
        panel.set_xlabel('epoch' if '/' in key else 'step')
    figure.savefig(out)


@exit_on_user_error()
def main() -> None:
    """Read, plot and print the path of the picture."""
    args = parse_args()
    Path(args.out).parent.mkdir(parents=True, exist_ok=True)
    draw(read_scalars(args.work_dir), args.keys, args.out)
    print(args.out)
