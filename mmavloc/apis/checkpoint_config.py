"""Reader of the config in a checkpoint, without executing it.

Training writes the text of its config to every checkpoint. MMEngine would
execute this text as Python. Here only literals and ``dict(...)`` are allowed,
and such a text contains nothing else.
"""

import ast
import json

from mmengine.config import Config

from mmavloc.engine.checkpoint import load_plain
from mmavloc.engine.weights import local_file


def config_of(checkpoint: str) -> Config:
    """Return the config inside a checkpoint.

    Args:
        checkpoint: path or URL of a file that training wrote (``.pth``), or
            of a ``.safetensors`` file with a ``config`` (JSON) in its
            metadata.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file cannot be downloaded, is not the one that its
            sum names, is not a checkpoint, or has no config that can be
            read as data.
    """
    checkpoint = local_file(checkpoint)
    if checkpoint.endswith('.safetensors'):
        values = _of_safetensors(checkpoint)
    else:
        content = load_plain(checkpoint, 'cpu')
        meta = content.get('meta') if isinstance(content, dict) else None
        text = (meta or {}).get('cfg')
        values = parse_config(text, checkpoint) if text else None
    if not values:
        raise ValueError(
            f'{checkpoint}: holds no config; want the config of its training '
            'in addition'
        )
    return Config(values)


def parse_config(text: str, source: str) -> dict:
    """Read the text of a config without executing it.

    Args:
        text: assignments of literals and ``dict(...)``, as MMEngine's
            ``Config.pretty_text`` writes them.
        source: file of the text, for messages.

    Raises:
        ValueError: the text contains anything else.
    """
    values: dict = {}
    try:
        for line in ast.parse(text).body:
            if not (
                isinstance(line, ast.Assign)
                and len(line.targets) == 1
                and isinstance(line.targets[0], ast.Name)
            ):
                raise ValueError(f'line {line.lineno} is not an assignment')
            values[line.targets[0].id] = _value(line.value)
    except (SyntaxError, ValueError) as error:
        raise ValueError(
            f'{source}: its config is not plain data ({error}); want the '
            'config of its training in addition'
        ) from None
    return values


def _value(node: ast.expr) -> object:
    """Evaluate literals, containers of them, and ``dict(key=...)``."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == 'dict'
        and not node.args
    ):
        return {pair.arg: _value(pair.value) for pair in node.keywords}
    if isinstance(node, ast.Dict):
        keys = [_value(key) for key in node.keys if key is not None]
        return dict(zip(keys, map(_value, node.values), strict=True))
    if isinstance(node, ast.List):
        return [_value(part) for part in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple(_value(part) for part in node.elts)
    return ast.literal_eval(node)


def _of_safetensors(checkpoint: str) -> dict | None:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(checkpoint, 'pt') as file:
            text = (file.metadata() or {}).get('config')
    except SafetensorError as error:
        raise ValueError(
            f'{checkpoint}: not a readable checkpoint ({error}); it may be '
            'truncated: copy it again'
        ) from None
    return json.loads(text) if text else None
