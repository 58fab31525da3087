"""Test the paper's claims on clips whose ground truth is known."""

import json
from pathlib import Path

import numpy as np

from mmavloc.evaluation.functional import bootstrap_interval, box_masks
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.summary import format_cell

from .paper import INITS, SIZES
from .plan import MAIN, StudyDataset, folder, unsup
from .rows import INIT_TEXT
from .tables import read_clips

METRIC = 'cIoU'
FINE = 16  # subdivisions per cell side, for the covered fraction of a cell


def share_in_boxes(heat: np.ndarray, boxes: np.ndarray) -> float:
    """Compute the share of a map's mass that lies inside boxes, 0..1.

    Args:
        heat: (h w) >= 0. The mass of a cell counts as evenly spread over it.
            The share of a map that is zero everywhere is 0.
        boxes: (n 4), fractions of the image.
    """
    h, w = heat.shape
    inside = box_masks(boxes, (h * FINE, w * FINE)).any(axis=0)
    cover = inside.reshape(h, FINE, w, FINE).mean(axis=(1, 3))
    total = heat.sum()
    return float((heat * cover).sum() / total) if total > 0 else 0.0


def paired(a: np.ndarray, b: np.ndarray) -> dict:
    """Estimate the mean difference of two scores of the same clips."""
    difference = (np.asarray(a) - np.asarray(b))[:, None]
    low, high = bootstrap_interval(difference)
    return {
        'value': float(difference.mean()),
        'low': float(low[0]),
        'high': float(high[0]),
        'n': len(difference),
    }


def unpaired(
    a: np.ndarray, b: np.ndarray, resamples: int = 2000, seed: int = 0
) -> dict:
    """Estimate the difference of a score's means on two groups of clips."""
    rng = np.random.default_rng(seed)

    def means(x):
        weights = np.full(len(x), 1 / len(x))
        return rng.multinomial(len(x), weights, size=resamples) @ x / len(x)

    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    low, high = np.quantile(means(a) - means(b), [0.025, 0.975])
    return {
        'value': float(a.mean() - b.mean()),
        'low': float(low),
        'high': float(high),
        'n': [len(a), len(b)],
    }


def try_claims(
    dataset: StudyDataset, work_dir: Path, seeds: list[int]
) -> list[dict]:
    """Test each claim.

    The verdict is ``held`` if the whole 95 % interval of the difference is
    positive, ``not held`` if the whole interval is negative, and ``open``
    otherwise.

    Returns:
        A dict per claim: ``claim``, ``measured`` (the difference in words),
        ``verdict`` and value, low, high, n. If a required run is missing, the
        verdict is ``not run`` and the dict has no numbers.
    """
    read = _Reader(work_dir, seeds)
    claims = []

    def state(claim: str, measured: str, compare, *needs) -> None:
        entry: dict = {'claim': claim, 'measured': measured}
        if any(need is None for need in needs):
            claims.append({**entry, 'verdict': 'not run'})
            return
        found = compare(*needs)
        verdict = 'open'
        if found['low'] > 0:
            verdict = 'held'
        elif found['high'] < 0:
            verdict = 'not held'
        claims.append({**entry, **found, 'verdict': verdict})

    share = _mass_on_silent(dataset, work_dir, seeds)
    area = (
        ''
        if share is None
        else f'; these objects cover {share[2]:.1f} % of the area'
    )
    state(
        'P puts less of its mass on objects of silent classes than Grad-CAM',
        "mass of the top class's Grad-CAM on these objects minus that of P, "
        f'percentage points{area}',
        paired,
        *((None, None) if share is None else share[:2]),
    )
    state(
        'the gap is larger on type B than on type A',
        f'gap in {METRIC} on type B minus that on type A',
        unpaired,
        read.gap(MAIN, 'types', 'type_b'),
        read.gap(MAIN, 'types', 'type_a'),
    )
    state(
        'the gap is larger on concat-and-localize than on the test set',
        f'gap in {METRIC} on concat minus that on test (treated as '
        'independent, although concat is made of test clips)',
        unpaired,
        read.gap(MAIN, 'concat', 'concat'),
        read.gap(MAIN, 'test', 'test'),
    )
    for init in INITS:
        small, large = SIZES[0], SIZES[-1]
        text = f'{dataset.sizes[small]} to {dataset.sizes[large]}'
        state(
            f'more data, larger gap ({INIT_TEXT[init]})',
            f'increase of the gap in {METRIC} on concat from {text} clips',
            paired,
            read.gap(unsup(init, large), 'concat', 'concat'),
            read.gap(unsup(init, small), 'concat', 'concat'),
        )
    for init in INITS:
        for size in SIZES:
            whole, ablated = unsup(init, size), unsup(init, size, True)
            state(
                'without potential network and selection, lower '
                f'({INIT_TEXT[init]}, {dataset.sizes[size]} clips)',
                f'{METRIC} on test, whole system minus without',
                paired,
                read.scores(whole, 'test', 'test', 'localization'),
                read.scores(ablated, 'test', 'test', 'localization'),
            )
    return claims


