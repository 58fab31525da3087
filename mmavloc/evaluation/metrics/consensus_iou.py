"""Consensus IoU of every map that a model predicts."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from mmengine.evaluator import BaseMetric
from mmengine.logging import print_log

from mmavloc.evaluation.protocols.pipeline import MapPipeline
from mmavloc.evaluation.protocols.table import PAPER_PROTOCOL, get_protocol
from mmavloc.evaluation.protocols.truth import TruthBatch
from mmavloc.evaluation.protocols.workspace import Workspace
from mmavloc.evaluation.results.clip_table import Clip, ClipTable, Row
from mmavloc.evaluation.results.clip_values import (
    CLIP_METRICS,
    DEFAULT_METRICS,
    DETECTION_METRICS,
    METRIC_NAMES,
    clip_values,
)
from mmavloc.evaluation.results.files import as_text, write_maps, write_results
from mmavloc.evaluation.results.scorer import check_map
from mmavloc.evaluation.results.summary import summarise
from mmavloc.floors import FLOORS
from mmavloc.registry import METRICS
from mmavloc.structures import Truth


@METRICS.register_module()
class ConsensusIoU(BaseMetric):
    """cIoU and AUC of maps, of floors, and of the gap (Eq. 7 to 9).

    ``cIoU`` and ``AUC`` are the share of clips whose consensus IoU reaches
    0.5 and the area under that share; ``cIoU_tau`` and ``AUC_tau``, the
    literal reading of the paper's text, are the mean consensus IoU at the
    threshold and the area under that mean. All are percentages and means over
    clips, so that each has a bootstrap interval, and ``gap`` (localization
    minus potential, clip by clip) a paired one. Clips of
    ``ConcatAndLocalize`` also get ``half_acc``: whether more of the map's
    mass lies in the sounding half, where chance has 50. Where clips have a
    ``group``, the picture whose objects sound in turn, ``IIoU`` and ``IAUC``
    are what the worst clip of each group reaches, means and intervals over
    groups. ``pointing``, the pointing game, is reported if it is asked for,
    and ``AP`` and ``max_F1`` are where there are clips in which nothing
    sounds (``kind`` negative), which no other score counts.
    docs/metrics.md defines each.

    Keys are ``<map>/<metric>``, preceded by ``<split>/`` where the clips of
    several splits are tested together. Of several protocols the first one has
    these keys, and every further one ``<map>/<metric>@<protocol>``.

    A clip whose ``kind`` is ``union`` has one truth of all its boxes or
    masks; by default they are those of several annotators of one source.

    Args:
        metric: which of :data:`METRIC_NAMES` to report. (MMEngine takes a
            config with a key ``metrics`` for a whole evaluator.)
        maps: which maps to score, of those that the model predicts.
        protocol: rules, by name; by default the paper's, as its tables are
            what the configs reproduce.
        protocols: several of them instead, the headline first.
        floors: input-free maps to score beside them, names of
            ``mmavloc.floors.FLOORS``, on the grid of the model's own maps.
        out_file: JSON to write; the per-clip values go beside it, to
            ``*.clips.json``.
        maps_file: .npz to write every map to, as ``<split>/<id>/<map>``.
        collect_device, prefix: as for MMEngine's ``BaseMetric``.

    Raises:
        ValueError: an unknown metric, floor or protocol; a clip that has no
            boxes or masks, lacks a map that others have, was scored twice, or
            whose map holds NaN. Each names the clip.
    """

    METRIC_NAMES = METRIC_NAMES

    def __init__(
        self,
        *,
        metric: Sequence[str] = DEFAULT_METRICS,
        maps: Sequence[str] = ('localization', 'potential', 'attention'),
        protocol: str = PAPER_PROTOCOL,
        protocols: Sequence[str] = (),
        floors: Sequence[str] = ('random', 'centre'),
        out_file: str | None = None,
        maps_file: str | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        for what, names, known in (
            ('metric', metric, METRIC_NAMES),
            ('floor', floors, FLOORS),
        ):
            if unknown := [name for name in names if name not in known]:
                raise ValueError(
                    f'unknown {what} {", ".join(unknown)}; known are '
                    f'{", ".join(known)}'
                )
        self.metrics = tuple(metric)
        self.maps = tuple(maps)
        names = tuple(protocols) or (protocol,)
        if isinstance(protocols, str) or len(set(names)) < len(names):
            raise ValueError(
                f'protocols={protocols!r}; want a list that names each once'
            )
        self.protocols = [get_protocol(name) for name in names]
        self._workspace = Workspace()
        self.floors = tuple(floors)
        self.out_file = out_file
        self.maps_file = maps_file
        self.stamp: dict[str, str] = {}  # written into every cell

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Score a batch and keep a few numbers per clip."""
        clips = [
            Clip(
                s['sample_id'],
                s['split'],
                s.get('group'),
                visible=s.get('kind') != 'negative',
            )
            for s in data_samples
        ]
        truths = [Truth.of(sample) for sample in data_samples]
        predicted = [self._maps(sample) for sample in data_samples]
        table = ClipTable()
        table.add(clips, self._score(predicted, truths))
        kept = [{}] * len(clips)
        if self.maps_file:
            kept = [
                {n: m.numpy() for n, m in maps.items() if n in self.maps}
                for maps in predicted
            ]
        # one item a clip, as BaseMetric drops what a sampler padded by
        self.results += zip(table.rows(), kept, strict=True)

    def compute_metrics(
        self, results: list[tuple[Row, dict]]
    ) -> dict[str, float]:
        """Average over clips; write the files; return ``{key: percent}``."""
        table = ClipTable.of_rows(row for row, _ in results)
        self._check_same_maps(table)
        summary = {
            split: summarise(part, self.metrics)
            for split, part in table.splits().items()
        }
        for cells in summary.values():
            for cell in cells.values():
                cell |= self.stamp
        self._report_empty_truths(table)
        if self.maps_file:
            write_maps(
                self.maps_file,
                {
                    f'{row.clip.split}/{row.clip.sample_id}/{name}': values
                    for row, maps in results
                    for name, values in maps.items()
                },
            )
        if self.out_file:
            # the results last: where they are, all are
            write_results(self.out_file, summary, table)
        names = ', @'.join(p.name for p in self.protocols)
        print_log(
            f'protocol {names}, percent, 95 % intervals\n{as_text(summary)}',
            logger='current',
        )
        several = len(summary) > 1
        return {
            f'{split}/{key}' if several else key: cell['value']
            for split, cells in summary.items()
            for key, cell in cells.items()
        }

    def _maps(self, sample: dict) -> dict[str, torch.Tensor]:
        """Collect a clip's maps and floors, on the host in float64."""
        found = {
            name: torch.as_tensor(m).detach().cpu().double()
            for name, m in sample['pred_maps'].items()
            if name in self.maps
        }
        for name, m in found.items():
            check_map(m.numpy(), f'{name} map of clip {sample["sample_id"]}')
        if not found:
            raise ValueError(
                f'clip {sample["sample_id"]} has the maps '
                f'{", ".join(sample["pred_maps"]) or "none"}; want '
                f'{" or ".join(self.maps)}'
            )
        h, w = next(iter(found.values())).shape
        floors = {
            name: torch.from_numpy(FLOORS[name](sample['sample_id'], h, w))
            for name in self.floors
        }
        return floors | found

    def _score(
        self, predicted: list[dict], truths: list[Truth]
    ) -> dict[tuple[str, str], dict[str, np.ndarray]]:
        """Score every map of a batch, maps of one name and shape together.

        Returns:
            (map, protocol) -> metric -> (b), NaN for a clip without the map.
        """
        together = defaultdict(list)
        for index, maps in enumerate(predicted):
            for name, values in maps.items():
                together[name, values.shape].append(index)
        batches = {
            indices: TruthBatch([truths[i] for i in indices])
            for indices in {tuple(i) for i in together.values()}
        }
        values: dict = {}
        for (name, _), indices in together.items():
            pipeline = MapPipeline(
                torch.stack([predicted[i][name] for i in indices]),
                batches[tuple(indices)],
                workspace=self._workspace,
            )
            for protocol in self.protocols:
                found = clip_values(
                    pipeline,
                    protocol,
                    {*CLIP_METRICS} & {*DEFAULT_METRICS, *self.metrics},
                    first=protocol is self.protocols[0],
                )
                if {*DETECTION_METRICS} & {*self.metrics}:
                    found['confidence'] = pipeline.confidence(protocol, 'map')
                found['truth_area'] = pipeline.truth.votes(protocol).total
                mine = values.setdefault((name, protocol.name), {})
                for metric, column in found.items():
                    whole = mine.setdefault(
                        metric, np.full(len(truths), np.nan)
                    )
                    whole[indices] = column.numpy()
        return values

    @staticmethod
    def _check_same_maps(table: ClipTable) -> None:
        """Refuse clips that lack a map which others have."""
        missing = {
            name: np.isnan(table.column(name, 'cIoU_tau'))
            for name in table.maps
        }
        if not any(rows.any() for rows in missing.values()):
            return
        place = int(np.any(list(missing.values()), axis=0).argmax())
        mine = [name for name, rows in missing.items() if not rows[place]]
        raise ValueError(
            f'clip {table.clips[place].sample_id} has the maps '
            f'{", ".join(mine)} and others have {", ".join(table.maps)}; want '
            'the same of each'
        )

    @staticmethod
    def _report_empty_truths(table: ClipTable) -> None:
        areas = table.column(table.maps[0], 'truth_area')
        visible = [clip.visible for clip in table.clips]
        if empty := int((areas[visible] == 0).sum()):
            print_log(
                f'{empty} of {len(table)} clips have an empty consensus '
                'map; their score is 0',
                logger='current',
            )
