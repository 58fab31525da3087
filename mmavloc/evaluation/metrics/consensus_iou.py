"""Consensus IoU of every map that a model predicts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from mmengine.evaluator import BaseMetric
from mmengine.logging import print_log

from mmavloc.evaluation.functional import half_accuracy
from mmavloc.evaluation.protocols.pipeline import Steps, Workspace
from mmavloc.evaluation.protocols.table import get_protocol
from mmavloc.evaluation.protocols.truth import Truth, TruthBatch
from mmavloc.evaluation.results.files import as_text, write_json
from mmavloc.evaluation.results.scorer import check_map
from mmavloc.evaluation.results.scoring import (
    METRIC_NAMES,
    clip_metrics,
    summarise,
)
from mmavloc.floors import FLOORS
from mmavloc.formats.atomic import atomic_file
from mmavloc.registry import METRICS


@METRICS.register_module()
class ConsensusIoU(BaseMetric):
    """cIoU and AUC of maps, of floors, and of the gap (Eq. 7 to 9).

    Two readings of the paper's metric, under names of their own: ``cIoU`` and
    ``AUC`` are the share of clips whose consensus IoU reaches 0.5 and the
    area under that share; ``cIoU_tau`` and ``AUC_tau`` are the mean consensus
    IoU at the threshold and the area under that mean. All are percentages and
    means over clips, so that each has a bootstrap interval, and ``gap``
    (localization minus potential, clip by clip) a paired one. Clips of
    ``ConcatAndLocalize`` get ``half_acc`` besides: whether more of the map's
    mass lies in the sounding half, where chance, and any map that hears
    nothing, has 50. Where clips have a ``group``, being of one picture whose
    objects sound in turn, ``IIoU`` and ``IAUC`` are what the worst clip of
    each group reaches, means and intervals over groups.

    Keys are ``<map>/<metric>``, preceded by ``<split>/`` where the clips of
    several splits are tested together. Of several protocols the first one has
    these keys, and every further one ``<map>/<metric>@<protocol>``; the maps
    are predicted once, and protocols that agree on a step share it.

    A clip whose ``kind`` is ``union`` has one truth of all its boxes; by
    default boxes are those of several annotators of the same source.

    Args:
        metric: which of :data:`METRIC_NAMES` to report. (MMEngine takes a
            config with a key ``metrics`` for a whole evaluator.)
        maps: which maps to score, of those that the model predicts.
        protocol: rules, by name.
        protocols: several of them instead, the headline first.
        floors: input-free maps to score beside them: ``random`` noise, a
            blob in the ``centre`` and ``ones`` (to which a protocol that
            stretches maps gives 0), on the grid of the model's own maps.
        out_file: JSON to write; the per-clip values go beside it, to
            ``*.clips.json``.
        maps_file: .npz to write every map to, as ``<split>/<id>/<map>``.
        collect_device, prefix: as for MMEngine's ``BaseMetric``.

    Raises:
        ValueError: an unknown metric, floor or protocol; a clip that has no
            boxes, lacks a map that others have, was scored twice, or whose
            map holds NaN. Each names the clip.
    """

    METRIC_NAMES = METRIC_NAMES

    def __init__(
        self,
        *,
        metric: Sequence[str] = METRIC_NAMES,
        maps: Sequence[str] = ('localization', 'potential', 'attention'),
        protocol: str = 'oya',
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
        self.stamp: dict[str, str] = {}  # stands in every cell of the results

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Score a batch and keep a few numbers per clip."""
        truths = [self._truth(sample) for sample in data_samples]
        predicted = [self._maps(sample) for sample in data_samples]
        total = TruthBatch(truths).votes(self.protocols[0]).total
        records: list[dict] = [
            {
                'clip': (sample['split'], sample['sample_id']),
                'group': sample.get('group'),
                'scores': {},
                'empty': not bool(area),
            }
            for sample, area in zip(data_samples, total, strict=True)
        ]
        for name in dict.fromkeys(n for maps in predicted for n in maps):
            self._score(name, predicted, truths, records)
        for sample, maps, record in zip(
            data_samples, predicted, records, strict=True
        ):
            if half := sample.get('sounding_half'):
                right = torch.tensor([half == 'right'])
                for name, scores in record['scores'].items():
                    share = half_accuracy(maps[name][None], right)
                    scores['half_acc'] = 100 * float(share)
        if self.maps_file:
            for record, maps in zip(records, predicted, strict=True):
                record['maps'] = {
                    name: maps[name].numpy()
                    for name in self.maps
                    if name in maps
                }
        self.results += records

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Average over clips; write the files; return ``{key: percent}``."""
        splits = self._by_split(results)
        groups: dict[str, dict[str, str]] = defaultdict(dict)
        for record in results:
            if group := record['group']:
                split, sample_id = record['clip']
                groups[split][sample_id] = group
        summary = {
            split: summarise(
                clips, self.metrics, self.protocols[0].name, groups[split]
            )
            for split, clips in splits.items()
        }
        for cells in summary.values():
            for cell in cells.values():
                cell |= self.stamp
        if empty := sum(record['empty'] for record in results):
            print_log(
                f'{empty} of {len(results)} clips have an empty consensus '
                'map; their score is 0',
                logger='current',
            )
        self._write(results, splits, summary)
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

    def _truth(self, sample: dict) -> Truth:
        boxes = sample.get('boxes')
        if boxes is None or len(boxes) == 0:
            raise ValueError(
                f'clip {sample["sample_id"]} has no boxes to be scored '
                'against; want an annotated clip (set annotated=True)'
            )
        return Truth(
            boxes=boxes,
            annotators=sample['annotators'],
            num_annotators=sample['num_annotators'],
            kind=sample.get('kind', 'consensus'),
            group=sample.get('group'),
        )

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
        self,
        name: str,
        predicted: list[dict],
        truths: list[Truth],
        records: list[dict],
    ) -> None:
        """Score one map of every clip that has it, shape by shape."""
        shapes = defaultdict(list)
        for index, maps in enumerate(predicted):
            if name in maps:
                shapes[maps[name].shape].append(index)
        for indices in shapes.values():
            steps = Steps(
                torch.stack([predicted[i][name] for i in indices]),
                TruthBatch([truths[i] for i in indices]),
                workspace=self._workspace,
            )
            for place, protocol in enumerate(self.protocols):
                suffix = f'@{protocol.name}' if place else ''
                for metric, values in clip_metrics(protocol, steps).items():
                    for i, value in zip(indices, values.tolist(), strict=True):
                        mine = records[i]['scores'].setdefault(name, {})
                        mine[metric + suffix] = 100 * value

    def _by_split(self, results: list[dict]) -> dict[str, dict[str, dict]]:
        """Sort clips into splits, as split -> id -> map -> metric -> value."""
        counts = Counter(record['clip'] for record in results)
        if twice := [clip for clip, count in counts.items() if count > 1]:
            raise ValueError(
                f'{len(twice)} clips were scored more than once, first '
                f'{"/".join(twice[0])}; want each id once in a split'
            )
        splits: dict[str, dict] = defaultdict(dict)
        wanted = set(results[0]['scores'])
        for record in results:
            split, sample_id = record['clip']
            if set(record['scores']) != wanted:
                raise ValueError(
                    f'clip {sample_id} has the maps '
                    f'{", ".join(record["scores"])} and others have '
                    f'{", ".join(sorted(wanted))}; want the same of each'
                )
            splits[split][sample_id] = record['scores']
        return dict(splits)

    def _write(self, results: list[dict], splits: dict, summary: dict) -> None:
        """Write the files, the results last: where they are, all are."""
        if self.maps_file:
            maps = {
                f'{"/".join(record["clip"])}/{name}': values
                for record in results
                for name, values in record['maps'].items()
            }
            # opened here, as numpy adds a suffix to names that lack it
            with atomic_file(self.maps_file) as file:
                np.savez_compressed(file, **maps)
        if self.out_file:
            path = Path(self.out_file)
            write_json(path.with_suffix('.clips.json'), splits)
            write_json(path, summary)
