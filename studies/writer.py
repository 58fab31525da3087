"""Tables and claims as files: Markdown, CSV and JSON."""

from pathlib import Path

from mmavloc.evaluation.results.files import write_json
from mmavloc.formats.atomic import write_text

from . import claims as claims_module
from . import tables as tables_module
from .plan import Run, StudyDataset, needed
from .rows import TITLES

CLAIMS_TITLE = "The paper's claims"


def write_tables(
    dataset: StudyDataset, work_dir: Path, seeds: list[int], tables: list[str]
) -> Path:
    """Write each table, and all of them as one page.

    Leaves ``<table>.md``, ``.csv`` and ``.json`` for each, and
    ``results.md`` and ``results.json`` with them all, in ``work_dir``.

    Returns:
        The page.

    Raises:
        ValueError: a results file is damaged.
    """
    content: dict = {
        'dataset': dataset.title,
        'seeds': seeds,
        'runs': {
            name: _describe(dataset.runs[name])
            for name in dict.fromkeys(run for run, _ in needed(tables))
        },
        'tables': {},
    }
    for table in tables:
        if table == 'claims':
            rows = claims_module.try_claims(dataset, work_dir, seeds)
        else:
            rows = tables_module.fill(table, dataset, work_dir, seeds)
            write_text(work_dir / f'{table}.csv', tables_module.as_csv(rows))
        content['tables'][table] = rows
        write_json(work_dir / f'{table}.json', {table: rows})
        title, text = _print(table, rows)
        write_text(work_dir / f'{table}.md', f'# {title}\n\n{text}\n')
    write_json(work_dir / 'results.json', content)
    page = work_dir / 'results.md'
    write_text(page, render(content))
    return page


def render(content: dict) -> str:
    """Print the page of tables from what ``results.json`` holds."""
    seeds = content['seeds']
    protocols = {
        cell['protocol']
        for rows in content['tables'].values()
        for row in rows
        for cell in row.get('ours', {}).values()
    }
    averaged = (
        f'seed {seeds[0]}'
        if len(seeds) == 1
        else f'each clip averaged over the seeds {", ".join(map(str, seeds))}'
    )
    lines = [
        f"# The paper's tables on {content['dataset']}",
        '',
        '<!-- Written by tools/reproduce.py; not edited by hand. -->',
        '',
        'Ours are percent [95 % bootstrap interval over the clips], protocol '
        f'`{"`, `".join(sorted(protocols)) or "none"}`, {averaged}. `cIoU` '
        'and `AUC` are the share of clips that reach a consensus IoU of 0.5 '
        'and the area under that share; `cIoU_tau` and `AUC_tau` the literal '
        "reading of the paper's text ([metrics.md](metrics.md)). The paper's "
        'figures are its own, on Flickr-SoundNet, and which reading they are '
        'of is open.',
        '',
    ]
    for table, rows in content['tables'].items():
        title, text = _print(table, rows)
        lines += [f'## {title}', '', text, '']
    lines += ['## How each model was trained', '']
    lines += [f'* `{name}`: {text}' for name, text in content['runs'].items()]
    return '\n'.join([*lines, ''])


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
