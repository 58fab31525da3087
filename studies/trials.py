"""What each of the paper's twelve claims is measured by."""

import numpy as np
import torch

from mmavloc.apis.config import load_config
from mmavloc.apis.modules import register_all_modules
from mmavloc.registry import MODELS

from .evidence import BySeed, Evidence
from .paper import INITS, SIZES
from .plan import CONFIGS, MAIN, StudyDataset, unsup
from .rows import INIT_TEXT
from .verdicts import Trial, alone, exact, paired, share, unpaired

P = 'potential'
SMALL = 5.0  # percentage points; the paper's gap on its test set is 1.6
SMALLEST, LARGEST = SIZES[0], SIZES[-1]
SUM_ERROR = 1e-4  # of float32 maps
ROUNDING = 1e-5  # of float32 maps, a hundred times the spacing of numbers
RATE = 22050  # Hz


def _modularity(e: Evidence, _: StudyDataset) -> list[Trial]:
    # Rounding depends on the place of a sample in its batch.
    found = share(
        [abs(p - q).max() <= ROUNDING * p.max() for p, q in e.pairs_of_maps()]
    )
    text = (
        'joined pictures whose P is equal for both sounds, within '
        f'{ROUNDING} of its maximum, %'
    )
    return [Trial(1, text, found, verdict=exact(found))]


def _ranges(e: Evidence, _: StudyDataset) -> list[Trial]:
    def within(p: np.ndarray, a: np.ndarray, alpha: np.ndarray) -> bool:
        product = a * p / max((a * p).sum(), 1e-12)
        return bool(
            a.min() >= 0
            and a.max() <= 1
            and abs(p.sum() - 1) < SUM_ERROR
            and abs(alpha.sum() - 1) < SUM_ERROR
            and np.allclose(alpha, product, atol=SUM_ERROR)
        )

    found = share([within(*maps) for maps in e.triples_of_maps()])
    text = f'test clips of which this is so, within {SUM_ERROR}, %'
    return [Trial(2, text, found, verdict=exact(found))]


def _time(_: Evidence, __: StudyDataset) -> list[Trial]:
    text = 'needs the systems of 2018 to 2020 on Flickr-SoundNet'
    return [Trial(3, text, {}, verdict='not testable here')]


def _vision(e: Evidence, _: StudyDataset) -> list[Trial]:
    gap = e.gap(MAIN, 'test', 'test')
    concat = e.gap(MAIN, 'concat', 'concat')
    boxes = e.scores('supervised', 'test', 'test', 'localization')
    alpha = e.scores(MAIN, 'test', 'test', 'localization')
    return [
        Trial(
            *(4, f'gap on test, claimed within {SMALL:.0f}', alone(gap)),
            margin=SMALL,
        ),
        Trial(
            4,
            'gap on concat minus gap on test (taken as independent, though '
            'concat is made of test clips)',
            unpaired(concat, gap),
        ),
        Trial(
            4,
            'supervised U-Net, which uses no audio, minus alpha on test',
            paired(boxes, alpha),
        ),
    ]


def _saliency(e: Evidence, dataset: StudyDataset) -> list[Trial]:
    top = e.scores('saliency', 'test', 'test', 'localization')
    trials = [
        Trial(
            5,
            f'P minus Grad-CAM of the top {dataset.top_n[0]} on test, '
            f'{INIT_TEXT[init]}, {dataset.sizes[size]} clips',
            paired(e.scores(unsup(init, size), 'test', 'test', P), top),
        )
        for init in INITS
        for size in SIZES
    ]
    return [
        *trials,
        Trial(
            5,
            "mass of the top class's Grad-CAM on things that never sound "
            'minus that of P, percentage points',
            paired(
                e.mass_on_silent('saliency', 'top1'),
                e.mass_on_silent(MAIN, P),
            ),
        ),
    ]


def _sweep(e: Evidence, dataset: StudyDataset) -> list[Trial]:
    chosen, _, sweep = dataset.top_n

    def top(n: int) -> BySeed:
        return e.scores('saliency', 'test', 'test', f'top{n}')

    return [
        Trial(
            *(6, f'top {n} minus top {chosen}, claimed within {SMALL:.0f}'),
            paired(top(n), top(chosen)),
            margin=SMALL,
        )
        for n in sweep
        if n > 1 and n != chosen
    ]


