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
    """cIoU and AUC of maps and floors, and their gap (Eq. 7 to 9).

    ``cIoU`` is the share of clips whose consensus IoU is at least 0.5, and
    ``AUC`` the area under this share. ``cIoU_tau`` and ``AUC_tau``, the
    literal reading of the paper's text, are the mean consensus IoU at the
    threshold and the area under this mean. All are percentages and means over
    clips, with a bootstrap interval. ``gap`` is localization minus potential,
    clip by clip, with the interval of a paired comparison.

    Some metrics need special data. ``half_acc`` needs ``ConcatAndLocalize``:
    the share of clips whose map has more mass in the half that sounds (50 by
    chance). ``IIoU`` and ``IAUC`` need clips with a ``group`` (an image in
    which different objects sound): scores of the worst clip of each group,
    with means and intervals over groups. ``AP``, ``max_F1`` and ``LocAcc``
    need negative clips (``kind='negative'``), which all other scores exclude.
    They and ``pointing`` are reported only if ``metric`` names them.
    docs/metrics.md defines all metrics.

    Keys are ``<map>/<metric>``, preceded by ``<split>/`` if several splits
    are tested together. With several protocols, these are the keys of the
    first one; those of the others are ``<map>/<metric>@<protocol>``.

    All boxes or masks of a clip of ``kind`` ``union`` together are its truth;
    by default they are those of several annotators of one source.

    Args:
        metric: metrics to report, of :data:`METRIC_NAMES`. (The name is
            singular because MMEngine reads a config with a key ``metrics`` as
            a whole evaluator.)
        maps: names of the predicted maps to score.
        protocol: name of the protocol; by default the paper's, because the
            configs reproduce its tables.
        protocols: several protocols instead, the headline first.
        floors: names of ``mmavloc.floors.FLOORS`` to score too, on the grid
            of the model's maps.
        out_file: JSON file for the results; the values of each clip are
            written to ``*.clips.json`` in the same folder.
        maps_file: .npz file for every map, with keys ``<split>/<id>/<map>``.
        collect_device, prefix: as in MMEngine's ``BaseMetric``.

    Raises:
        ValueError: a metric, floor or protocol is unknown; or a clip has no
            boxes or masks, is of a kind that a protocol does not score,
            lacks a map that others have, was scored twice, or has a map with
            NaN.
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
                    f'unknown {what} {", ".join(unknown)}; want one of '
                    f'{", ".join(known)}'
                )
        self.metrics = tuple(metric)
        self.maps = tuple(maps)
        names = tuple(protocols) or (protocol,)
        if isinstance(protocols, str) or len(set(names)) < len(names):
            raise ValueError(
                f'protocols={protocols!r}; want a list without repetitions'
            )
        self.protocols = [get_protocol(name) for name in names]
        self._workspace = Workspace()
        self.floors = tuple(floors)
        self.out_file = out_file
        self.maps_file = maps_file
        self.stamp: dict[str, str] = {}  # entries added to every cell

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Score a batch; store a few numbers per clip."""
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
        self._check_scored(clips, truths)
        predicted = [self._maps(sample) for sample in data_samples]
        table = ClipTable()
        table.add(clips, self._score(predicted, truths))
        kept = [{}] * len(clips)
        if self.maps_file:
            kept = [
                {n: m.numpy() for n, m in maps.items() if n in self.maps}
                for maps in predicted
            ]
        # one item per clip, because BaseMetric drops a sampler's padding
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
            # last, so that all files are complete if the results exist
            write_results(self.out_file, summary, table)
        names = ', '.join(p.name for p in self.protocols)
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

    def _check_scored(
        self, clips: Sequence[Clip], truths: Sequence[Truth]
    ) -> None:
        """Check that every protocol scores all clips: one denominator."""
        for clip, truth in zip(clips, truths, strict=True):
            for protocol in self.protocols:
                if clip.visible and not protocol.scores(truth):
                    group = 'in' if truth.group else 'without'
                    raise ValueError(
                        f'protocol {protocol.name} scores '
                        f'{protocol.scored_clips}; clip {clip.sample_id} is '
                        f'of the kind {truth.kind}, {group} a group; choose '
                        'another protocol'
                    )

    def _maps(self, sample: dict) -> dict[str, torch.Tensor]:
        """Return a clip's maps and floors, float64 on the CPU."""
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
        """Score all maps of a batch, grouped by name and shape.

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
        """Check that all clips have the same maps."""
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
            'the same maps for every clip'
        )

    @staticmethod
    def _report_empty_truths(table: ClipTable) -> None:
        areas = table.column(table.maps[0], 'truth_area')
        visible = np.array([clip.visible for clip in table.clips])
        if empty := int((areas[visible] == 0).sum()):
            print_log(
                f'{empty} of {visible.sum()} clips have an empty consensus '
                'map; their score is 0',
                logger='current',
            )
