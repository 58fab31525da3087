"""Options that several tools share, with one meaning."""

import argparse
import sys
from collections.abc import Iterable, Sequence

from mmavloc.zoo import DEFAULT


class ToolParser(argparse.ArgumentParser):
    """An argument parser; its help text is the docstring of the tool.

    Args:
        doc: docstring of the module.
        example: one or several example commands.
    """

    def __init__(self, doc: str, example: str | None = None):
        super().__init__(
            description=doc,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=example and f'example: {example}',
        )

    def error(self, message: str) -> None:
        """Print the error in the form of all tools; exit with status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f'error: {message}\n')

    def add_config(
        self,
        text: str = 'config file, see configs/',
        default: str | None = None,
    ) -> None:
        """Add the config file and the options that change the config."""
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
            help='folder of the data, instead of that in the config',
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
            help=f'{what}; by default that of the config, or else work_dirs/'
            '<name of the config>',
        )

    def add_checkpoint(self) -> None:
        """Add the checkpoint, which some models do not need."""
        self.add_argument(
            'checkpoint',
            nargs='?',
            help='file that the training wrote; models without trained '
            'weights, such as configs/floor/floor.py, need none',
        )

    def add_model(self, required: bool = False) -> None:
        """Add ``--model`` and ``--weights``, as the inferencer takes them.

        Args:
            required: whether there is no default model.
        """
        self.add_argument(
            '--model',
            required=required,
            default=None if required else DEFAULT,
            metavar='FILE',
            help='config, or path or URL of a checkpoint that carries its '
            'config; #sha256=SUM may follow'
            + (
                ''
                if required
                else f'; or {DEFAULT}, the default, the model of the package'
            ),
        )
        self.add_argument(
            '--weights',
            metavar='FILE',
            help='path or URL of the checkpoint, if --model is a config',
        )

    def add_data(self) -> None:
        """Add the option to use another config's test data."""
        self.add_argument(
            '--data',
            '--dataset',
            metavar='CONFIG',
            help='use the test data of this config instead',
        )

    def add_protocol(self, default: Sequence[str] | None = None) -> None:
        """Add named protocols: ``a,b`` and ``a b`` mean the same."""
        self.add_argument(
            '--protocol',
            nargs='+',
            action=NamesAction,
            default=default and list(default),
            metavar='NAME[,NAME]',
            help='protocols to score by, see docs/protocols.md; the first is '
            'the headline'
            + (f' (default {",".join(default)})' if default else ''),
        )

    def add_device(self) -> None:
        """Add the device; the default is a GPU if there is one."""
        self.add_argument(
            '--device',
            type=available_device,
            default=default_device(),
            help='device to compute on (default: a GPU if there is one)',
        )

    def add_launcher(self) -> None:
        """Add the launcher of distributed runs."""
        self.add_argument(
            '--launcher',
            choices=['none', 'pytorch', 'slurm', 'mpi'],
            default='none',
            help='launcher of a distributed run; see tools/dist_train.sh',
        )
        # older versions of torchrun pass this option
        self.add_argument(
            '--local_rank', '--local-rank', type=int, help=argparse.SUPPRESS
        )


class NamesAction(argparse.Action):
    """Names separated by commas or spaces, each once, in order."""

    def __call__(self, parser, namespace, values, option_string=None):
        """Split the names and store them."""
        setattr(namespace, self.dest, split_names(values))


def split_names(values: Iterable[str]) -> list[str]:
    """Split names at commas and drop repeated ones."""
    return list(
        dict.fromkeys(n for part in values for n in part.split(',') if n)
    )


def available_device(name: str) -> str:
    """Check that this machine has a device; a type for argparse.

    Raises:
        ArgumentTypeError: there is no such device.
    """
    import torch

    try:
        torch.empty(1, device=name)
    except (RuntimeError, AssertionError) as error:
        # the first sentence of PyTorch's message is the cause
        cause = str(error).splitlines()[0].partition('. ')[0].rstrip('.')
        raise argparse.ArgumentTypeError(
            f'device {name!r} is not available ({cause}); use cpu'
        ) from None
    return name


def default_device() -> str:
    """Return ``cuda`` if this machine has a GPU, else ``cpu``."""
    import torch

    return 'cuda' if torch.cuda.is_available() else 'cpu'
