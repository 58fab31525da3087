"""Pages in one look: one HTML file with all in it, nothing fetched."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mmavloc.evaluation.results.summary import format_cell


def page_environment(package: str) -> Environment:
    """Return the templates of a package, beside the common ones.

    ``page.html.j2`` is the common frame and ``parts.html.j2`` holds tables and
    rows of pictures. Filters: ``percent`` and ``points`` print a cell of a
    results file, ``number`` prints it as HTML.

    Args:
        package: a package with a folder ``templates``.
    """
    pages = Environment(
        loader=ChoiceLoader(
            [PackageLoader(package), PackageLoader('mmavloc.visualization')]
        ),
        autoescape=lambda name: '.html' in (name or ''),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    pages.filters |= {
        'percent': percent,
        'points': points,
        'number': number,
    }
    return pages


def percent(cell: dict | None) -> str:
    """Print a cell; nothing for one that is missing."""
    return '' if cell is None else format_cell(cell)


def points(cell: dict) -> str:
    """Print a paired difference with the p of its test."""
    p = cell['p']
    chance = '< 0.001' if p < 0.001 else f'= {p:.3f}'
    return f'{format_cell(cell)}, p {chance}'


def number(cell: dict | None, kind: str = 'percent') -> Markup:
    """Print a cell as HTML: its value, and its interval less prominent.

    Args:
        cell: value, low and high, and p if ``kind`` is ``points``.
        kind: ``percent``, ``points``, or ``times`` for percent as a factor.
    """
    if cell is None:
        return Markup()
    if kind == 'times':
        value, low, high = (
            f'{cell[key] / 100:.2f}' for key in ('value', 'low', 'high')
        )
        rest = f'[{low}, {high}]'
    else:
        text = points(cell) if kind == 'points' else percent(cell)
        value, _, rest = text.partition(' ')
    return Markup('{} <span class="interval">{}</span>').format(
        value.replace('-', '\N{MINUS SIGN}'),
        rest.replace('-', '\N{MINUS SIGN}'),
    )
