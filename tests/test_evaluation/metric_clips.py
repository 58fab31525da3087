"""Clips with random maps, and their scores by ``ConsensusIoU``."""

import numpy as np
import torch
from mmengine.evaluator import Evaluator
from mmengine.registry import init_default_scope

from mmavloc.structures import AVDataSample


def clip(name, split='test', seed=0, **maps):
    generator = torch.Generator().manual_seed(seed)
    sample = AVDataSample(
        metainfo=dict(sample_id=name, split=split, num_annotators=2)
    )
    sample.boxes = np.array([[0.1, 0.2, 0.6, 0.7], [0.2, 0.2, 0.7, 0.8]])
    sample.annotators = np.array([0, 1])
    sample.pred_maps = maps or {
        key: torch.rand(5, 6, generator=generator)
        for key in ('potential', 'attention', 'localization')
    }
    return sample


def evaluate(samples, batch=3, **kwargs):
    init_default_scope('mmavloc')
    evaluator = Evaluator([dict(type='ConsensusIoU', **kwargs)])
    for begin in range(0, len(samples), batch):
        evaluator.process(samples[begin : begin + batch], {})
    return evaluator.evaluate(len(samples))
