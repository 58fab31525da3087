"""Maps of many origins, scored by the same rules into one clip table."""

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

SAME = 1e-6  # of a map's range: differences that rounding explains


class AuditScores:
    """Scores of one data set's clips, for every map and sound.

    Batches come in; a few numbers per clip stay, in ``table``. Each map,
    sound and ceiling is a map of the table. By the first protocol there are
    further values: ``confidence``, ``peak`` and ``area`` (share of the frame
    where the consensus map is not 0) of ``localization``; ``peak``,
    ``likeness`` to the map under the clip's own sound and ``unchanged`` of
    each other sound. A *unit* is what was drawn independently: a clip, or all
    clips of one picture (two side by side, those of a group). Intervals and
    tests are over units.

    Args:
        protocols: rules, the headline first.
        units: of each clip, in the order of the batches.
        truths: of the same clips.
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
            maps: name -> (b h w) to be scored; ``localization`` is one.
            other_sounds: sound -> the localization maps under it.
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
    """Compare maps (b h w) with others of the same clips.

    Returns:
        Pearson's correlation over cells (b), 0 where just one of the two is
        constant; and whether they are the same but for rounding (b).
    """
    a, b = first.double().flatten(1), second.double().flatten(1)
    spread = a.amax(1) - a.amin(1)
    scale = torch.maximum(spread, a.abs().amax(1) * 1e-3)
    same = (a - b).abs().amax(1) <= SAME * scale
    a, b = a - a.mean(1, keepdim=True), b - b.mean(1, keepdim=True)
    norm = a.norm(dim=1) * b.norm(dim=1)
    alike = torch.where(norm > 0, (a * b).sum(1) / norm.clamp_min(1e-300), 0.0)
    return torch.where(same, 1.0, alike), same
