"""A report of one test run: scores, gaps, and pictures of clips."""

from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmengine.dataset import ConcatDataset

from mmavloc.evaluation.results.clip_files import read_clip_table
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.clip_values import METRIC_NAMES, meaning
from mmavloc.evaluation.results.files import read_results, results_markdown
from mmavloc.evaluation.results.lift_table import lift_section
from mmavloc.evaluation.results.summary import format_cell
from mmavloc.registry import DATASETS
from mmavloc.visualization import draw_sheet

RANKING = 'cIoU_tau'  # consensus IoU of a clip, finer than success or failure
SHOWN = ('potential', 'attention', 'localization')


def pick_clips(
    clips: ClipTable, each: int = 2, ranking: str = 'localization'
) -> list[tuple[str, str]]:
    """Choose the best, median and worst clips of a split by their rank.

    Args:
        clips: clips of one split, in percent.
        each: number of clips of each kind.
        ranking: map whose consensus IoU ranks the clips.

    Returns:
        Pairs of caption and id; ties are broken by id. No clip is repeated:
        if a split has at most ``3 * each`` clips, all are returned.
    """
    scores = dict(
        zip(
            (clip.sample_id for clip in clips.clips),
            clips.column(ranking, RANKING),
            strict=True,
        )
    )
    order = sorted(scores, key=lambda i: (-scores[i], i))
    if len(order) <= 3 * each:
        return [
            (f'rank {r + 1} of {len(order)}', i) for r, i in enumerate(order)
        ]
    middle = (len(order) - each) // 2
    picks = []
    for name, start in (
        ('best', 0),
        ('median', middle),
        ('worst', len(order) - each),
    ):
        for sample_id in order[start : start + each]:
            picks.append((f'{name}: {scores[sample_id]:.0f} %', sample_id))
    return picks


def write_report(
    cfg: Config, results_file: str, maps_file: str, out: str, title: str
) -> Path:
    """Write ``report.md`` and one sheet of pictures per split into ``out``.

    Args:
        cfg: the tested config, for its clips.
        results_file: results of the test; the file of per-clip values is in
            the same folder.
        maps_file: predicted maps, an .npz with keys ``<split>/<id>/<map>``.
        out: folder, created if absent.
        title: first line of the report.

    Returns:
        The report's path.

    Raises:
        KeyError: the maps or the clips do not belong to the results.
    """
    out_dir = Path(out)
    out_dir.mkdir(parents=True, exist_ok=True)
    results = read_results(results_file)
    clips = read_clip_table(results_file).splits()
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    index = _index(dataset)
    lines = [f'# {title}', '', *_sentences(results), '']
    for metric in METRIC_NAMES:
        if table := results_markdown(results, metric):
            lines += [f'## {metric}', '', table, '']
    lines += ['Each cell: value [95 % interval], in percent.', '']
    lines += [
        f'- `{name}`: {meaning(name)}'
        for name in METRIC_NAMES
        if results_markdown(results, name)
    ]
    lines += [
        '- `gap`: localization minus potential, clip by clip: the effect of '
        'the audio',
        '',
    ]
    lines += lift_section(results)
    with np.load(maps_file) as maps:
        for split in results:
            name = f'clips_{split}.png'
            rows, shown = [], []
            for caption, sample_id in pick_clips(clips[split]):
                packed = dataset[index[split, sample_id]]
                sample = packed['data_samples']
                found = {
                    m: maps[f'{split}/{sample_id}/{m}']
                    for m in SHOWN
                    if f'{split}/{sample_id}/{m}' in maps
                }
                shown = list(found)
                sample.pred_maps = found
                image = packed['inputs']['image'].permute(1, 2, 0).numpy()
                rows.append((caption, image, sample))
            n = len(clips[split])
            draw_sheet(
                rows,
                shown,
                f'{split}: best, median and worst of {n} clips by the '
                "localization map's consensus IoU",
                out_dir / name,
            )
            lines += [f'## Clips of {split}', '', f'![{split}]({name})', '']
    report = out_dir / 'report.md'
    report.write_text('\n'.join(lines), encoding='utf-8')
    return report


def _index(dataset) -> dict[tuple[str, str], int]:
    """Map (split, id) to the index in a data set or concatenated ones."""
    parts = (
        dataset.datasets if isinstance(dataset, ConcatDataset) else [dataset]
    )
    found, offset = {}, 0
    for part in parts:
        part.full_init()
        for position in range(len(part)):
            info = part.get_data_info(position)
            found[info['split'], info['sample_id']] = offset + position
        offset += len(part)
    return found


def _sentences(results: dict) -> list[str]:
    """Describe the main scores of each split in a sentence."""
    lines = []
    for split, values in results.items():
        loc = values.get('localization/cIoU')
        centre, gap = values.get('centre/cIoU'), values.get('gap/cIoU')
        if not loc:
            continue
        text = (
            f'- **{split}** ({loc["n"]} clips, protocol `{loc["protocol"]}`): '
            f'the localization map finds the source in {loc["value"]:.1f} % '
            'of the clips'
        )
        if centre:
            text += f', a blob in the centre in {centre["value"]:.1f} %'
        if gap:
            sure = gap['low'] > 0 or gap['high'] < 0
            text += f'; audio adds {format_cell(gap, sign=True)} points' + (
                '' if sure else ', which is not significant'
            )
        lines.append(text + '.')
    return lines
