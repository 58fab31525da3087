"""Score maps by protocols, with everything that each reports."""

from collections.abc import Sequence

import torch
from torch import Tensor

from mmavloc.evaluation.functional import f_measure
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol, Threshold
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.protocols.workspace import Workspace

# AVSBench's thresholds; the last one is 1 in float32, as it is there.
F_LEVELS = tuple(torch.linspace(0, 1 - 1e-10, 255).tolist())


def score_batch(
    protocols: Sequence[Protocol],
    maps: Tensor,
    truth: TruthBatch,
    objects: Tensor | None = None,
    workspace: Workspace | None = None,
) -> dict[str, dict[str, Tensor]]:
    """Score maps by several protocols, with everything that each reports.

    Args:
        protocols: rules.
        maps: (b h w), finite.
        truth: of the same clips.
        objects: (b h w), finite object maps, for the mixed scores.
        workspace: memory kept from batch to batch.

    Returns:
        Protocol's name -> key -> (b) or (b q) float64. ``ciou``; ``nothing``
        where neither truth nor prediction is; ``curve``; the names in
        ``Protocol.more``; ``object_only`` and ``fused`` (also followed by
        ``_adaptive``); ``confidence``, ``n_boxes``, ``gt_sum``; ``f``.
    """
    steps = MapPipeline(maps, truth, objects, workspace)
    return {p.name: _everything(p, steps, truth) for p in protocols}


def _everything(
    p: Protocol, steps: MapPipeline, truth: TruthBatch
) -> dict[str, Tensor]:
    ciou, nothing, curve = steps.headline(p)
    found = {
        'ciou': ciou,
        'nothing': nothing,
        'gt_sum': truth.votes(p).total,
    }
    for name, threshold in p.extra_thresholds:
        found[name] = steps.score(p, threshold, 'map')[0][:, 0]
    if curve is not None:
        found['curve'] = curve
    kinds = ['map']
    if p.fusion and steps.maps['object'] is not None:
        kinds += ['object', 'fused']
        found['object_only'] = steps.score(p, p.threshold, 'object')[0][:, 0]
        found['fused'] = steps.score(p, p.threshold, 'fused')[0][:, 0]
        for name, threshold in p.extra_thresholds:
            scores = steps.score(p, threshold, 'fused')[0]
            found[f'fused_{name}'] = scores[:, 0]
    if 'negatives' in p.reports:
        for which, suffix in zip(
            kinds, ('', '_object_only', '_fused'), strict=False
        ):
            found[f'confidence{suffix}'] = steps.confidence(p, which)
        found['n_boxes'] = torch.from_numpy(truth.counts(p)).double()
    if 'masks' in p.reports:
        acl_levels = tuple(0.05 * i for i in range(1, 20))
        found['thresholds'] = steps.score(p, p.threshold, 'map', acl_levels)[0]
        threshold = Threshold(rule='level', strict=False)
        counts = steps.counts(p, threshold, 'map', F_LEVELS)
        found['f'] = f_measure(
            counts.overlap, counts.false_positives, counts.votes.total
        )
    return found
