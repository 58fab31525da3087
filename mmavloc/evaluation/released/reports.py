"""What a protocol reports about a data set: its own numbers, by its rules.

Fractions, as the sources print them. Scores without truth and prediction
count 0 in every mean; no summary holds NaN.
"""

import numpy as np

from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.results.intervals import Numbers
from mmavloc.structures import Truth

from .subsets import keep_numbers


def report(
    p: Protocol,
    ids: list[str],
    truths: list[Truth],
    found: dict[str, np.ndarray],
    *,
    seed: int = 0,
) -> dict[str, dict]:
    """Report one protocol.

    Args:
        p: the protocol.
        ids: of the clips.
        truths: of the same clips.
        found: key -> (n) or (n q), see ``score_batch``.
        seed: of the intervals.

    Returns:
        ``summary``: subset -> number; ``intervals``: the same tree of
        [low, high], 95 %; ``per_sample``: id -> score, None where neither
        truth nor prediction is and the protocol tells it apart; ``extra``:
        key -> id -> further values; ``empty_truth``: ids of clips whose
        boxes cover no pixel.

    Raises:
        ValueError: no clip is of a kind that the protocol scores.
    """
    order = np.argsort(np.array(ids))
    scored = [
        i
        for i in order
        if truths[i].kind in p.kinds
        and (truths[i].group is not None or not p.grouped_only)
    ]
    numbers, counted = Numbers(seed=seed), set(scored)
    for subset, rows in _subsets(p, truths, order).items():
        numbers.plain((subset, 'n'), sum(i in counted for i in rows))
        part = {key: values[rows] for key, values in found.items()}
        part_truths = [truths[i] for i in rows]
        names = [ids[i] for i in rows]
        keep_numbers(p, numbers, subset, part, part_truths, names)
    if not numbers.values:
        kinds = [kind for kind in p.kinds if kind != 'negative']
        raise ValueError(
            f'protocol {p.name} scores clips of the kinds '
            f'{", ".join(kinds)}{" in groups" if p.grouped_only else ""} '
            f'and none of these {len(ids)} is; choose another protocol'
        )
    summary, intervals = numbers.finish()
    return {
        'summary': summary,
        'intervals': intervals,
        'per_sample': {
            ids[i]: None
            if p.empty_truth == 'null' and found['nothing'][i]
            else float(found['ciou'][i])
            for i in scored
        },
        'extra': _extra(p, ids, scored, found),
        'empty_truth': [
            ids[i]
            for i in scored
            if truths[i].kind != 'negative' and not found['gt_sum'][i]
        ],
    }


def _subsets(
    p: Protocol, truths: list[Truth], order: np.ndarray
) -> dict[str, list[int]]:
    """Rows of each subset; negatives join both kinds of annotated clips."""
    if 'masks' in p.reports:
        return {'all': list(order)}
    joined = bool({'negatives', 'thresholds'} & set(p.reports))
    found = {}
    for kind in ('consensus', 'union'):
        mine = {
            i
            for i in order
            if truths[i].kind == kind
            and kind in p.kinds
            and (truths[i].group is not None or not p.grouped_only)
        }
        if mine:
            found['pairs' if p.grouped_only else kind] = [
                i
                for i in order
                if i in mine or (joined and truths[i].kind == 'negative')
            ]
    return found


def _extra(
    p: Protocol, ids: list[str], scored: list[int], found: dict
) -> dict[str, dict]:
    kept = [*(name for name, _ in p.extra_thresholds), 'object_only', 'fused']
    kept += [f'fused_{name}' for name, _ in p.extra_thresholds]
    if 'negatives' in p.reports:
        kept += ['confidence', 'confidence_object_only', 'confidence_fused']
        kept += ['n_boxes', 'gt_sum']
    extra = {
        key: {ids[i]: float(found[key][i]) for i in scored}
        for key in kept
        if key in found
    }
    if p.curve:
        name = 'table' if 'thresholds' in p.reports else 'curve'
        extra[name] = {ids[i]: found['curve'][i].tolist() for i in scored}
    if 'masks' in p.reports:
        extra['f_best'] = {
            ids[i]: float(found['f'][i].max())
            for i in scored
            if found['gt_sum'][i]
        }
    return extra
