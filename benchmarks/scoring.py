"""Compare the CPU time of scoring maps with that of a plain loop over clips.

The loop resizes, stretches, sorts and sums one map at a time with torch and
numpy and takes scikit-learn's auc at the end, as released evaluators do.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from torch.nn import functional

from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.protocols.table import PROTOCOLS, get_protocol
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.structures import Truth

Clip = tuple[str, np.ndarray, Truth]


def make_clips(number: int, side: int) -> Iterator[Clip]:
    """Draw maps (side side) with a blob, and three boxes each, one by one."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:side, :side] / side
    for i in range(number):
        cx, cy = rng.random(2)
        heat = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.1)
        heat += 0.1 * rng.random((side, side))
        low = rng.integers(0, 128, (3, 2))
        boxes = np.hstack([low, low + rng.integers(20, 128, (3, 2))]) / 256
        truth = Truth(boxes=boxes, annotators=np.arange(3), num_annotators=3)
        yield f'{i:05d}', heat.astype(np.float32), truth


def loop(protocol: Protocol, clips: Iterator[Clip]) -> tuple[float, float]:
    """Score clips one at a time by a rank rule; return cIoU and AUC."""
    from sklearn.metrics import auc

    size, scores = (protocol.grid, protocol.grid), []
    for _, heat, truth in clips:
        resized = functional.interpolate(
            torch.from_numpy(heat)[None, None],
            size,
            mode=protocol.resize.mode,
            align_corners=protocol.resize.align_corners,
        )[0, 0].numpy()
        scaled = (resized - resized.min()) / (resized.max() - resized.min())
        ordered = np.sort(scaled.ravel())
        threshold = ordered[int(len(ordered) / 2)]
        strict = protocol.threshold.strict
        binary = scaled > threshold if strict else scaled >= threshold
        consensus = np.zeros(size)
        for x1, y1, x2, y2 in (truth.boxes * 256).astype(int):
            x1, y1, x2, y2 = (int(224 * c / 256) for c in (x1, y1, x2, y2))
            consensus[y1:y2, x1:x2] += 1
        consensus = np.minimum(consensus / 2, 1)
        overlap = np.sum(binary * consensus)
        outside = np.sum(binary * (consensus == 0))
        scores.append(overlap / (np.sum(consensus) + outside))
    levels = [0.05 * i for i in range(21)]
    shares = [np.mean(np.array(scores) >= level) for level in levels]
    return float(np.mean(np.array(scores) >= 0.5)), float(auc(levels, shares))


def ours(names: Sequence[str], clips: Iterator[Clip]) -> tuple[float, float]:
    """Score clips by protocols; return cIoU and AUC of the first."""
    scorer = MapScorer(protocols=names)
    for sample_id, heat, truth in clips:
        scorer.add(sample_id, heat, truth)
    return scorer.means(names[0])


def timed(
    works: dict[str, Callable], clips: list[Clip], rounds: int
) -> dict[str, float]:
    """Return CPU seconds of the process, all threads, of each way to score.

    The ways take turns on parts of the clips, so that a busy machine slows
    all of them alike.
    """
    spent = dict.fromkeys(works, 0.0)
    for part in range(rounds):
        mine = clips[part::rounds]
        for name, work in works.items():
            begin = time.process_time()
            work(iter(mine))
            spent[name] += time.process_time() - begin
    return spent


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: python tools/benchmark_scoring.py --number 5000',
    )
    parser.add_argument('--number', type=int, default=5000, help='of maps')
    parser.add_argument(
        '--side',
        type=int,
        default=14,
        help='of the maps; they are scored at 224 x 224',
    )
    parser.add_argument(
        '--protocol',
        default='lvs',
        help='one that thresholds at the median, for the plain loop',
    )
    parser.add_argument(
        '--together',
        nargs='+',
        default=['lvs', 'ssltie', 'sspl'],
        metavar='NAME',
        help='protocols that share their resizing; the first alone is 1',
    )
    parser.add_argument('--threads', type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    protocol = get_protocol(args.protocol)
    if protocol.threshold.rule != 'rank' or protocol.consensus != 'two_boxes':
        rank = [
            p.name for p in PROTOCOLS.values() if p.threshold.rule == 'rank'
        ]
        parser.error(
            f'--protocol {args.protocol} does not threshold at the median; '
            f'want one of {", ".join(rank)}'
        )
    clips = list(make_clips(args.number, args.side))
    several = ', '.join(args.together)
    works: dict[str, Callable] = {
        f'plain loop, {args.protocol}': lambda c: loop(protocol, c),
        f'ours, {args.protocol}': lambda c: ours([args.protocol], c),
        f'ours, {args.together[0]}': lambda c: ours(args.together[:1], c),
        f'ours, {several}': lambda c: ours(args.together, c),
    }
    for work in works.values():
        work(iter(clips[:64]))
    rounds = max(1, min(20, args.number // 100))
    spent = timed(works, clips, rounds)
    scores = [work(iter(clips)) for work in list(works.values())[:2]]
    table = Table('what', 'CPU s', 'us a clip')
    for name, seconds in spent.items():
        each = f'{1e6 * seconds / args.number:.0f}'
        table.add_row(name, f'{seconds:.2f}', each)
    Console().print(table)
    for (ciou, area), what in zip(scores, works, strict=False):
        print(f'{what}: cIoU {100 * ciou:.2f}, AUC {100 * area:.2f}')
    plain = spent[f'plain loop, {args.protocol}']
    single = spent[f'ours, {args.protocol}']
    ratio = spent[f'ours, {several}'] / spent[f'ours, {args.together[0]}']
    print(
        f'{args.number} maps of {args.side} x {args.side} at '
        f'{protocol.grid} x {protocol.grid}, {args.threads} thread(s): the '
        f'loop costs {plain / single:.1f} times as much as ours; '
        f'{len(args.together)} protocols cost {ratio:.2f} times as much as '
        'one'
    )
