"""Write a report with tables and pictures from the files of a test."""

from mmavloc.apis import write_report
from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import read_config
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.modules import register_all_modules


@exit_on_user_error()
def main() -> None:
    """Read the command line and write the report."""
    parser = ToolParser(
        __doc__,
        'mmavloc test CONFIG CHECKPOINT --out out/results.json --maps '
        'out/maps.npz; mmavloc make_report CONFIG --results out/results.json '
        '--maps out/maps.npz --out out',
    )
    parser.add_config('the tested config; use the same options as the test')
    parser.add_data()
    parser.add_argument(
        '--results',
        required=True,
        metavar='FILE.json',
        help='results of the test (its --out)',
    )
    parser.add_argument(
        '--maps',
        required=True,
        metavar='FILE.npz',
        help='maps of the test (its --maps)',
    )
    parser.add_argument(
        '--out', required=True, metavar='DIR', help='folder of the report'
    )
    parser.add_argument(
        '--title',
        default='How well was the source found?',
        help='first line of the report',
    )
    args = parser.parse_args()
    cfg = read_config(
        args.config,
        data=args.data,
        data_root=args.data_root,
        cfg_options=args.cfg_options,
    )
    register_all_modules()
    repeat = [
        *(['--data', args.data] if args.data else []),
        *(['--data-root', args.data_root] if args.data_root else []),
    ]
    if args.cfg_options:
        repeat.append('--cfg-options')
        repeat += [f'{k}={v}' for k, v in args.cfg_options.items()]
    page = write_report(
        cfg,
        args.results,
        args.maps,
        args.out,
        args.title,
        repeat,
    )
    print(page)
