"""The clip table of an audit: all maps, scored by the same protocols."""

from collections.abc import Hashable, Sequence

import numpy as np
import torch
from torch import Tensor

from mmavloc.evaluation.functional import expected_iou
from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.rules import Protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.protocols.workspace import Workspace
from mmavloc.evaluation.results.clip_table import Clip, ClipTable
from mmavloc.evaluation.results.clip_values import clip_values
from mmavloc.structures import Truth

from .ceilings import CEILING_METRICS, ceiling_values, soundless_ceiling

SAME = 1e-6  # tolerance for rounding errors, relative to a map's range


class AuditScores:
    """Scores of the clips of one data set, for every map and audio.

    Batches of maps are added, and a few numbers per clip are stored in
    ``table``. Each map, each other audio and each ceiling is a map of the
    table. For the first protocol there are additional values:

    * of ``localization``: ``confidence``, ``peak``, and ``area`` (the share
      of the image where the consensus map is not 0);
    * of each other audio: ``peak``, ``likeness`` to the map with the clip's
      own audio, and ``unchanged``.

    Intervals and tests resample *units*, which are independent: a clip, or
    all clips of one image (two side by side, or those of a group).

    Args:
        protocols: the protocols, the headline first.
        units: unit of each clip, in the order of the batches.
        truths: annotations of the same clips.
    """

    def __init__(
        self,
        *,
        protocols: Sequence[Protocol],
        units: Sequence[Hashable],
        truths: Sequence[Truth],
    ):
        self.protocols = list(protocols)
        self.units = np.unique(
            [str(unit) for unit in units], return_inverse=True
        )[1]
        self.truths = list(truths)
        self.table = ClipTable()
        several = len(np.unique(self.units)) < len(self.units)
        self._soundless = {
            p.name: soundless_ceiling(p, self.truths, self.units)
            for p in (self.protocols if several else ())
        }
        self._workspace = Workspace()

    def add(
        self, maps: dict[str, Tensor], other_sounds: dict[str, Tensor]
    ) -> None:
        """Score the maps of the next b clips.

        Args:
            maps: name -> (b h w), including ``localization``.
            other_sounds: audio -> localization maps (b h w) with it.
        """
        own = maps['localization']
        at, b = len(self.table), len(own)
        truth = TruthBatch(self.truths[at : at + b], own.device)
        values = {}
        for name, heat in {**maps, **other_sounds}.items():
            pipeline = MapPipeline(
                heat.double(), truth, workspace=self._workspace
            )
            for p in self.protocols:
                values[name, p.name] = clip_values(
                    pipeline,
                    p,
                    (*CEILING_METRICS, 'half_acc'),
                    first=p is self.protocols[0],
                )
        for p in self.protocols:
            ceilings = ceiling_values(p, truth, tuple(own.shape[1:]))
            for name, found in ceilings.items():
                values[name, p.name] = found
            if p.name in self._soundless:
                values['ceiling_soundless', p.name] = {
                    metric: column[at : at + b]
                    for metric, column in self._soundless[p.name].items()
                }
        p = self.protocols[0]
        values['localization', p.name] |= {
            'confidence': expected_iou(own),
            'peak': own.flatten(1).amax(1),
            'area': truth.votes(p).positive.double() / p.grid**2,
        }
        for sound, heard in other_sounds.items():
            likeness, same = similarity(own, heard)
            values[sound, p.name] |= {
                'peak': heard.flatten(1).amax(1),
                'likeness': likeness,
                'unchanged': same.double(),
            }
        clips = [Clip(f'{at + i}') for i in range(b)]
        self.table.add(clips, values)


def similarity(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """Compare maps (b h w) with other maps of the same clips.

    Returns:
        Pearson's correlation over cells (b), 0 if exactly one of the two is
        constant; and whether both are equal up to rounding (b).
    """
    a, b = first.double().flatten(1), second.double().flatten(1)
    spread = a.amax(1) - a.amin(1)
    scale = torch.maximum(spread, a.abs().amax(1) * 1e-3)
    same = (a - b).abs().amax(1) <= SAME * scale
    a, b = a - a.mean(1, keepdim=True), b - b.mean(1, keepdim=True)
    norm = a.norm(dim=1) * b.norm(dim=1)
    alike = torch.where(norm > 0, (a * b).sum(1) / norm.clamp_min(1e-300), 0.0)
    return torch.where(same, 1.0, alike), same
