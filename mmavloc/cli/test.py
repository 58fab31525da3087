"""Score a trained model on annotated clips."""

import argparse
from pathlib import Path

from mmengine.config import Config
from mmengine.dist import is_main_process

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import read_config as read_any
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.model import init_untrained
from mmavloc.apis.modules import register_all_modules
from mmavloc.apis.provenance import provenance
from mmavloc.engine.hooks import DataVersionHook, TestSelectionStampHook
from mmavloc.engine.runner import ConsoleRunner, check_work_dir
from mmavloc.engine.runtime import close_group, guard, set_launcher
from mmavloc.evaluation.metrics import ConsensusIoU, PotentialLift
from mmavloc.evaluation.results.files import add_provenance, check_out
from mmavloc.registry import METRICS


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc test configs/demo.py work_dirs/demo/last.pth --eval cIoU AUC '
        '--out results.json',
    )
    parser.add_config()
    parser.add_checkpoint()
    parser.add_argument(
        '--eval',
        nargs='+',
        metavar='METRIC',
        help='metrics of the evaluator to report, such as cIoU AUC (default: '
        'all)',
    )
    parser.add_protocol()
    parser.add_argument(
        '--out', metavar='FILE.json', help='file to write the results to'
    )
    parser.add_argument(
        '--maps',
        metavar='FILE.npz',
        help='file to write every predicted map to',
    )
    parser.add_argument(
        '--show-dir',
        metavar='DIR',
        help='folder to draw every clip to: image, consensus map, predicted '
        'maps',
    )
    parser.add_work_dir('folder of the log')
    parser.add_data()
    parser.add_launcher()
    return parser.parse_args()


def choose_metrics(evaluators: dict | list, wanted: list[str]) -> None:
    """Restrict the evaluators' configs to the wanted metrics.

    Raises:
        ValueError: no evaluator has a metric of a name.
    """
    if isinstance(evaluators, dict):
        evaluators = [evaluators]
    known: list[str] = []
    for evaluator in evaluators:
        names = getattr(METRICS.get(evaluator['type']), 'METRIC_NAMES', ())
        known += names
        if mine := [name for name in wanted if name in names]:
            evaluator['metric'] = mine
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(
            f'--eval: unknown metric {", ".join(unknown)}; want one of '
            f'{", ".join(known) or "none, this evaluator has no choice"}'
        )


def read_config(args: argparse.Namespace) -> Config:
    """Merge the config file and the command line.

    Raises:
        ValueError, FileNotFoundError: an option is invalid.
    """
    cfg = read_any(
        args.config,
        data=args.data,
        data_root=args.data_root,
        cfg_options=args.cfg_options,
        work_dir=args.work_dir,
    )
    if cfg.get('model') is None:
        raise ValueError(
            f'{args.config}: has test data but no model; want mmavloc test '
            f'CONFIG CHECKPOINT --data {args.config}'
        )
    if cfg.get('test_dataloader') is None:
        raise ValueError(
            f'{args.config}: has no test data; want --data with a config of '
            'test data, such as configs/data/vggss.py'
        )
    for option in ('out', 'maps'):
        if path := getattr(args, option):
            check_out(path)
    cfg.load_from = args.checkpoint or None
    if args.eval:
        choose_metrics(cfg.test_evaluator, args.eval)
    add_output(cfg.test_evaluator, args)
    if args.show_dir:
        cfg.setdefault('custom_hooks', []).append(
            dict(type='AVVisualizationHook', out_dir=args.show_dir)
        )
    check_work_dir(cfg.work_dir)
    guard(cfg)
    set_launcher(cfg, args.launcher)
    return cfg


def add_output(
    evaluators: dict | list[dict], args: argparse.Namespace
) -> None:
    """Set the files and protocols of ``ConsensusIoU``, in place.

    Raises:
        ValueError: an option is given, and the config does not score maps.
    """
    options = {
        'out_file': args.out,
        'maps_file': args.maps,
        'protocols': args.protocol,
    }
    given = {key: value for key, value in options.items() if value}
    if not given:
        return
    listed = evaluators if isinstance(evaluators, list) else [evaluators]
    scorers = [e for e in listed if _is_a(e, ConsensusIoU)]
    if not scorers:
        raise ValueError(
            f'{args.config}: its metrics are '
            f'{", ".join(str(e.get("type")) for e in listed)}; --out, --maps '
            'and --protocol need ConsensusIoU'
        )
    scorers[0].update(given)
    lifts = [e for e in listed if _is_a(e, PotentialLift)]
    for lift in lifts if args.out else ():
        lift['out_file'] = args.out
        # after the evaluator that writes the file to which it adds
        listed.remove(lift)
        listed.append(lift)


def _is_a(evaluator: dict, kind: type) -> bool:
    """Return whether a config builds an evaluator of a class."""
    found = evaluator.get('type')
    if isinstance(found, str):
        found = METRICS.get(found)
    return isinstance(found, type) and issubclass(found, kind)


@exit_on_user_error()
def main() -> None:
    """Build the runner and test."""
    args = parse_args()
    register_all_modules()
    cfg = read_config(args)
    facts = provenance(cfg, args.checkpoint)
    runner = ConsoleRunner.from_cfg(cfg)
    runner.test_dataloader  # noqa: B018  opens the data
    if not args.checkpoint:
        init_untrained(runner.model)
    # results note if test clips selected the checkpoint
    runner.register_hook(TestSelectionStampHook())
    versions = DataVersionHook()
    runner.register_hook(versions)
    runner.test()
    if args.out and is_main_process() and Path(args.out).is_file():
        add_provenance(args.out, facts | versions.provenance())
    close_group()
