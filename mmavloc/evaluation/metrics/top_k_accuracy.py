"""Top-k accuracy of classifiers."""

from collections.abc import Sequence

import torch
from mmengine.evaluator import BaseMetric

from mmavloc.registry import METRICS


@METRICS.register_module()
class TopKAccuracy(BaseMetric):
    """Share of images whose label is among the k highest scores.

    Reads ``label`` and ``pred_scores`` of each data sample and reports
    ``accuracy/top<k>`` in percent.

    Args:
        k: one or several numbers of highest scores.
        collect_device, prefix: as in MMEngine's ``BaseMetric``.
    """

    def __init__(self, *, k: Sequence[int] = (1, 5), **kwargs):
        super().__init__(**kwargs)
        self.k = tuple(k)

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Store the rank of each label, behind classes of an equal score.

        Raises:
            ValueError: a score is NaN or infinite.
        """
        for sample in data_samples:
            scores = torch.as_tensor(sample['pred_scores'])
            if not scores.isfinite().all():
                raise ValueError(
                    'a classifier predicted scores that are NaN or infinite; '
                    'its training has diverged'
                )
            rank = int((scores >= scores[sample['label']]).sum()) - 1
            self.results.append(rank)

    def compute_metrics(self, results: list[int]) -> dict[str, float]:
        """Return the share of ranks below each k."""
        return {
            f'accuracy/top{k}': 100
            * sum(r < k for r in results)
            / len(results)
            for k in self.k
        }
