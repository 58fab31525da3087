"""Write tables and claims as Markdown, CSV and JSON."""

from pathlib import Path

from mmavloc.evaluation.results.files import write_json
from mmavloc.evaluation.results.worlds import check_table_version
from mmavloc.formats.atomic import write_text

from . import claims as claims_module
from . import tables as tables_module
from .curves import NAME as CURVES
from .curves import curves, draw_curves
from .evidence import PROTOCOL
from .pipeline import cost
from .plan import Run, StudyDataset, folder, needed
from .rows import TITLES

CLAIMS_TITLE = "The paper's claims"


def write_tables(
    dataset: StudyDataset, work_dir: Path, seeds: list[int], tables: list[str]
) -> Path:
    """Write each table, and one page with all tables.

    In ``work_dir`` each table becomes ``<table>.md``, ``.csv`` and ``.json``,
    and all tables become ``results.md`` and ``results.json``.

    Returns:
        The path of the page, ``results.md``.

    Raises:
        ValueError: a results file is damaged, or was computed on other data.
    """
    pairs = needed(tables, None, dataset)
    finished: dict[str, dict[str, list[int]]] = {run: {} for run, _ in pairs}
    for run, test in pairs:
        for seed in seeds:
            path = folder(work_dir, seed, run) / f'{test}.json'
            if path.is_file():
                check_table_version(path, dataset.version)
                finished[run].setdefault(test, []).append(seed)
    content: dict = {
        'dataset': dataset.title,
        'version': dataset.version,
        'seeds': seeds,
        'runs': {name: _describe(dataset.runs[name]) for name in finished},
        'finished': finished,
        'tables': {},
    }
    for table in tables:
        if table == 'claims':
            rows = claims_module.try_claims(dataset, work_dir, seeds)
            content['beside'] = claims_module.beside(dataset, work_dir, seeds)
            content['curves'] = found = curves(dataset, work_dir, seeds)
            sizes = list(dataset.sizes.values())
            draw_curves(found, sizes, work_dir / CURVES)
        else:
            rows = tables_module.fill(table, dataset, work_dir, seeds)
            write_text(work_dir / f'{table}.csv', tables_module.as_csv(rows))
        content['tables'][table] = rows
        write_json(work_dir / f'{table}.json', {table: rows})
        title, text = _print(table, rows)
        write_text(work_dir / f'{table}.md', f'# {title}\n\n{text}\n')
    content['cost'] = cost(work_dir)
    write_json(work_dir / 'results.json', content)
    page = work_dir / 'results.md'
    write_text(page, render(content))
    return page


def render(content: dict) -> str:
    """Format the page of tables from the content of ``results.json``."""
    seeds = content['seeds']
    protocols = {
        cell['protocol']
        for rows in content['tables'].values()
        for row in rows
        for cell in row.get('ours', {}).values()
    }
    if 'claims' in content['tables']:
        protocols.add(PROTOCOL)
    averaged = (
        f'seed {seeds[0]}'
        if len(seeds) == 1
        else 'averaged for each clip over those of the seeds '
        f'{", ".join(map(str, seeds))} that were run'
    )
    version = content['version']
    data = content['dataset'] + (f', version {version}' if version else '')
    lines = [
        f"# The paper's tables on {data}",
        '',
        '<!-- Written by tools/reproduce.py; not edited by hand. -->',
        '',
        'Our numbers are percentages with a 95 % bootstrap interval over the '
        f'clips, protocol `{"`, `".join(sorted(protocols)) or "none"}`, '
        f'{averaged}. `cIoU` is the share of clips that reach a consensus IoU '
        'of 0.5, and `AUC` is the area under that share as the limit varies. '
        "`cIoU_tau` and `AUC_tau` follow the literal reading of the paper's "
        "text ([metrics.md](metrics.md)). The paper's numbers were measured "
        'on Flickr-SoundNet; the paper does not say which reading they '
        'follow.',
        '',
        *_what_was_run(content),
    ]
    for table, rows in content['tables'].items():
        title, text = _print(table, rows)
        lines += [f'## {title}', '', text, '']
        if table == 'claims':
            lines += _around_claims(content)
    if content['cost']['stages']:
        lines += [
            '## What it cost',
            '',
            '{stages} trainings and tests, {hours:.1f} hours one after '
            'another.'.format(**content['cost']),
            '',
        ]
    lines += ['## How each model was trained', '']
    lines += [f'* `{name}`: {text}' for name, text in content['runs'].items()]
    return '\n'.join([*lines, ''])


def _what_was_run(content: dict) -> list[str]:
    """Say of each run on which tests it was scored, and with which seeds."""
    lines = ['## What was run', '', '| run | scored on (seeds) |', '|---|---|']
    missing = []
    for run, tests in content['finished'].items():
        if tests:
            texts = [
                f'`{test}` ({", ".join(map(str, seeds))})'
                for test, seeds in tests.items()
            ]
            lines.append(f'| `{run}` | {", ".join(texts)} |')
        else:
            missing.append(f'`{run}`')
    if missing:
        lines += ['', f'Not run: {", ".join(missing)}.']
    return [*lines, '']


def _around_claims(content: dict) -> list[str]:
    seeds = len(content['seeds'])
    over = 'seeds and clips' if seeds > 1 else 'clips alone, of one seed'
    lines = [
        f'Intervals are over {over}. A difference that is claimed to be '
        'positive is held if the whole interval is above zero, not held if '
        'it is below, else open; one that is claimed to be within a margin '
        'is held if the whole interval is, not held if it is outside, else '
        'open.',
        '',
    ]
    if any(content['curves'].values()):
        lines += [
            '### By the number of training clips',
            '',
            f'![cIoU by the number of training clips]({CURVES})',
            '',
        ]
    if content['beside']:
        lines += [
            '### As published',
            '',
            claims_module.beside_markdown(content['beside']),
            '',
        ]
    return lines


def _print(table: str, rows: list[dict]) -> tuple[str, str]:
    """Return a table's title and its Markdown."""
    if table == 'claims':
        return CLAIMS_TITLE, claims_module.claims_markdown(rows)
    return TITLES[table], tables_module.table_markdown(rows)


def _describe(run: Run) -> str:
    options = ' '.join(run.options)
    text = f'`configs/{run.config}`' + (
        f' with `{options}`' if options else ''
    )
    return text + ('' if run.trained else ', untrained')
