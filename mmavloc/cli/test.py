"""Score a trained model on annotated clips."""

import argparse
from pathlib import Path

from mmengine.config import Config, DictAction
from mmengine.runner import Runner

from mmavloc.apis.model import init_untrained
from mmavloc.datasets.loading.errors import UnreadableMediaError
from mmavloc.engine.hooks import SelectionHook
from mmavloc.engine.runtime import (
    close_group,
    register_all_modules,
    set_data_root,
    set_launcher,
    told_plainly,
)
from mmavloc.registry import METRICS


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog='example: python tools/test.py configs/demo.py '
        'work_dirs/demo/last.pth --eval cIoU AUC --out results.json',
    )
    parser.add_argument('config', help='config file, see configs/')
    parser.add_argument(
        'checkpoint',
        nargs='?',
        help='what training wrote; models that are not trained here, such as '
        'saliency maps, need none',
    )
    parser.add_argument(
        '--eval',
        nargs='+',
        metavar='METRIC',
        help="which of the evaluator's metrics to report, such as cIoU AUC; "
        'by default all',
    )
    parser.add_argument(
        '--protocol',
        nargs='+',
        metavar='NAME',
        help='by which named rules to score, such as oya; of several the '
        'first has the plain keys, the others end in @NAME',
    )
    parser.add_argument(
        '--out', metavar='FILE.json', help='write the results here'
    )
    parser.add_argument(
        '--maps', metavar='FILE.npz', help='write every predicted map here'
    )
    parser.add_argument(
        '--show-dir',
        metavar='DIR',
        help='draw every clip here: image, consensus map, predicted maps',
    )
    parser.add_argument(
        '--work-dir', help='where the log goes; by default as in training'
    )
    parser.add_argument(
        '--data',
        metavar='CONFIG',
        help="test on this config's test data instead, such as "
        'configs/vggss.py or configs/concat_flickr_soundnet.py',
    )
    parser.add_argument(
        '--data-root',
        metavar='DIR',
        help='where the data are, if not where the config says',
    )
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action=DictAction,
        metavar='KEY=VALUE',
        help='override settings, such as test_dataloader.batch_size=1',
    )
    parser.add_argument(
        '--launcher',
        choices=['none', 'pytorch', 'slurm', 'mpi'],
        default='none',
        help='how several processes were started; see tools/dist_test.sh',
    )
    parser.add_argument(
        '--local_rank', '--local-rank', type=int, help=argparse.SUPPRESS
    )
    return parser.parse_args()


def choose_metrics(evaluators: dict | list, wanted: list[str]) -> None:
    """Leave only the wanted metrics in the evaluators' configs.

    Raises:
        SystemExit: for a name that none of them knows, with the known ones.
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
        raise SystemExit(
            f'--eval: unknown metric {", ".join(unknown)}; the evaluator of '
            f'this config knows {", ".join(known) or "no choice"}'
        )


def read_config(args: argparse.Namespace) -> Config:
    """Merge the config file and the command line."""
    cfg = Config.fromfile(args.config)
    if args.data:
        data = Config.fromfile(args.data)
        if not data.get('test_dataloader'):
            raise SystemExit(
                f'--data {args.data}: has no test_dataloader; want a config '
                'with test data'
            )
        cfg.test_dataloader = data.test_dataloader
        cfg.data_root = data.get('data_root')
        for key in ('test_evaluator', 'test_cfg'):
            if cfg.get(key) is None:  # of a config that only trains
                cfg[key] = data.get(key)
    if cfg.get('model') is None:
        raise SystemExit(
            f'{args.config}: has test data and no model; want tools/test.py '
            f'CONFIG CHECKPOINT --data {args.config}'
        )
    if cfg.get('test_dataloader') is None:
        raise SystemExit(
            f'{args.config}: has no test data; want --data with a config that '
            'has some, such as configs/vggss.py'
        )
    if args.data_root:
        set_data_root(cfg, args.data_root)
    if args.cfg_options:
        cfg.merge_from_dict(args.cfg_options)
    if args.work_dir:
        cfg.work_dir = args.work_dir
    elif cfg.get('work_dir') is None:
        cfg.work_dir = f'work_dirs/{Path(args.config).stem}'
    cfg.load_from = args.checkpoint or None
    if args.eval:
        choose_metrics(cfg.test_evaluator, args.eval)
    evaluators = cfg.test_evaluator
    first = evaluators[0] if isinstance(evaluators, list) else evaluators
    for option, key in (
        ('out', 'out_file'),
        ('maps', 'maps_file'),
    ):
        if value := getattr(args, option):
            first[key] = value
    if args.protocol:
        first['protocols'] = [
            name for part in args.protocol for name in part.split(',') if name
        ]
    if args.show_dir:
        cfg.setdefault('custom_hooks', []).append(
            dict(type='AVVisualizationHook', out_dir=args.show_dir)
        )
    set_launcher(cfg, args.launcher)
    return cfg


def main() -> None:
    """Build the runner and test."""
    args = parse_args()
    register_all_modules()
    with told_plainly(args.config):
        runner = Runner.from_cfg(read_config(args))
        runner.test_dataloader  # noqa: B018  opens the data
        if not args.checkpoint:
            init_untrained(runner.model)
    # a checkpoint that was chosen by the test says so in the results
    runner.register_hook(SelectionHook())
    with told_plainly(args.config, (UnreadableMediaError,)):
        runner.test()
    close_group()
