"""Options that several tools share, with one meaning."""

import argparse
import sys
from collections.abc import Iterable, Sequence


class ToolParser(argparse.ArgumentParser):
    """A parser whose text is the tool's docstring.

    Args:
        doc: the module's docstring.
        example: a command line, or several.
    """

    def __init__(self, doc: str, example: str | None = None):
        super().__init__(
            description=doc,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=example and f'example: {example}',
        )

    def error(self, message: str) -> None:
        """Say what is wrong as every error of a tool is said; status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f'error: {message}\n')

    def add_config(
        self,
        text: str = 'config file, see configs/',
        default: str | None = None,
    ) -> None:
        """Add the config, and the options that change it."""
        from mmengine.config import DictAction

        self.add_argument(
            'config',
            nargs='?' if default else None,
            default=default,
            help=text + (f' (default {default})' if default else ''),
        )
        self.add_argument(
            '--data-root',
            metavar='DIR',
            help='where the data are, if not where the config says',
        )
        self.add_argument(
            '--cfg-options',
            nargs='+',
            action=DictAction,
            metavar='KEY=VALUE',
            help='override settings, such as train_cfg.max_epochs=5 or '
            'test_dataloader.batch_size=1',
        )

    def add_work_dir(self, what: str) -> None:
        """Add the work directory."""
        self.add_argument(
            '--work-dir',
            metavar='DIR',
            help=f'{what}; by default what the config says, else work_dirs/'
            '<name of the config>',
        )

    def add_checkpoint(self) -> None:
        """Add the checkpoint of a model that may need none."""
        self.add_argument(
            'checkpoint',
            nargs='?',
            help='file that training wrote; models without trained weights, '
            'such as configs/floor/floor.py, need none',
        )

    def add_data(self) -> None:
        """Add another config's test data."""
        self.add_argument(
            '--data',
            '--dataset',
            metavar='CONFIG',
            help="take this config's test data instead",
        )

    def add_protocol(self, default: Sequence[str] | None = None) -> None:
        """Add named protocols: ``a,b`` and ``a b`` mean the same."""
        self.add_argument(
            '--protocol',
            nargs='+',
            action=NamesAction,
            default=default and list(default),
            metavar='NAME[,NAME]',
            help='named rules to score by, see docs/protocols.md; the first '
            'is the headline'
            + (f' (default {",".join(default)})' if default else ''),
        )

    def add_device(self) -> None:
        """Add the device; a GPU is the default where there is one."""
        self.add_argument(
            '--device',
            type=available_device,
            default=default_device(),
            help='where to compute (default: a GPU if there is one)',
        )

    def add_launcher(self) -> None:
        """Add how several processes were started."""
        self.add_argument(
            '--launcher',
            choices=['none', 'pytorch', 'slurm', 'mpi'],
            default='none',
            help='how several processes were started; see tools/dist_train.sh',
        )
        # older versions of torchrun pass this option
        self.add_argument(
            '--local_rank', '--local-rank', type=int, help=argparse.SUPPRESS
        )


class NamesAction(argparse.Action):
    """Names separated by commas or spaces, each once, in order."""

    def __call__(self, parser, namespace, values, option_string=None):
        """Split and store."""
        setattr(namespace, self.dest, split_names(values))


def split_names(values: Iterable[str]) -> list[str]:
    """Split names at commas and drop repeated ones."""
    return list(
        dict.fromkeys(n for part in values for n in part.split(',') if n)
    )


def available_device(name: str) -> str:
    """Return the name of a device that this machine has; for argparse.

    Raises:
        ArgumentTypeError: there is no such device.
    """
    import torch

    try:
        torch.empty(1, device=name)
    except (RuntimeError, AssertionError) as error:
        # PyTorch says more, about its code; the first sentence is the cause
        cause = str(error).splitlines()[0].partition('. ')[0].rstrip('.')
        raise argparse.ArgumentTypeError(
            f'device {name!r} is not available ({cause}); use cpu'
        ) from None
    return name


def default_device() -> str:
    """Return ``cuda`` if this machine has a GPU, else ``cpu``."""
    import torch

    return 'cuda' if torch.cuda.is_available() else 'cpu'
