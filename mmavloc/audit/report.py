"""What an audit found, as ``report.html``, ``report.md``, ``results.json``."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from mmavloc.evaluation.functional import reliability
from mmavloc.evaluation.results.clip_values import METRICS as CAPTIONS
from mmavloc.evaluation.results.files import write_json
from mmavloc.evaluation.results.summary import format_cell
from mmavloc.floors import FLOORS, GREY
from mmavloc.visualization.plots import (
    as_svg,
    draw_reliability,
    draw_scores,
)

from .examples import TellingClip, draw_sheet
from .metrics import METRICS
from .run import Findings
from .sounds import SOUNDS
from .verdict import NAMES, Answer, answer

BLIND, OWN, WRONG, MOST = (
    '#c9800f', '#1f6fb2', '#86b8de', '#30343b'
)  # fmt: skip
COLOURS = {
    **{name: floor.colour for name, floor in FLOORS.items()},
    'mean_box': GREY,
    'image_only': BLIND,
    'localization': OWN,
    'attention': OWN,
    **dict.fromkeys(SOUNDS, WRONG),
    'ceiling_soundless': MOST,
    'ceiling_grid': MOST,
    'ceiling_distinct': MOST,
    'ceiling': MOST,
}
SHORT = {
    **{name: floor.short for name, floor in FLOORS.items()},
    'mean_box': 'mean box',
    'image_only': 'image only',
    'localization': 'its own sound',
    'attention': 'A alone',
    'swapped': 'wrong sound',
    'silent': 'silence',
    'noise': 'noise',
    'offscreen': 'off screen',
    'ceiling_soundless': 'ceiling, deaf',
    'ceiling_grid': 'truth, its grid',
    'ceiling_distinct': 'ceiling, no ties',
    'ceiling': 'ceiling',
}
# shown by the further protocols too
FURTHER = (
    'centre',
    'image_only',
    'localization',
    'swapped',
    'ceiling_distinct',
    'ceiling',
)
GAPS = {
    'gap_soundless': 'its own sound against the best without, {best}',
    'gap': 'its own sound against image only',
    'gap_swapped': 'its own sound against a wrong one',
    'gap_silent': 'its own sound against silence',
    'gap_noise': 'its own sound against noise',
    'gap_offscreen': 'its own sound against off screen',
}


@dataclass(frozen=True)
class Section:
    """Everything the report shows of one data set, ready to be laid out."""

    findings: Findings
    answer: Answer
    clips: list[TellingClip]
    heads: list[str]
    scores: list[dict]
    gaps: list[dict]
    sounds: list[dict]
    parts: list[dict]
    further: list[dict]
    plots: dict[str, str]


def make_section(f: Findings, clips: list[TellingClip]) -> Section:
    """Lay out one data set's findings."""
    cells = f.cells
    shown = [name for name in COLOURS if f'{name}/cIoU' in cells]
    if all(
        cells[f'ceiling_distinct/{m}'] == cells[f'ceiling/{m}']
        for m in METRICS
    ):
        shown.remove('ceiling_distinct')
    metrics = [*METRICS, *(['half_acc'] if f.side_by_side else [])]
    heads = [CAPTIONS[name].caption for name in metrics]
    scores = [
        {'name': NAMES[n], 'cells': [cells.get(f'{n}/{m}') for m in metrics]}
        for n in shown
    ]
    # no difference twice
    best = f.best_soundless
    same = 'gap' if best == 'image_only' else f'gap_{best}'
    gaps = [
        {
            'name': text.format(best=NAMES[best]),
            'cells': [cells[f'{key}/{m}'] for m in METRICS],
        }
        for key, text in GAPS.items()
        if f'{key}/cIoU' in cells and key != same
    ]
    sounds = [
        {
            'name': SHORT[s],
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
        {'name': _part_name(f, name), 'cells': [
            cells[f'{key}/cIoU|{name}']
            for key in ('image_only', 'localization', 'gap')
        ]}
        for name in _parts(f)
    ]  # fmt: skip
    further = [
        {'name': f'{NAMES[name]}, {score}', 'cell': cell}
        for key, cell in cells.items()
        for name, _, score in [key.partition('/')]
        if score.startswith('cIoU@') and name in FURTHER
    ]
    return Section(
        findings=f,
        answer=answer(f),
        clips=clips,
        heads=heads,
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
    """Write the three files, and the pictures that ``report.md`` shows.

    Args:
        sections: one a data set, the benchmark itself first.
        about: what was audited, as name -> text.
        out: folder, made if absent.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for section in sections:
        split = section.findings.split
        for name, svg in section.plots.items():
            (out / f'{name}_{split}.svg').write_text(svg, encoding='utf-8')
        if section.clips:
            draw_sheet(section.clips).save(out / f'clips_{split}.jpg')
    pages = Environment(
        loader=PackageLoader('mmavloc.audit', 'templates'),
        autoescape=lambda name: '.html' in (name or ''),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    pages.filters |= {'percent': _percent, 'points': _points}
    for name in ('report.html', 'report.md'):
        text = pages.get_template(f'{name}.j2').render(
            sections=sections, about=about
        )
        (out / name).write_text(text, encoding='utf-8')
    write_json(
        out / 'results.json', {s.findings.split: _cells(s) for s in sections}
    )


def _cells(section: Section) -> dict[str, dict]:
    """The cells, those of the two answers with their words."""
    cells = dict(section.findings.cells)
    said = section.answer
    cells['gap_soundless/cIoU'] = cells['gap_soundless/cIoU'] | {
        'needs_sound': said.needs,
        'uses_sound': said.uses,
        'answer': said.headline,
    }
    return cells


def _plots(f: Findings, shown: list[str]) -> dict[str, str]:
    def row(label: str, key: str, colour: str):
        cell = f.cells[key]
        return label, cell['value'], cell['low'], cell['high'], colour

    protocol = f.cells['localization/cIoU']['protocol']
    axis = f'cIoU by {protocol}, %, 95 % interval'
    plots = {
        'scores': draw_scores(
            [row(SHORT[n], f'{n}/cIoU', COLOURS[n]) for n in shown], axis
        ),
        'calibration': draw_reliability(
            reliability(
                f.columns['confidence'], f.columns['localization/cIoU_tau']
            ),
            'confidence: the IoU that the map promises, %',
            'consensus IoU, %',
        ),
        'parts': draw_scores(
            [
                row(f'{name}: {what}', f'{key}/cIoU|{name}', COLOURS[key])
                for name in _parts(f)
                for what, key in (
                    ('image only', 'image_only'),
                    ('its own sound', 'localization'),
                )
            ],
            axis,
        ),
    }
    return {name: as_svg(figure) for name, figure in plots.items()}


def _parts(f: Findings) -> list[str]:
    prefix = 'localization/cIoU|'
    return [k.removeprefix(prefix) for k in f.cells if k.startswith(prefix)]


def _part_name(f: Findings, name: str) -> str:
    if name not in f.sizes:
        return name
    low, high = f.sizes[name]
    return f'{name}: {100 * low:.0f} to {100 * high:.0f} % of the frame'


def _percent(cell: dict | None) -> str:
    if cell is None:
        return ''
    return format_cell(cell)


def _points(cell: dict) -> str:
    return f'{_percent(cell)}, p {_chance(cell["p"])}'


def _chance(p: float) -> str:
    return '< 0.001' if p < 0.001 else f'= {p:.3f}'
