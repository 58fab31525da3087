"""Speed of prediction with scoring, relative to prediction alone."""

import numpy as np
import torch
from mmengine.evaluator import Evaluator

from .bench import Bench
from .measure import Result, make_result, take_turns
from .step import resident_batch

ANNOTATORS = 3
LEAST = 64  # clips per repetition: intervals are computed once for all


def evaluate_part(bench: Bench) -> list[Result]:
    """Measure the test loop of ``tools/test.py`` without its loader.

    Each clip has three random boxes.
    """
    model = bench.model().eval()
    batch = resident_batch(bench, model)
    rng = np.random.default_rng(0)
    count = -(-LEAST // bench.batch_size)
    for sample in batch['data_samples']:
        low = rng.random((ANNOTATORS, 2)) / 2
        sample.boxes = np.hstack([low, low + 0.2 + 0.3 * rng.random((3, 2))])
        sample.annotators = np.arange(ANNOTATORS)
        sample.num_annotators = ANNOTATORS
        sample.set_field('benchmark', 'split', field_type='metainfo')

    def predict(use=lambda samples: None) -> float:
        with torch.no_grad():
            for number in range(count):
                samples = [s.clone() for s in batch['data_samples']]
                for index, sample in enumerate(samples):
                    name = f'{number}-{index}'
                    sample.set_metainfo({'sample_id': name})
                use(model.test_step({**batch, 'data_samples': samples}))
        return count * bench.batch_size

    def test() -> float:
        evaluator = Evaluator(bench.cfg.test_evaluator)
        clips = predict(evaluator.process)
        evaluator.evaluate(int(clips))
        return clips

    works = {'test': test, 'predict': predict}
    rates = take_turns(works, bench.repeats, bench.device)
    return [
        make_result(
            'eval',
            'predict and score',
            'clips/s',
            rates['test'],
            limit='predict alone',
            limits=rates['predict'],
        ),
        make_result('eval', 'predict alone', 'clips/s', rates['predict']),
    ]
