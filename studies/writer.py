"""Write tables and claims as Markdown, CSV and JSON."""

from pathlib import Path

from mmavloc.evaluation.results.files import write_json
from mmavloc.evaluation.results.worlds import check_version
from mmavloc.formats.atomic import write_text

from . import claims as claims_module
from . import tables as tables_module
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
    for run, test in needed(tables):
        for seed in seeds:
            path = folder(work_dir, seed, run) / f'{test}.json'
            if path.is_file():
                check_version(path, dataset.version)
    content: dict = {
        'dataset': dataset.title,
        'seeds': seeds,
        'runs': {
            name: _describe(dataset.runs[name])
            for name in dict.fromkeys(
                run for run, _ in needed(tables, None, dataset)
            )
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
    """Format the page of tables from the content of ``results.json``."""
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
        else 'averaged for each clip over the seeds '
        f'{", ".join(map(str, seeds))}'
    )
    lines = [
        f"# The paper's tables on {content['dataset']}",
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
