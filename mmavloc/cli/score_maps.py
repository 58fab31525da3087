"""Score maps that any program saved, by one or several protocols.

Maps are an .npz with the clips' ids as keys, or a folder of <id>.npy, each
h x w numbers of any scale. Annotations are a JSON of id -> {"boxes": [[x1,
y1, x2, y2], ...], "unit": "pixel256" or "normalised", "kind": "consensus",
"union" or "negative"} or, instead of boxes, {"masks": ["a.png", ...] or
"file.npz", "kind": ...}; "annotator", "group" and "confidence" are optional.
docs/protocols.md describes each protocol.
"""

import argparse
import math
from dataclasses import replace

from rich.console import Console
from rich.progress import track
from rich.table import Table

from mmavloc.apis.command_line import (
    NamesAction,
    ToolParser,
    available_device,
)
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.evaluation.protocols.table import (
    OPEN_PROTOCOL,
    get_protocol,
)
from mmavloc.evaluation.results.clip_values import CLIP_METRICS
from mmavloc.evaluation.results.files import check_out, write_json
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.evaluation.results.summary import format_cell
from mmavloc.formats.map_files import MapFile, check_same, read_truths

from . import negative_audio

# metrics that are not reported by default
EXTRA = [n for n, m in CLIP_METRICS.items() if not (m.default or m.once)]


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc score_maps --maps maps.npz --annotations boxes.json '
        '--protocol mmavloc,lvs,ezvsl --out s.json',
    )
    parser.add_argument(
        '--maps',
        required=True,
        metavar='FILE.npz',
        help='the maps: an .npz file or a folder',
    )
    parser.add_argument(
        '--annotations',
        required=True,
        metavar='FILE.json',
        help='annotations of the same clips',
    )
    parser.add_protocol([OPEN_PROTOCOL])
    parser.add_argument(
        '--metric',
        nargs='+',
        action=NamesAction,
        default=[],
        metavar='NAME[,NAME]',
        help=f'additional scores of each protocol: {", ".join(EXTRA)}',
    )
    parser.add_argument(
        '--objects',
        metavar='FILE.npz',
        help='object maps, for scores with object guidance; of a file that '
        '`mmavloc test --maps` wrote, the map `object` or, without one, '
        '`localization`',
    )
    parser.add_argument(
        '--out', metavar='FILE.json', help='file to write all results to'
    )
    parser.add_argument(
        '--map',
        default='localization',
        metavar='NAME',
        help='name of the map, in a file that `mmavloc test --maps` wrote',
    )
    parser.add_argument(
        '--split', help='split, in a file that `mmavloc test --maps` wrote'
    )
    parser.add_argument(
        '--input-scale',
        nargs=2,
        type=float,
        metavar=('GAIN', 'OFFSET'),
        help='linear scaling of the maps, gain * map + offset, instead of '
        'that of the protocol; 1 0 for logits with acl or avsbench',
    )
    parser.add_argument(
        '--batch-size',
        type=int,
        default=16,
        help='number of maps that are scored together (default 16)',
    )
    parser.add_argument(
        '--device',
        type=available_device,
        default='cpu',
        help='device of the scoring (default: cpu)',
    )
    parser.add_argument(
        '--seed',
        type=int,
        default=0,
        help='seed of the bootstrap intervals (default 0)',
    )
    negative_audio.add_options(parser)
    return parser.parse_args()


def check_options(args: argparse.Namespace) -> None:
    """Check the options before any file is read.

    Raises:
        ValueError: an option is invalid.
    """
    if args.out:
        check_out(args.out)
    negative_audio.check_options(args)
    for option, value, least in (
        ('--batch-size', args.batch_size, 1),
        ('--seed', args.seed, 0),
    ):
        if value < least:
            raise ValueError(f'{option} {value}: want at least {least}')
    gain, offset = args.input_scale or (1.0, 0.0)
    # No evaluator has a gain above 1000; maps may hold values up to 1e30.
    if not (0 < abs(gain) <= 1e3 and math.isfinite(offset)):
        raise ValueError(
            f'--input-scale {gain:g} {offset:g}: want finite numbers, and a '
            'gain of at most 1000 that is not 0'
        )


def score(args: argparse.Namespace) -> dict[str, dict]:
    """Score all clips.

    Raises:
        ValueError, FileNotFoundError: an input is invalid.
    """
    rules = [get_protocol(name) for name in args.protocol]
    if args.input_scale:
        gain, offset = args.input_scale
        rules = [replace(p, gain=gain, offset=offset) for p in rules]
    scorer = MapScorer(
        protocols=rules,
        metrics=args.metric,
        batch_size=args.batch_size,
        device=args.device,
    )
    maps = MapFile(args.maps, name=args.map, split=args.split)
    truths = read_truths(args.annotations)
    check_same(maps, truths)
    objects = None
    if args.objects:
        names = ('object', 'localization')
        objects = MapFile(args.objects, name=names, split=args.split)
        check_same(objects, truths)
    progress = Console(stderr=True)
    for name in track(sorted(truths), 'scoring', console=progress):
        scorer.add(
            name,
            maps.read(name),
            truths[name],
            objects.read(name) if objects else None,
        )
    return scorer.report(args.seed)


def print_table(results: dict[str, dict]) -> None:
    """Print the main scores, in percent with 95 % intervals."""
    shown = {
        name: CLIP_METRICS[name].caption
        for name in EXTRA
        if any(
            name in s for r in results.values() for s in r['summary'].values()
        )
    }
    heads = ('cIoU', 'AUC', 'mean IoU', *shown.values())
    table = Table('protocol', 'clips', 'n', *heads)
    for name, found in results.items():
        for subset, values in found['summary'].items():
            ends = found['intervals'][subset]
            keys = ['ciou_at_05', 'auc', 'mean_ciou', *shown]
            if 'miou' in values:
                keys = ['', '', 'miou', *shown]
            cells = []
            for key in keys:
                text = ''
                if key in values:
                    low, high = ends[key]
                    cell = {'value': values[key], 'low': low, 'high': high}
                    text = format_cell(cell, scale=100)
                cells.append(text)
            n = values.get('n_visible', values['n'])
            table.add_row(name, subset, str(n), *cells)
    Console(width=110).print(table)


@exit_on_user_error()
def main() -> None:
    """Score, print and write the results."""
    args = parse_args()
    check_options(args)
    if args.negatives:
        found = negative_audio.score_negatives(args)
        negative_audio.print_negatives(found)
    else:
        found = score(args)
        print_table(found)
        print_empty(found)
    if args.out:
        write_json(args.out, found)


def print_empty(results: dict[str, dict]) -> None:
    """Print how many clips always score 0."""
    empty = {i for found in results.values() for i in found['empty_truth']}
    if empty:
        print(
            f'the annotation of {len(empty)} clips covers no pixel by at '
            f'least one protocol (the first is {min(empty)}); their score by '
            'it is 0'
        )
