"""Numbers that a claim is judged by, and the verdict.

An interval is over seeds and clips together. A difference that is claimed to
be positive is *held* if the whole interval is above zero, *not held* if it is
below, else *open*. A difference that is claimed to be small is held if the
whole interval is within a margin, not held if it is outside, else open.
"""

from dataclasses import dataclass

import numpy as np

from .evidence import BySeed
from .intervals import difference_interval, mean_interval

CLAIMS = (
    'P is the same for every sound',
    '0 <= A <= 1, P and alpha sum to 1, alpha is A P / sum(A P)',
    'better than the systems of its time',
    'vision alone nearly solves the benchmark',
    'P is no saliency map',
    'the number of classes N of Grad-CAM hardly matters',
    'the gap is small on type A and large on type B',
    'concat-and-localize needs the sound, more so with more data',
    'pretraining helps most where data are few',
    'the potential network and the selection module help',
    'audio of any length gives a sound vector of one shape',
    'unsupervised maps cover a part of the object, supervised ones all',
)


@dataclass
class Trial:
    """What one claim is judged by.

    Attributes:
        number: of the claim, from 1.
        measured: what the number is.
        found: value, low, high, n and seeds; empty where nothing was run.
        margin: 0 if the number is claimed to be positive, else how far from
            zero it may be.
        verdict: in place of one by the interval.
    """

    number: int
    measured: str
    found: dict
    margin: float = 0.0
    verdict: str = ''

    def entry(self) -> dict:
        """Return the row of the results file."""
        return {
            'number': self.number,
            'claim': CLAIMS[self.number - 1],
            'measured': self.measured,
            **self.found,
            'verdict': self.verdict or judge(self.found, self.margin),
        }


def judge(found: dict, margin: float = 0.0) -> str:
    """Return held, not held, open, or not run."""
    if not found:
        return 'not run'
    low, high = found['low'], found['high']
    if margin:
        if -margin <= low and high <= margin:
            return 'held'
        outside = low > margin or high < -margin
        return 'not held' if outside else 'open'
    return 'held' if low > 0 else 'not held' if high < 0 else 'open'


def paired(a: BySeed, b: BySeed) -> dict:
    """Compare two scores of the same clips."""
    seeds = sorted(a.keys() & b.keys())
    if not seeds:
        return {}
    return mean_interval(np.stack([a[s] - b[s] for s in seeds]))


def unpaired(a: BySeed, b: BySeed) -> dict:
    """Compare two scores of different clips."""
    seeds = sorted(a.keys() & b.keys())
    if not seeds:
        return {}
    return difference_interval(
        np.stack([a[s] for s in seeds]), np.stack([b[s] for s in seeds])
    )


def alone(a: BySeed) -> dict:
    """Average a score over seeds and clips, with its interval."""
    return mean_interval(np.stack([a[s] for s in sorted(a)])) if a else {}


def share(values: list[bool]) -> dict:
    """Return the percentage of cases in which something is true."""
    if not values:
        return {}
    share = 100 * float(np.mean(values))
    return {'value': share, 'low': share, 'high': share, 'n': len(values)}


def exact(found: dict) -> str:
    """Judge a claim that has to be true in every case."""
    if not found:
        return 'not run'
    return 'held' if found['value'] == 100 else 'not held'
