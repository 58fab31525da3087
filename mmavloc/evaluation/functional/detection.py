"""Scores of data with negative clips: AP, F1 and accuracy (SLAVC).

A clip is detected if the model's confidence that something sounds reaches a
threshold. A detected clip is a true positive if something sounds and the map
is right, and a false positive if nothing sounds or the map is wrong. A clip
that is not detected is a false negative if something sounds. A detected clip
with a wrong map is a false positive but not a false negative, so that recall
can fall when the threshold is lowered. The rules are those of stoneMo/SLAVC,
utils.py, EvaluatorFull.
"""

import numpy as np

# Areas in pixels that separate small, medium, large and huge objects.
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
        visible: (n) bool, whether the sound source is in the image.
        right: (n) bool, whether the consensus IoU reaches the level.
        confidence: (n).
        thresholds: (q), in any order; a clip is detected if its confidence is
            at least the threshold.

    Returns:
        Both (q); precision is 1 if no clip is detected, recall is 1 if there
        is neither a true positive nor a false negative.
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

    Unlike in the usual definition, the highest confidence is not a threshold,
    and the sum uses left edges, so that the first step of recall is lost. The
    AP of fewer than two clips is 0.
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
    """F1 (q) at confidence thresholds; 0 if precision and recall are 0."""
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
    """Return thresholds, about ten of the confidences, and F1 at each.

    The largest value is max-F1 in papers. Its threshold is selected on the
    scored clips: do not compare it with an F1 at a given threshold.
    """
    ascending = np.sort(confidence)
    thresholds = ascending[:: max(1, len(ascending) // points)]
    return thresholds, f1_at(visible, right, confidence, thresholds)


def size_bins(area: np.ndarray) -> np.ndarray:
    """Return indices (n) into :data:`SIZE_NAMES`, by the sum of G at 224."""
    limits = np.array(SIZE_LIMITS)
    return np.asarray(np.searchsorted(limits, area, side='right'))
