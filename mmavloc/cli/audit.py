"""Ask whether a benchmark needs sound, and whether a model uses it.

Scores the model with each clip's own sound, a wrong one, silence, noise and an
off-screen sound, beside maps that see and hear nothing and the most that the
protocol allows, on the clips as they are and joined two by two. Writes
report.html (one file, to send), report.md and results.json.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

import torch
from mmengine.config import Config, DictAction
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from mmavloc.apis.command_line import available_device
from mmavloc.apis.config import set_data_root
from mmavloc.apis.model import load_model
from mmavloc.apis.modules import register_all_modules
from mmavloc.audit import (
    audit_clips,
    draw_examples,
    make_section,
    open_splits,
    write_pages,
)
from mmavloc.evaluation.protocols.table import OPEN_PROTOCOL, get_protocol
from mmavloc.evaluation.results.files import check_out
from mmavloc.version import __version__


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: python tools/audit.py configs/demo.py '
        'work_dirs/demo/last.pth --out work_dirs/demo/audit',
    )
    parser.add_argument('config', help='of the model, and of its test data')
    parser.add_argument(
        'checkpoint',
        nargs='?',
        help='what training wrote; models without one, such as '
        'configs/floor/floor.py, need none',
    )
    parser.add_argument(
        '--data',
        '--dataset',
        metavar='CONFIG',
        help="audit on this config's test data instead",
    )
    parser.add_argument('--data-root', metavar='DIR', help='where data are')
    parser.add_argument(
        '--split',
        nargs='+',
        metavar='NAME',
        help='only these of several data sets that are tested together',
    )
    parser.add_argument(
        '--protocol',
        nargs='+',
        default=[OPEN_PROTOCOL],
        metavar='NAME',
        help='rules to score by, the headline first (default '
        f'{OPEN_PROTOCOL}, as models and data of any origin are compared)',
    )
    parser.add_argument(
        '--offscreen',
        metavar='DIR',
        help='recordings (wav, flac, ogg) of things that no picture shows; '
        'by default sounds of other classes where clips name theirs, else a '
        'made-up siren',
    )
    parser.add_argument('--out', required=True, metavar='DIR')
    parser.add_argument(
        '--device',
        type=available_device,
        default='cuda' if torch.cuda.is_available() else 'cpu',
        help='where to predict (default: a GPU if there is one)',
    )
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action=DictAction,
        metavar='KEY=VALUE',
        help='override settings, such as test_dataloader.num_workers=0',
    )
    return parser.parse_args()


def read_config(args: argparse.Namespace) -> Config:
    """Merge the config files and the command line."""
    cfg = Config.fromfile(args.config)
    if args.data:
        data = Config.fromfile(args.data)
        cfg.test_dataloader = data.get('test_dataloader')
        cfg.data_root = data.get('data_root')
    if not cfg.get('test_dataloader'):
        raise ValueError(
            f'{args.data or args.config}: has no test_dataloader; want a '
            'config with test data'
        )
    if args.data_root:
        set_data_root(cfg, args.data_root)
    if args.cfg_options:
        cfg.merge_from_dict(args.cfg_options)
    return cfg


def recordings(folder: str | None) -> list[str]:
    """List the sound files of a folder.

    Raises:
        FileNotFoundError: there is none.
    """
    if folder is None:
        return []
    endings = ('.wav', '.flac', '.ogg')
    found = sorted(
        str(path)
        for path in Path(folder).glob('**/*')
        if path.suffix.lower() in endings
    )
    if not found:
        raise FileNotFoundError(
            f'--offscreen {folder}: no recording there; want '
            f'{", ".join(endings)} files'
        )
    return found


def audit(args: argparse.Namespace) -> str:
    """Run the audit; return its first sentence."""
    cfg = read_config(args)
    protocols = [get_protocol(name) for name in dict.fromkeys(args.protocol)]
    offscreen = recordings(args.offscreen)
    out = Path(args.out)
    check_out(out / 'report.html')
    model = load_model(cfg, args.checkpoint).to(args.device)
    splits = open_splits(cfg, out, args.split)
    columns = (
        TextColumn('{task.description}'),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn('batches, left'),
        TimeRemainingColumn(),
    )
    sections = []
    with Progress(*columns) as progress:

        def track(batches: Iterable, total: int) -> Iterable:
            return progress.track(batches, total=total, description=name)

        for dataset in splits:
            name = dataset.get_data_info(0)['split']
            found = audit_clips(
                model,
                dataset,
                cfg,
                protocols,
                offscreen=offscreen,
                track=track,
            )
            sections.append(make_section(found, draw_examples(model, found)))
    about = {
        'model': f'{type(model).__name__}, {args.config}',
        'checkpoint': args.checkpoint or 'none',
        'data': args.data or args.config,
        'protocols': ', '.join(p.name for p in protocols),
        'made by': f'mmavloc {__version__}, tools/audit.py',
    }
    write_pages(sections, about, out)
    return sections[0].verdict.headline


def main() -> None:
    """Audit, and say the answer."""
    args = parse_args()
    register_all_modules()
    try:
        print(audit(args))
    except (OSError, ValueError) as error:
        # a process that loads clips tells its whole traceback, last the cause
        cause = str(error).strip().splitlines()[-1]
        cause = re.sub(r'^[\w.]+Error: ', '', cause)
        raise SystemExit(f'error: {cause}') from None
    print(f'see {Path(args.out) / "report.html"}')
