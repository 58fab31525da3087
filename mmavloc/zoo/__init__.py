"""Models that come with the package: a folder each, of weights and card.

``SoundLocalizationInferencer('starter')`` and ``mmavloc localize --model
starter`` take them by name. Each folder holds one ``.safetensors`` file with
its config inside, ``results.json`` and ``README.md``, the card that ``mmavloc
make_card`` writes from the results.
"""

import json
from pathlib import Path

DEFAULT = 'starter'  # where no model is named
HERE = Path(__file__).parent
RESULTS, CARD = 'results.json', 'README.md'


def zoo_names() -> list[str]:
    """Return the names of the models in the package."""
    return sorted(path.parent.name for path in HERE.glob('*/*.safetensors'))


def zoo_weights(name: object) -> Path | None:
    """Return the weights of a model in the package.

    Args:
        name: of a model; anything else is none.
    """
    if not isinstance(name, str) or name not in zoo_names():
        return None
    return next((HERE / name).glob('*.safetensors'))


def zoo_line(name: str) -> str:
    """Return one line about a model: what it knows, and where its card is."""
    known = json.loads((HERE / name / RESULTS).read_text(encoding='utf-8'))
    return (
        f'model: {name} of the package, which knows the sounds of '
        f'{", ".join(known["classes"])}; card: {HERE / name / CARD}'
    )
