"""The card of a model: what it knows, how well, and what it cannot do."""

import json
from pathlib import Path

from jinja2 import UndefinedError

from mmavloc.visualization.pages import page_environment

TEMPLATE = 'card.md.j2'


def model_card(results: str | Path) -> str:
    """Return the card of a model as Markdown.

    Args:
        results: JSON of the facts and the scores of a model, such as
            ``mmavloc/zoo/starter/results.json``.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not JSON, or lacks a fact; the message names it.
    """
    path = Path(results)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such file; want the results.json of a model, as in '
            'mmavloc/zoo/starter'
        )
    try:
        facts = json.loads(path.read_text(encoding='utf-8'))
    except ValueError as error:
        raise ValueError(
            f'{path}: not JSON ({error}); want the results.json of a model'
        ) from None
    pages = page_environment('mmavloc.apis')
    try:
        text = pages.get_template(TEMPLATE).render(source=path.name, **facts)
    except (UndefinedError, TypeError) as error:
        raise ValueError(
            f'{path}: lacks a fact of the card ({error}); want those of '
            'mmavloc/zoo/starter/results.json'
        ) from None
    return text.rstrip() + '\n'
