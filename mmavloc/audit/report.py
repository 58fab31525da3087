"""Files of an audit: ``report.html``, ``report.md``, ``results.json``."""

from dataclasses import dataclass
from pathlib import Path

from mmavloc.evaluation.functional import reliability
from mmavloc.evaluation.results.clip_values import CLIP_METRICS
from mmavloc.evaluation.results.files import write_json
from mmavloc.visualization.pages import page_environment
from mmavloc.visualization.plots import (
    as_svg,
    draw_reliability,
    draw_scores,
)

from .examples import Example, draw_example_sheet
from .rows import GAPS, ROWS
from .run import AuditResult
from .sounds import SOUNDS
from .verdict import Verdict, judge

SHOWN = ('cIoU', 'AUC', 'cIoU_tau', 'pointing')  # columns of the tables


@dataclass(frozen=True)
class Section:
    """The content of the report on one data set."""

    findings: AuditResult
    verdict: Verdict
    clips: list[Example]
    heads: list[str]
    scores: list[dict]
    gaps: list[dict]
    sounds: list[dict]
    parts: list[dict]
    further: list[dict]
    plots: dict[str, str]


def make_section(f: AuditResult, clips: list[Example]) -> Section:
    """Make the section of one data set."""
    cells = f.cells
    shown = [name for name in ROWS if f'{name}/cIoU' in cells]
    if all(
        cells[f'ceiling_distinct/{m}'] == cells[f'ceiling/{m}'] for m in SHOWN
    ):
        shown.remove('ceiling_distinct')
    metrics = [*SHOWN, *(['half_acc'] if f.side_by_side else [])]
    scores = [
        {
            'name': ROWS[n].caption,
            'cells': [cells.get(f'{n}/{m}') for m in metrics],
        }
        for n in shown
    ]
    # leave out a difference that would be shown twice
    best = f.best_soundless
    same = 'gap' if best == 'image_only' else f'gap_{best}'
    gaps = [
        {
            'name': text.format(best=ROWS[best].caption),
            'cells': [cells[f'{key}/{m}'] for m in SHOWN],
        }
        for key, text in GAPS.items()
        if f'{key}/cIoU' in cells and key != same
    ]
    sounds = [
        {
            'name': ROWS[s].short,
            'how': f.plan.how[s],
            'cells': [
                cells[f'alike_{s}/correlation'],
                cells[f'alike_{s}/unchanged'],
                cells[f'peak_{s}/AUROC'],
            ],
        }
        for s in SOUNDS
        if f'alike_{s}/correlation' in cells
    ]
    parts = [
        {
            'name': _part_name(f, name),
            'cells': [
                cells[f'{key}/cIoU|{name}']
                for key in ('image_only', 'localization', 'gap')
            ],
        }
        for name in _parts(f)
    ]
    further = [
        {'name': f'{ROWS[name].caption}, {score}', 'cells': [cell]}
        for key, cell in cells.items()
        for name, _, score in [key.partition('/')]
        if score.startswith('cIoU@') and name in ROWS and ROWS[name].by_all
    ]
    return Section(
        findings=f,
        verdict=judge(f),
        clips=clips,
        heads=[CLIP_METRICS[m].caption for m in metrics],
        scores=scores,
        gaps=gaps,
        sounds=sounds,
        parts=parts,
        further=further,
        plots=_plots(f, shown),
    )


def write_pages(
    sections: list[Section], about: dict[str, str], out: str | Path
) -> None:
    """Write the three files, and the pictures of ``report.md``.

    Args:
        sections: one per data set; the first one gives the headline.
        about: description of the audit, as name -> text.
        out: folder, created if absent.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for section in sections:
        split = section.findings.split
        for name, svg in section.plots.items():
            (out / f'{name}_{split}.svg').write_text(svg, encoding='utf-8')
        if section.clips:
            draw_example_sheet(section.clips).save(out / f'clips_{split}.jpg')
    pages = page_environment('mmavloc.audit')
    for name in ('report.html', 'report.md'):
        text = pages.get_template(f'{name}.j2').render(
            sections=sections, about=about
        )
        (out / name).write_text(text, encoding='utf-8')
    write_json(
        out / 'results.json', {s.findings.split: _cells(s) for s in sections}
    )


def _cells(section: Section) -> dict[str, dict]:
    """Return the cells; that of the verdict includes its sentence."""
    cells = dict(section.findings.cells)
    verdict = section.verdict
    cells['gap_soundless/cIoU'] = cells['gap_soundless/cIoU'] | {
        'needs_sound': verdict.needs,
        'uses_sound': verdict.uses,
        'answer': verdict.headline,
    }
    return cells


def _plots(f: AuditResult, shown: list[str]) -> dict[str, str]:
    def row(label: str, key: str, colour: str):
        cell = f.cells[key]
        return label, cell['value'], cell['low'], cell['high'], colour

    protocol = f.cells['localization/cIoU']['protocol']
    axis = f'cIoU by {protocol}, %, 95 % interval'
    plots = {
        'scores': draw_scores(
            [row(ROWS[n].short, f'{n}/cIoU', ROWS[n].colour) for n in shown],
            axis,
        ),
        'calibration': draw_reliability(
            reliability(
                f.table.column('localization', 'confidence'),
                f.table.column('localization', 'cIoU_tau'),
            ),
            'confidence: expected IoU of the map, %',
            'consensus IoU, %',
        ),
        'parts': draw_scores(
            [
                row(
                    f'{name}: {ROWS[key].short}',
                    f'{key}/cIoU|{name}',
                    ROWS[key].colour,
                )
                for name in _parts(f)
                for key in ('image_only', 'localization')
            ],
            axis,
        ),
    }
    return {name: as_svg(figure) for name, figure in plots.items()}


def _parts(f: AuditResult) -> list[str]:
    prefix = 'localization/cIoU|'
    return [k.removeprefix(prefix) for k in f.cells if k.startswith(prefix)]


def _part_name(f: AuditResult, name: str) -> str:
    if name not in f.sizes:
        return name
    low, high = f.sizes[name]
    return f'{name}: {100 * low:.0f} to {100 * high:.0f} % of the frame'
