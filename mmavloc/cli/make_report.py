"""Turn the files of a test run into a report with tables and pictures."""

import argparse

from mmengine.config import Config, DictAction

from mmavloc.apis import write_report
from mmavloc.engine.runtime import register_all_modules, set_data_root


def main() -> None:
    """Read the command line and write the report."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog='example: python tools/test.py CONFIG CHECKPOINT --out '
        'out/results.json --maps out/maps.npz; python tools/make_report.py '
        'CONFIG --results out/results.json --maps out/maps.npz --out out',
    )
    parser.add_argument('config', help='the config that was tested')
    parser.add_argument('--results', required=True, metavar='FILE.json')
    parser.add_argument('--maps', required=True, metavar='FILE.npz')
    parser.add_argument('--out', required=True, metavar='DIR')
    parser.add_argument('--title', default='How well was the source found?')
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
        help='the same overrides as in the test',
    )
    args = parser.parse_args()
    cfg = Config.fromfile(args.config)
    if args.data_root:
        set_data_root(cfg, args.data_root)
    if args.cfg_options:
        cfg.merge_from_dict(args.cfg_options)
    register_all_modules()
    print(
        write_report(
            cfg,
            args.results,
            args.maps,
            args.out,
            args.title,
        )
    )
