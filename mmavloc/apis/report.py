"""A report of one test run: the answer, scores, gaps, pictures of clips."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmengine.dataset import BaseDataset, ConcatDataset

from mmavloc.evaluation.results.answer import answer
from mmavloc.evaluation.results.clip_files import read_clip_table
from mmavloc.evaluation.results.clip_table import ClipTable
from mmavloc.evaluation.results.clip_values import METRIC_NAMES, meaning
from mmavloc.evaluation.results.files import (
    PROVENANCE,
    read_results,
    results_markdown,
)
from mmavloc.evaluation.results.lift_table import flat_warning, lift_section
from mmavloc.evaluation.results.summary import format_cell
from mmavloc.evaluation.results.worlds import check_version
from mmavloc.registry import DATASETS
from mmavloc.visualization import draw_sheet, picture_of
from mmavloc.visualization.panels import SheetRow

from .next_commands import next_commands
from .report_page import write_page
from .two_sounds import TwoSounds, two_sounds

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
    cfg: Config,
    results_file: str,
    maps_file: str,
    out: str,
    title: str,
    options: Sequence[str] = (),
) -> Path:
    """Write ``report.html``, ``report.md`` and a sheet of pictures a split.

    The page is one file with all pictures in it. Where the results name a
    checkpoint that is still there, it also shows one picture with two sounds.

    Args:
        cfg: the tested config, for its clips.
        results_file: results of the test; the file of per-clip values is in
            the same folder.
        maps_file: predicted maps, an .npz with keys ``<split>/<id>/<map>``.
        out: folder, created if absent.
        title: title of the report.
        options: words of the command line, repeated in the next commands.

    Returns:
        The page's path.

    Raises:
        KeyError: the maps or the clips do not belong to the results.
        ValueError: the results are on another version of SoundingShapes.
    """
    results = read_results(results_file)
    text = Path(results_file).read_text(encoding='utf-8')
    about = json.loads(text).get(PROVENANCE, {})
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    version = getattr(dataset, 'metainfo', {}).get('world')
    check_version(results_file, version)
    clips = read_clip_table(results_file).splits()
    out_dir = Path(out)
    out_dir.mkdir(parents=True, exist_ok=True)
    said = answer(results)  # of a model with P and alpha
    sheets = read_sheets(dataset, clips, maps_file)
    for split, rows in sheets.items():
        draw_sheet(
            rows,
            list(rows[0][2].pred_maps),
            f'{split}: best, median and worst of {len(clips[split])} clips by '
            "the localization map's consensus IoU",
            out_dir / f'clips_{split}.png',
        )
    lines = as_lines(results, title)
    for split in sheets:
        lines += [f'## Clips of {split}', '']
        lines += [f'![{split}](clips_{split}.png)', '']
    (out_dir / 'report.md').write_text('\n'.join(lines), encoding='utf-8')
    two = two_sounds(cfg, dataset, about) if said else TwoSounds()
    return write_page(
        out_dir / 'report.html',
        title,
        results,
        sheets,
        two,
        about,
        next_commands(
            *(about, results, results_file, out_dir, options),
            two_sounds=bool(two.rows),
        ),
    )


def as_lines(results: dict, title: str) -> list[str]:
    """Make the lines of ``report.md``, without its pictures."""
    lines = [f'# {title}', '']
    if said := answer(results):
        lines += [f'**{said.headline}** {said.detail}', '']
    if text := flat_warning(results):
        lines += [f'**Warning**: {text}', '']
    lines += [*sentences(results), '']
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
    return lines + lift_section(results)


def read_sheets(
    dataset: BaseDataset, clips: dict[str, ClipTable], maps_file: str
) -> dict[str, list[SheetRow]]:
    """Read the clips to show and their maps: split -> rows of a sheet."""
    index = _index(dataset)
    sheets = {}
    with np.load(maps_file) as maps:
        for split, table in clips.items():
            rows: list[SheetRow] = []
            for caption, sample_id in pick_clips(table):
                packed = dataset[index[split, sample_id]]
                sample = packed['data_samples']
                sample.pred_maps = {
                    m: maps[f'{split}/{sample_id}/{m}']
                    for m in SHOWN
                    if f'{split}/{sample_id}/{m}' in maps
                }
                image = picture_of(packed['inputs']['image'])
                rows.append((caption, image, sample))
            sheets[split] = rows
    return sheets


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


def sentences(results: dict) -> list[str]:
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
