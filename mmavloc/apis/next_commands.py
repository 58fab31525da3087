"""What to type after a test: commands that go with its results."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

Command = tuple[str, str]  # what it does, and what to type


def next_commands(
    about: dict,
    results: Mapping,
    results_file: str | Path,
    out: Path,
    options: Sequence[str] = (),
    *,
    two_sounds: bool = True,
) -> list[Command]:
    """List commands for the model and the data of some results.

    Args:
        about: their provenance; without it there are no commands.
        results: by split.
        results_file: where they are.
        out: where reports go.
        options: words of the test's command line to repeat.
        two_sounds: whether figure 5 can be drawn.
    """
    if not about.get('config'):
        return []
    model = [shown(about['config'])]
    if about.get('checkpoint'):
        model.append(about['checkpoint'])
    # of several data sets one, for a start
    split = ['--split', next(iter(results))] if len(results) > 1 else []
    figure = (
        'More clips with two sounds, drawn by chance.',
        typed(
            *('make_figures', *model, '--figure', 5, '--rows', 8),
            *('--out', out / 'figure5.png', *options),
        ),
    )
    return [
        (
            'Does the model use the sound? Play it a wrong one, silence and '
            'noise.',
            typed('audit', *model, *split, '--out', out / 'audit', *options),
        ),
        *([figure] if two_sounds else []),
        (
            'Is another run better, clip by clip?',
            typed('compare', results_file, 'OTHER/results.json'),
        ),
    ]


def typed(tool: str, *words: object) -> str:
    """Write a command line as the tool at work was called."""
    here = Path(sys.argv[0])
    call = ['mmavloc', tool]
    if here.suffix == '.py' and here.parent.name == 'tools':
        call = ['python', shown(here.with_name(f'{tool}.py'))]
    return shlex.join([*call, *map(str, words)])


def shown(path: str | Path) -> str:
    """Write a path as it is typed in the current folder."""
    path = Path(path).absolute()
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
