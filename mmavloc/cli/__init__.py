"""The ``mmavloc`` command: ``mmavloc TOOL ...`` runs a tool from anywhere.

A tool is a module with ``main()``. Only the tool that is run is imported, so
that the list of tools is printed without delay. The files ``tools/*.py`` of a
checkout run the same tools.
"""

import difflib
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

TOOLS = {
    'train': 'train a model that a config describes',
    'test': 'score a model on annotated clips',
    'localize': 'localize sound in a picture, a video or a stream',
    'app': 'serve a web page for your own pictures, sounds and videos',
    'export': 'write a model as ONNX or torch.export',
    'publish': 'write weights and config as one small file',
    'make_card': "write a model's card from its results file",
    'audit': 'test whether a benchmark needs sound and a model uses it',
    'convert': "convert a method's released checkpoint",
    'compare': 'compare two systems on the same clips',
    'score_maps': 'score maps that any program saved',
    'plot_curve': 'plot losses and other scalars of a training',
    'make_report': 'write a report with tables and pictures of a test',
    'make_figures': "draw the paper's Figures 3 to 6 for any model and data",
    'browse_dataset': 'draw clips as the model gets them',
    'prepare_data': 'turn downloads into a data set of verified clips',
    'make_lists': 'draw training, validation and supervised lists',
    'lint_lists': 'find leaks, duplicates and damaged clips in id lists',
    'pack_dataset': 'pack clips into a few large files',
    'make_sounding_shapes': 'generate the embedded benchmark',
}
# These need files of a checkout that are not in the package.
CHECKOUT_TOOLS = {
    'demo': ('studies', 'train, score and draw on the embedded benchmark'),
    'reproduce': ('studies', "rerun the paper's experiments and tables"),
    'starter': ('studies', 'train and score the model of the package again'),
    'benchmark': ('benchmarks', 'measure loading, training and testing'),
}
# Former names: the tool that replaces them, and its options.
FORMER = {
    'score_negative_audio': ('score_maps', '--negatives KIND=FILE.npz'),
    'benchmark_scoring': ('benchmark', '--parts scoring'),
}


def usage() -> str:
    """Return the help text of the command, with a line per tool."""
    width = max(map(len, [*TOOLS, *CHECKOUT_TOOLS])) + 2
    return '\n'.join(
        [
            'usage: mmavloc TOOL [option ...]',
            'Run mmavloc TOOL --help for the options of a tool.',
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
    sys.argv = [f'mmavloc {name}', *rest]  # the program name in argparse
    run(name, Path.cwd(), shown=tool)


def run_file(file: str) -> None:
    """Run the tool with the name of a file in ``tools/`` of a checkout."""
    path = Path(file).resolve()
    run(path.stem, path.parents[1])


def run(name: str, checkout: Path, shown: str | None = None) -> None:
    """Import a tool and run it with the arguments in ``sys.argv``.

    Args:
        name: name of the tool, with underscores.
        checkout: folder that may be a checkout of the project.
        shown: the name as typed.

    Raises:
        SystemExit: there is no such tool, it needs a checkout, or it ends
            with a status.
    """
    package = 'mmavloc.cli'
    if name in FORMER:
        new, options = FORMER[name]
        print(
            f'{name} was renamed: use `mmavloc {new} {options}`',
            file=sys.stderr,
        )
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
        hint = f'did you mean {near[0]}?' if near else 'see mmavloc --help'
        sys.exit(f'error: {shown or name}: no such tool; {hint}')
    try:
        status = import_module(f'{package}.{name}').main()
    except KeyboardInterrupt:
        print(f'\nerror: {name}: stopped', file=sys.stderr)
        sys.exit(130)
    if status:
        sys.exit(status)
