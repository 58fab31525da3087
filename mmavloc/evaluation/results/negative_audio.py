"""Scores of maps for audio whose source is not in the image."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import (
    f_loc,
    negative_area,
    predicted_area,
    resize_maps,
    success_area,
    universal_threshold,
)
from mmavloc.evaluation.protocols.rules import Protocol, Threshold
from mmavloc.structures import Truth

from .intervals import IntervalTree
from .scorer import MapScorer, check_map


def grown_maps(
    p: Protocol, maps: Iterable[tuple[str, np.ndarray]], what: str
) -> Iterator[tuple[str, Tensor]]:
    """Resize raw maps to the protocol's grid, one (1 h w) at a time.

    Raises:
        ValueError: an array is not a map; the message names the clip.
    """
    for name, heat in maps:
        check_map(heat, f'{what} map of clip {name}')
        values = torch.from_numpy(np.asarray(heat, p.precision))[None]
        yield (
            name,
            resize_maps(
                values,
                (p.grid, p.grid),
                mode=p.resize.mode,
                align_corners=p.resize.align_corners,
            ),
        )


def threshold_of(
    p: Protocol, negatives: Iterable[tuple[str, np.ndarray]]
) -> float:
    """Return a model's threshold: the third quartile of its maxima.

    Args:
        p: gives the grid and the resizing.
        negatives: id and raw map for negative audio, of clips that are not
            scored; otherwise the threshold would be selected on the test.
    """
    peaks = [m.amax() for _, m in grown_maps(p, negatives, 'negative')]
    return universal_threshold(torch.stack(peaks)[:, None, None])


def negative_audio_report(
    p: Protocol,
    positives: Iterable[tuple[str, np.ndarray]],
    truths: Mapping[str, Truth],
    negatives: Mapping[str, Iterable[tuple[str, np.ndarray]]],
    threshold: float,
    *,
    seed: int = 0,
) -> dict[str, dict]:
    """Score maps for the correct audio and for negative audio.

    The rules of Juanola et al. (ICASSP 2025), except that their released code
    pools scores at several thresholds by mistake. Maps are not normalised, on
    one scale, and binarised at one threshold (strictly above).

    Args:
        p: gives grid, resizing and consensus; its own threshold is not used.
        positives: id and raw map (h w) for the correct audio.
        truths: annotations by id.
        negatives: kind of audio, such as silence -> id and raw map, of the
            same clips.
        threshold: threshold of the model, see :func:`threshold_of`.
        seed: seed of the intervals.

    Returns:
        ``summary`` and ``intervals``, fractions: for each kind ``pia`` (share
        of predicted pixels, lower is better) and ``auc_n``; ``mean_ciou``,
        ``auc``, ``f_loc`` and ``f_auc``; ``per_sample``: id -> ciou, and pia
        by kind.

    Raises:
        ValueError: there is no map, a map is invalid, or the kinds are not of
            the same clips.
    """
    rule = Threshold(rule='level', value=threshold, strict=True)
    # on the scale of the threshold and of the negatives, which are raw
    raw = replace(
        p,
        gain=1.0,
        offset=0.0,
        rectify=False,
        resize_union=None,
        add=0.0,
        divide=1.0,
        sigmoid=False,
        normalise='none',
        threshold=rule,
        extra_thresholds=(),
        curve=(),
        reports=('success',),
    )
    scorer = MapScorer(protocols=[raw])
    for name, heat in positives:
        scorer.add(name, heat, truths[name])
    scores = scorer.report(seed)[p.name]['per_sample']
    ids = sorted(scores)
    ciou = np.array([scores[i] or 0.0 for i in ids])
    shares = {}
    for kind, maps in negatives.items():
        lit = {
            name: predicted_area(heat, threshold).item()
            for name, heat in grown_maps(p, maps, kind)
        }
        if alone := sorted(set(lit) ^ set(ids)):
            raise ValueError(
                f'{kind}: {len(alone)} clips have a map for one audio only, '
                f'the first is {alone[0]}; want a map for every audio'
            )
        shares[kind] = np.array([lit[i] for i in ids])
    numbers = IntervalTree(seed=seed)
    numbers.plain(('n',), len(ids))
    numbers.plain(('threshold',), threshold)
    areas = {}
    for kind, share in shares.items():
        areas[kind] = negative_area(torch.from_numpy(share)).numpy()
        numbers.mean((kind, 'pia'), share, 'clips')
        numbers.mean((kind, 'auc_n'), areas[kind], 'clips')
    area = success_area(torch.from_numpy(ciou)).numpy()
    numbers.mean(('mean_ciou',), ciou, 'clips')
    numbers.mean(('auc',), area, 'clips')
    quiet = 1 - np.mean(list(shares.values()), axis=0)
    for key, found, rest in (
        ('f_loc', ciou, quiet),
        ('f_auc', area, np.mean(list(areas.values()), axis=0)),
    ):
        numbers.statistic((key,), _harmonic(found, rest), len(ids))
    summary, intervals = numbers.finish()
    per_sample = {
        name: {'ciou': float(ciou[i])}
        | {kind: float(share[i]) for kind, share in shares.items()}
        for i, name in enumerate(ids)
    }
    return {
        'summary': summary,
        'intervals': intervals,
        'per_sample': per_sample,
    }


def _harmonic(found: np.ndarray, quiet: np.ndarray):
    def of(drawn: np.ndarray) -> float:
        pair = (torch.tensor(x[drawn].mean()) for x in (found, quiet))
        return float(f_loc(*pair))

    return of
