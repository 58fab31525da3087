"""Sets with clips in which nothing sounds: AP, F1 and accuracy (SLAVC).

A clip is found if the model is confident enough that something sounds. It is
a true positive if something does and the map is right; a false positive if
nothing sounds or the map is wrong; a false negative if something sounds and
the model is not confident. So a mislocalised clip is a false positive only,
and recall may fall as the confidence wanted falls. Rules of stoneMo/SLAVC,
utils.py, EvaluatorFull.
"""

import numpy as np

# Sides in pixels, squared, that part small | medium | large | huge objects.
SIZE_LIMITS = (32**2, 96**2, 144**2)
SIZE_NAMES = ('small', 'medium', 'large', 'huge')


def precision_and_recall(
    visible: np.ndarray,
    right: np.ndarray,
    confidence: np.ndarray,
    thresholds: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall at confidence thresholds.

    Args:
        visible: (n) bool, whether something sounds in view.
        right: (n) bool, whether the map reaches the level.
        confidence: (n).
        thresholds: (q), any order; a clip counts from there on.

    Returns:
        Both (q); precision is 1 where nothing is found, recall is 1 where
        there is neither a true positive nor a false negative.
    """
    visible, right = np.asarray(visible, bool), np.asarray(right, bool)
    order = np.argsort(confidence, kind='stable')
    place = np.searchsorted(np.asarray(confidence)[order], thresholds)

    def from_there(flags: np.ndarray) -> np.ndarray:
        passed = np.concatenate([[0], np.cumsum(flags[order])])
        return passed[-1] - passed[place]

    true = from_there(visible & right)
    found = from_there(np.ones_like(visible))
    missed = visible.sum() - from_there(visible)
    precision = np.where(found > 0, true / np.maximum(found, 1), 1.0)
    wanted = true + missed
    recall = np.where(wanted > 0, true / np.maximum(wanted, 1), 1.0)
    return precision, recall


def confidence_ap(
    visible: np.ndarray,
    right: np.ndarray,
    confidence: np.ndarray,
    *,
    points: int = 200,
) -> float:
    """Average precision over about 200 confidence thresholds, by SLAVC.

    Unlike the usual definition, the highest confidence is no threshold and
    the sum takes left edges, so that the first step of recall is lost. One
    clip or none leaves no step: 0.
    """
    ascending = np.sort(confidence)
    step = max(1, len(ascending) // points)
    thresholds = ascending[:-1][::-1][::step]
    if len(thresholds) < 2:
        return 0.0
    precision, recall = precision_and_recall(
        visible, right, confidence, thresholds
    )
    best_beyond = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best_beyond[:-1] * np.diff(recall)).sum())


def f1_at(
    visible: np.ndarray,
    right: np.ndarray,
    confidence: np.ndarray,
    thresholds: np.ndarray,
) -> np.ndarray:
    """F1 (q) at confidence thresholds; 0 where both parts are 0."""
    precision, recall = precision_and_recall(
        visible, right, confidence, thresholds
    )
    total = precision + recall
    return np.where(
        total > 0, 2 * precision * recall / np.maximum(total, 1e-300), 0.0
    )


def f1_list(
    visible: np.ndarray,
    right: np.ndarray,
    confidence: np.ndarray,
    *,
    points: int = 10,
) -> tuple[np.ndarray, np.ndarray]:
    """Thresholds, about ten of the confidences, and F1 at each.

    The largest is what papers call max-F1. The threshold is then chosen on
    the clips that are scored: compare it with nothing chosen elsewhere.
    """
    ascending = np.sort(confidence)
    thresholds = ascending[:: max(1, len(ascending) // points)]
    return thresholds, f1_at(visible, right, confidence, thresholds)


def size_bins(area: np.ndarray) -> np.ndarray:
    """Index (n) into :data:`SIZE_NAMES` by the sum of G on a 224 grid."""
    limits = np.array(SIZE_LIMITS)
    return np.asarray(np.searchsorted(limits, area, side='right'))