def _types(e: Evidence, _: StudyDataset) -> list[Trial]:
    gap_a = e.gap(MAIN, 'types', 'type_a')
    gap_b = e.gap(MAIN, 'types', 'type_b')
    return [
        Trial(
            *(7, f'gap on type A, claimed within {SMALL:.0f}', alone(gap_a)),
            margin=SMALL,
        ),
        Trial(7, 'gap on type B', alone(gap_b)),
        Trial(7, 'gap on type B minus type A', unpaired(gap_b, gap_a)),
    ]


def _concat(e: Evidence, dataset: StudyDataset) -> list[Trial]:
    def halves(name: str) -> BySeed:
        return e.scores(MAIN, 'concat', 'concat', name, 'half_acc')

    chance = {seed: values - 50.0 for seed, values in halves(P).items()}
    trials = [
        Trial(
            8,
            'gap on concat, its growth from '
            f'{dataset.sizes[SMALLEST]} to {dataset.sizes[LARGEST]} clips, '
            f'{INIT_TEXT[init]}',
            paired(
                e.gap(unsup(init, LARGEST), 'concat', 'concat'),
                e.gap(unsup(init, SMALLEST), 'concat', 'concat'),
            ),
        )
        for init in INITS
    ]
    return [
        *trials,
        Trial(
            8,
            'samples of which P has more mass in the sounding half, minus '
            f'50 %, claimed within {SMALL:.0f}',
            alone(chance),
            margin=SMALL,
        ),
        Trial(
            *(8, 'the same for alpha, minus P'),
            paired(halves('localization'), halves(P)),
        ),
    ]


def _pretraining(e: Evidence, dataset: StudyDataset) -> list[Trial]:
    def gain(size: str, test: str) -> BySeed:
        a, b = (
            e.scores(unsup(init, size), test, test, 'localization')
            for init in INITS
        )
        return {seed: a[seed] - b[seed] for seed in a.keys() & b.keys()}

    few, many = dataset.sizes[SMALLEST], dataset.sizes[LARGEST]
    return [
        trial
        for test in ('test', 'concat')
        for trial in (
            Trial(
                *(9, f'pretrained minus de novo on {test}, {few} clips'),
                alone(gain(SMALLEST, test)),
            ),
            Trial(
                *(9, f'this gain with {few} clips minus that with {many}'),
                paired(gain(SMALLEST, test), gain(LARGEST, test)),
            ),
        )
    ]


def _ablation(e: Evidence, dataset: StudyDataset) -> list[Trial]:
    def alpha(run: str) -> BySeed:
        return e.scores(run, 'test', 'test', 'localization')

    return [
        Trial(
            10,
            'alpha on test, whole system minus P held constant, '
            f'{INIT_TEXT[init]}, {dataset.sizes[size]} clips',
            paired(alpha(unsup(init, size)), alpha(unsup(init, size, True))),
        )
        for init in INITS
        for size in SIZES
    ]


def _length(_: Evidence, dataset: StudyDataset) -> list[Trial]:
    register_all_modules()
    model = load_config(CONFIGS / dataset.runs[MAIN].config).model
    prepare, network, head = (
        MODELS.build(model[part]).eval()
        for part in ('data_preprocessor', 'audio_backbone', 'sound_head')
    )
    with torch.no_grad():
        shapes = {
            head(network(prepare.spectrogram(torch.ones(1, n * RATE)))).shape
            for n in (2, 4)
        }
    verdict = 'held' if len(shapes) == 1 else 'not held'
    text = 'shape of s for 2 and 4 seconds'
    return [Trial(11, text, {}, verdict=verdict)]


def _extent(e: Evidence, _: StudyDataset) -> list[Trial]:
    boxes, alpha = e.extent('supervised'), e.extent(MAIN)
    return [
        Trial(
            12,
            "share of the sounding things' boxes that the supervised map "
            'covers minus that of alpha, percentage points',
            paired(boxes, alpha),
        )
    ]


# In the order of the claims.
TRIALS = (
    *(_modularity, _ranges, _time, _vision, _saliency, _sweep, _types),
    *(_concat, _pretraining, _ablation, _length, _extent),
)
