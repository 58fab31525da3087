"""CPU time of scoring maps, relative to a plain loop over clips.

The loop resizes, scales, sorts and sums one map at a time with torch and
numpy, and calls scikit-learn's auc at the end, as released evaluators do.
"""

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch.nn import functional

from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.results.scorer import MapScorer
from mmavloc.structures import Truth

from .bench import Bench
from .measure import Result, Work, make_result, take_turns

Clip = tuple[str, np.ndarray, Truth]
SIDE = 14  # side of the maps, which are scored at 224 x 224
# Protocols with the same resizing; the first one equals the plain loop.
TOGETHER = ('lvs', 'ssltie', 'sspl')


def make_clips(number: int, side: int) -> Iterator[Clip]:
    """Yield clips with a random map (side side) and three boxes."""
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
    """Score clips one at a time with a median threshold; return cIoU, AUC."""
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


def score_by_protocols(
    names: Sequence[str], clips: Iterator[Clip]
) -> tuple[float, float]:
    """Score clips by protocols; return cIoU and AUC of the first."""
    scorer = MapScorer(protocols=names)
    for sample_id, heat, truth in clips:
        scorer.add(sample_id, heat, truth)
    return scorer.means(names[0])


def scoring_part(bench: Bench) -> list[Result]:
    """Measure the CPU time of scoring maps, over all threads of this process.

    One protocol is compared with the plain loop, and three protocols with the
    same resizing are compared with one.
    """
    number, side = bench.maps, SIDE
    clips = list(make_clips(number, side))
    protocol = get_protocol(TOGETHER[0])
    together = ', '.join(TOGETHER)

    def rate(score: Callable[[Iterator[Clip]], object]) -> Work:
        def work() -> float:
            score(iter(clips))
            return number

        return work

    works = {
        'a plain loop': rate(lambda c: loop(protocol, c)),
        f'one protocol, {protocol.name}': rate(
            lambda c: score_by_protocols([protocol.name], c)
        ),
        f'three, {together}': rate(lambda c: score_by_protocols(TOGETHER, c)),
    }
    rates = take_turns(works, bench.repeats, clock=time.process_time)
    plain, one, three = works
    return [
        make_result('scoring', plain, 'maps/s', rates[plain]),
        make_result(
            'scoring',
            one,
            'maps/s',
            rates[one],
            limit=plain,
            limits=rates[plain],
        ),
        make_result(
            'scoring',
            three,
            'maps/s',
            rates[three],
            limit=one,
            limits=rates[one],
        ),
    ]
