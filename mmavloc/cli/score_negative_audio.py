"""Score how quiet a model is under silence, noise and sounds from elsewhere.

Takes raw maps, on one scale for all clips, that the model made of the same
pictures under the right sound and under negative ones, and binarises all of
them at one threshold. Files are as for tools/score_maps.py.
"""

import argparse
from collections.abc import Iterator

import numpy as np
from rich.console import Console
from rich.table import Table

from mmavloc.evaluation.protocols.table import OPEN_PROTOCOL, get_protocol
from mmavloc.evaluation.results.files import check_out, write_json
from mmavloc.evaluation.results.negative_audio import (
    negative_audio_report,
    threshold_of,
)
from mmavloc.evaluation.results.summary import format_cell
from mmavloc.formats.map_files import MapFile, check_same, read_truths


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: python tools/score_negative_audio.py --maps m.npz '
        '--annotations boxes.json --negatives silence=s.npz noise=n.npz '
        '--held-out val_noise.npz',
    )
    parser.add_argument('--maps', required=True, metavar='FILE.npz')
    parser.add_argument('--annotations', required=True, metavar='FILE.json')
    parser.add_argument(
        '--negatives',
        required=True,
        nargs='+',
        metavar='KIND=FILE.npz',
        help='maps of the same clips under a negative sound',
    )
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument('--threshold', type=float, help='of the model')
    chosen.add_argument(
        '--held-out',
        nargs='+',
        metavar='FILE.npz',
        help='maps under negative sounds of clips that are not scored; the '
        'third quartile of their maxima is the threshold',
    )
    parser.add_argument(
        '--protocol',
        default=OPEN_PROTOCOL,
        help=f'whose grid, resizing and consensus to take (default '
        f'{OPEN_PROTOCOL}, as maps are raw and of any method)',
    )
    parser.add_argument('--out', metavar='FILE.json', help='write it here')
    parser.add_argument('--seed', type=int, default=0, help='of the intervals')
    return parser.parse_args()


def each(maps: MapFile) -> Iterator[tuple[str, np.ndarray]]:
    """Read maps one by one."""
    for name in sorted(maps):
        yield name, maps.read(name)


def score(args: argparse.Namespace) -> dict[str, dict]:
    """Score all clips.

    Raises:
        ValueError, FileNotFoundError: bad input, in one sentence.
    """
    protocol = get_protocol(args.protocol)
    maps, truths = MapFile(args.maps), read_truths(args.annotations)
    check_same(maps, truths)
    negatives = {}
    for given in args.negatives:
        kind, equals, file = given.partition('=')
        if not equals:
            raise ValueError(
                f'--negatives {given}: no kind; want KIND=FILE.npz, such as '
                f'silence={given}'
            )
        negatives[kind] = each(MapFile(file))
    threshold = args.threshold
    if threshold is None:
        threshold = threshold_of(
            protocol,
            (pair for file in args.held_out for pair in each(MapFile(file))),
        )
    return negative_audio_report(
        protocol, each(maps), truths, negatives, threshold, seed=args.seed
    )


def main() -> None:
    """Score, print and write."""
    args = parse_args()
    try:
        if args.out:
            check_out(args.out)
        found = score(args)
    except (ValueError, FileNotFoundError) as error:
        raise SystemExit(f'error: {error}') from error
    summary, ends = found['summary'], found['intervals']
    table = Table('what', 'percent')
    for key, value in summary.items():
        cells = value if isinstance(value, dict) else {'': value}
        for name, number in cells.items():
            interval = ends.get(key)
            if isinstance(interval, dict):
                interval = interval[name]
            if interval:
                low, high = interval
                cell = {'value': number, 'low': low, 'high': high}
                text = format_cell(cell, scale=100)
                table.add_row(f'{key} {name}'.strip(), text)
    Console().print(table)
    print(f'{summary["n"]} clips, threshold {summary["threshold"]:.4f}')
    if args.out:
        write_json(args.out, found)
