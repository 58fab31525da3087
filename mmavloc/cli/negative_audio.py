"""Options of ``score_maps`` for silence, noise and other negative audio."""

import argparse
from collections.abc import Iterator

import numpy as np
from rich.console import Console
from rich.table import Table

from mmavloc.apis.command_line import ToolParser
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.results.negative_audio import (
    negative_audio_report,
    threshold_of,
)
from mmavloc.evaluation.results.summary import format_cell
from mmavloc.formats.map_files import MapFile, check_same, read_truths

# Options of score_maps that cannot be combined with --negatives.
OTHERS = ('metric', 'objects', 'input_scale')


def add_options(parser: ToolParser) -> None:
    """Add ``--negatives`` and how to choose its threshold."""
    group = parser.add_argument_group(
        'silence, noise and other negative audio',
        'Measures false positives for audio that no object in the image '
        'makes. Needs unnormalised maps of the same images with the correct '
        'audio (--maps) and with negative audio, and binarises all of them '
        'at one threshold. Grid, resizing and consensus are those of the '
        'first --protocol.',
    )
    group.add_argument(
        '--negatives',
        nargs='+',
        metavar='KIND=FILE.npz',
        help='maps of the same clips with negative audio, such as '
        'silence=s.npz',
    )
    chosen = group.add_mutually_exclusive_group()
    chosen.add_argument(
        '--threshold', type=float, help='threshold to binarise maps'
    )
    chosen.add_argument(
        '--held-out',
        nargs='+',
        metavar='FILE.npz',
        help='maps with negative audio of clips that are not scored; the '
        'threshold is the third quartile of their maxima',
    )


def check_options(args: argparse.Namespace) -> None:
    """Check that the options can be combined.

    Raises:
        ValueError: they cannot; the message names them.
    """
    chosen = args.threshold is not None or args.held_out
    if not args.negatives:
        if chosen:
            raise ValueError(
                '--threshold and --held-out need --negatives; add it, or '
                'leave them out'
            )
        return
    if not chosen:
        raise ValueError(
            '--negatives: has no threshold; want --threshold or --held-out'
        )
    for name in OTHERS:
        if getattr(args, name):
            option = '--' + name.replace('_', '-')
            raise ValueError(
                f'{option} cannot be combined with --negatives; leave it out'
            )


def each(maps: MapFile) -> Iterator[tuple[str, np.ndarray]]:
    """Yield id and map, one by one."""
    for name in sorted(maps):
        yield name, maps.read(name)


def score_negatives(args: argparse.Namespace) -> dict[str, dict]:
    """Score all clips.

    Raises:
        ValueError, FileNotFoundError: an input is invalid.
    """
    protocol = get_protocol(args.protocol[0])

    def open_maps(file: str) -> MapFile:
        return MapFile(file, name=args.map, split=args.split)

    maps, truths = open_maps(args.maps), read_truths(args.annotations)
    check_same(maps, truths)
    negatives = {}
    for given in args.negatives:
        kind, equals, file = given.partition('=')
        if not equals:
            raise ValueError(
                f'--negatives {given}: has no kind; want KIND=FILE.npz, such '
                f'as silence={given}'
            )
        negatives[kind] = each(open_maps(file))
    threshold = args.threshold
    if threshold is None:
        held_out = (
            pair for file in args.held_out for pair in each(open_maps(file))
        )
        threshold = threshold_of(protocol, held_out)
    return negative_audio_report(
        protocol, each(maps), truths, negatives, threshold, seed=args.seed
    )


def print_negatives(found: dict[str, dict]) -> None:
    """Print the scores, in percent with 95 % intervals."""
    summary, ends = found['summary'], found['intervals']
    table = Table('score', 'percent')
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
