"""Convert the checkpoint that a method's authors released.

The modules of a released checkpoint are described once, and names and shapes
follow from the modules. Every parameter of a module must be present with the
right shape. Every other parameter of the file must be listed as ignored.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor, nn

from mmavloc.engine.checkpoint import load_plain


@dataclass(frozen=True, kw_only=True)
class Part:
    """One module of a released checkpoint.

    Attributes:
        released: prefix of its parameters' names in the file.
        ours: prefix of their names in a localizer.
        module: returns such a module, for the names and shapes.
        rename: pairs of a prefix in our module and the one in the file.
        file: index of the released file that contains it, from 0.
    """

    released: str
    ours: str
    module: Callable[[], nn.Module]
    rename: tuple[tuple[str, str], ...] = ()
    file: int = 0

    @cached_property
    def keys(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Name in the file -> name in a localizer, and shape."""
        with torch.device('meta'):
            wanted = self.module().state_dict()
        return {
            self.released + self._theirs(name): (
                self.ours + name,
                tuple(value.shape),
            )
            for name, value in wanted.items()
        }

    def _theirs(self, name: str) -> str:
        for ours, theirs in self.rename:
            if name.startswith(ours):
                return theirs + name.removeprefix(ours)
        return name


@dataclass(frozen=True, kw_only=True)
class Released:
    """The layout of a method's released checkpoints.

    Attributes:
        title: name of the method in messages.
        config: the config or folder of configs to use the weights with.
        container: key of the state dict in the file; None if the file is the
            state dict, or a dict of several, whose keys then begin the names.
        parts: the modules of the method.
        ignore: regular expressions that match the whole names of parameters
            that are in the files and are not used.
        files: the content of each released file, in the order in which the
            files are given.
    """

    title: str
    config: str
    container: str | None
    parts: tuple[Part, ...]
    ignore: tuple[str, ...] = ()
    files: tuple[str, ...] = ('checkpoint',)

    def convert(self, *paths: str) -> dict[str, Tensor]:
        """Read the released files; return parameters by our names.

        Raises:
            FileNotFoundError: a file does not exist.
            ValueError: the number of files is wrong, a file is not a
                checkpoint, or it has another layout: a parameter is missing,
                has another shape or is unknown.
        """
        if len(paths) != len(self.files):
            raise ValueError(
                f'{self.title}: got {len(paths)} files, expected '
                f'{len(self.files)}: {", ".join(self.files)}'
            )
        found: dict[str, Tensor] = {}
        for number, path in enumerate(paths):
            found |= self._convert_file(number, path)
        return found

    def _convert_file(self, number: int, path: str) -> dict[str, Tensor]:
        weights = self._state_dict(path)
        wanted = {
            theirs: ours
            for part in self.parts
            if part.file == number
            for theirs, ours in part.keys.items()
        }
        problems = _problems(weights, wanted, self.ignore)
        if problems:
            raise ValueError(
                f'{path}: not a {self.files[number]} of {self.title} as '
                f'released: {"; ".join(problems)}; give the file that its '
                f'authors released for the networks of {self.config}'
            )
        return {
            ours: weights.get(theirs, torch.zeros(shape, dtype=torch.int64))
            for theirs, (ours, shape) in wanted.items()
        }

    def _state_dict(self, path: str) -> dict[str, Tensor]:
        """Return the tensors by name, without the prefix of DataParallel."""
        found = load_plain(path, map_location='cpu')
        names = ', '.join(list(found)[:4]) if isinstance(found, dict) else ''
        if self.container and isinstance(found, dict):
            found = found.get(self.container)
        if not isinstance(found, dict) or not found:
            where = (
                f'under {self.container!r}'
                if self.container
                else 'at the top level'
            )
            raise ValueError(
                f'{path}: has no parameters {where} (first keys: '
                f'{names or "none"}); give a released checkpoint of '
                f'{self.title}'
            )
        nested = [
            (f'{name}.{inner}', tensor)
            for name, value in found.items()
            if isinstance(value, dict)
            for inner, tensor in value.items()
        ]
        return {
            str(name).replace('module.', ''): value
            for name, value in [*found.items(), *nested]
            if isinstance(value, Tensor)
        }


def _problems(
    weights: dict[str, Tensor],
    wanted: dict[str, tuple[str, tuple[int, ...]]],
    ignore: tuple[str, ...],
) -> list[str]:
    # Files from before PyTorch 0.4.1 lack the counters, which have no effect.
    missing = [
        name
        for name in wanted
        if name not in weights and not name.endswith('num_batches_tracked')
    ]
    unknown = [
        name
        for name in weights
        if name not in wanted
        and not any(re.fullmatch(pattern, name) for pattern in ignore)
    ]
    reshaped = [
        f'{name} is {tuple(weights[name].shape)}, not {shape}'
        for name, (_, shape) in wanted.items()
        if name in weights and tuple(weights[name].shape) != shape
    ]
    return [
        f'{len(names)} of {len(wanted)} parameters {what}, first {names[0]}'
        if what != 'are unknown'
        else f'{len(names)} are unknown, first {names[0]}'
        for what, names in (
            ('are missing', missing),
            ('have another shape', reshaped),
            ('are unknown', unknown),
        )
        if names
    ]
