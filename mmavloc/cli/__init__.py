"""The ``mmavloc`` command: ``mmavloc TOOL ...`` runs a tool from anywhere.

A tool is a module with ``main(argv)``; it is imported when it is run, so that
the list of tools is printed at once. ``tools/*.py`` of a checkout are doors
to the same.
"""

import difflib
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

TOOLS = {
    'train': 'train a model that a config describes',
    'test': 'score a model on annotated clips',
    'audit': 'does a benchmark need sound, and does a model use it?',
    'convert': "a method's released checkpoint for its config here",
    'compare': 'is one system better than another on the same clips?',
    'score_maps': 'score maps that any program saved',
    'plot_curve': 'draw losses and other scalars of a training',
    'make_report': 'tables and pictures of a test run',
    'make_figures': "the paper's Figures 3 to 6 for any model and data",
    'browse_dataset': 'draw clips as the model gets them',
    'prepare_data': 'turn downloads into a data set of verified clips',
    'make_lists': 'draw training, validation and supervised lists',
    'lint_lists': 'find leaks, duplicates and broken clips in id lists',
    'pack_dataset': 'pack clips into a few large files',
    'make_sounding_shapes': 'make the embedded benchmark',
}
# These run other tools or configs of a checkout; the package has none.
CHECKOUT_TOOLS = {
    'demo': ('studies', 'train, score and draw on the embedded benchmark'),
    'reproduce': ('studies', "rerun the paper's experiments and tables"),
    'benchmark': ('benchmarks', 'measure loading, training and testing'),
}
# Former names: the tool that took them in, and the options that choose it.
FORMER = {
    'score_negative_audio': ('score_maps', '--negatives KIND=FILE.npz'),
    'benchmark_scoring': ('benchmark', '--parts scoring'),
}


def usage() -> str:
    """Describe the command: a line per tool."""
    width = max(map(len, [*TOOLS, *CHECKOUT_TOOLS])) + 2
    return '\n'.join(
        [
            'usage: mmavloc TOOL [option ...]; mmavloc TOOL --help says more',
            '',
            *(f'  {name:{width}}{text}' for name, text in TOOLS.items()),
            '',
            'in a checkout of the project:',
            *(
                f'  {name:{width}}{text}'
                for name, (_, text) in CHECKOUT_TOOLS.items()
            ),
        ]
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line ``mmavloc TOOL ...``."""
    tool, *rest = (sys.argv[1:] if argv is None else argv) or ['--help']
    if tool in ('-h', '--help'):
        print(usage())
        return
    if tool == '--version':
        from mmavloc import __version__

        print(f'mmavloc {__version__}')
        return
    name = tool.replace('-', '_')
    sys.argv = [f'mmavloc {name}', *rest]  # what argparse calls the program
    run(name, Path.cwd(), shown=tool)


def run_door(file: str) -> None:
    """Run the tool that a file in ``tools/`` of a checkout is named after."""
    path = Path(file).resolve()
    run(path.stem, path.parents[1])


def run(name: str, checkout: Path, shown: str | None = None) -> None:
    """Import a tool and run it with the arguments in ``sys.argv``.

    Args:
        name: of the tool, with underscores.
        checkout: where a checkout of the project may lie.
        shown: the name as it was typed.

    Raises:
        SystemExit: there is no such tool, or it needs a checkout; and the
            tool's own status.
    """
    package = 'mmavloc.cli'
    if name in FORMER:
        new, options = FORMER[name]
        print(f'{name} is `mmavloc {new} {options}` now', file=sys.stderr)
        if name == 'benchmark_scoring':
            sys.argv += options.split()
        name = new
    if name in CHECKOUT_TOOLS:
        package = CHECKOUT_TOOLS[name][0]
        if not (checkout / package / f'{name}.py').is_file():
            sys.exit(
                f'error: {name} needs a checkout of the project; run it in '
                f'the folder that holds {package}/{name}.py'
            )
        sys.path.insert(0, str(checkout))
    elif name not in TOOLS:
        near = difflib.get_close_matches(name, [*TOOLS, *CHECKOUT_TOOLS], 1)
        hint = f'did you mean {near[0]}?' if near else 'mmavloc --help lists'
        sys.exit(
            f'error: {shown or name}: no such tool; '
            f'{hint if near else hint + " them"}'
        )
    try:
        status = import_module(f'{package}.{name}').main()
    except KeyboardInterrupt:
        print(f'\nerror: {name}: stopped', file=sys.stderr)
        sys.exit(130)
    if status:
        sys.exit(status)