class _Reader:
    """Read per-clip values of runs, sorted by clip id."""

    def __init__(self, work_dir: Path, seeds: list[int]):
        self.work_dir, self.seeds = work_dir, seeds
        self.cache: dict[tuple[str, str], ClipTable | None] = {}

    def scores(self, run, test, split, name) -> np.ndarray | None:
        if (run, test) not in self.cache:
            self.cache[run, test] = read_clips(
                self.work_dir, self.seeds, run, test
            )
        table = self.cache[run, test]
        return table and table.splits()[split].column(name, METRIC)

    def gap(self, run, test, split) -> np.ndarray | None:
        loc = self.scores(run, test, split, 'localization')
        if loc is None:
            return None
        return loc - self.scores(run, test, split, 'potential')


def _mass_on_silent(
    dataset: StudyDataset, work_dir: Path, seeds: list[int]
) -> tuple[np.ndarray, np.ndarray, float] | None:
    """Compute the mass of Grad-CAM and of P on objects of silent classes.

    Returns:
        The percentages of Grad-CAM (n) and of P (n), averaged over seeds, on
        the test clips that show such objects, and the mean percentage of the
        image that the objects cover. None if a file is missing.
    """
    truth_file = Path(dataset.data_root, 'truth.json')
    files = [
        (folder(work_dir, seed, run) / 'test.npz', name)
        for seed in seeds
        for run, name in (('saliency', 'top1'), (MAIN, 'potential'))
    ]
    if not all(f.is_file() for f in [truth_file, *(f for f, _ in files)]):
        return None
    boxes = {
        clip: np.array([o['box'] for o in facts['objects'] if not o['able']])
        for clip, facts in json.loads(truth_file.read_text()).items()
        if facts['split'] == 'test'
    }
    boxes = {clip: b for clip, b in sorted(boxes.items()) if len(b)}
    shares: dict[str, list] = {'top1': [], 'potential': []}
    for file, name in files:
        with np.load(file) as maps:
            shares[name].append(
                [
                    100 * share_in_boxes(maps[f'test/{clip}/{name}'], b)
                    for clip, b in boxes.items()
                ]
            )
    areas = [
        100 * share_in_boxes(np.ones((12, 12)), b) for b in boxes.values()
    ]
    saliency, potential = (
        np.mean(shares[name], axis=0) for name in ('top1', 'potential')
    )
    return saliency, potential, float(np.mean(areas))


def claims_markdown(claims: list[dict]) -> str:
    """Format claims as a Markdown table."""
    heads = ['claim', 'measured', 'difference [95 %]', 'n', 'verdict']
    lines = ['| ' + ' | '.join(heads) + ' |', '|---' * len(heads) + '|']
    for claim in claims:
        value = n = ''
        if 'value' in claim:
            value = format_cell(claim)
            n = claim['n']
            n = ' / '.join(map(str, n)) if isinstance(n, list) else str(n)
        texts = [claim['claim'], claim['measured'], value, n, claim['verdict']]
        lines.append('| ' + ' | '.join(texts) + ' |')
    return '\n'.join(lines)
