"""Test whether a benchmark needs sound, and whether a model uses it.

Scores the model with five kinds of audio: the clip's own, that of another
clip, silence, noise and an off-screen sound. Compares it with floors (maps
without input) and with the ceiling that the protocol allows. Scores the clips
alone and in pairs side by side. Writes report.html (a single file),
report.md and results.json.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import read_config
from mmavloc.apis.errors import exit_on_user_error
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
    parser = ToolParser(
        __doc__,
        'mmavloc audit configs/demo.py work_dirs/demo/last.pth --out '
        'work_dirs/demo/audit',
    )
    parser.add_config('config of the model and of its test data')
    parser.add_checkpoint()
    parser.add_data()
    parser.add_argument(
        '--split',
        nargs='+',
        metavar='NAME',
        help='audit only these splits of the test data',
    )
    parser.add_argument(
        '--no-pairs',
        dest='pairs',
        action='store_false',
        help='audit the clips alone, not in pairs side by side',
    )
    parser.add_protocol([OPEN_PROTOCOL])
    parser.add_argument(
        '--offscreen',
        metavar='DIR',
        help='folder of recordings (wav, flac, ogg) of sources that no image '
        'shows; by default sounds of other classes if the clips have classes, '
        'else a synthetic siren',
    )
    parser.add_argument(
        '--out', required=True, metavar='DIR', help='folder of the report'
    )
    parser.add_device()
    return parser.parse_args()


def recordings(folder: str | None) -> list[str]:
    """List the audio files of a folder.

    Raises:
        FileNotFoundError: the folder has no audio file.
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
            f'--offscreen {folder}: holds no recording; want '
            f'{", ".join(endings)} files'
        )
    return found


def audit(args: argparse.Namespace) -> str:
    """Run the audit; return its headline."""
    cfg = read_config(
        args.config,
        data=args.data,
        data_root=args.data_root,
        cfg_options=args.cfg_options,
    )
    if not cfg.get('test_dataloader'):
        raise ValueError(
            f'{args.config}: has no test_dataloader; want a config with test '
            'data, or name one with --data'
        )
    protocols = [get_protocol(name) for name in args.protocol]
    offscreen = recordings(args.offscreen)
    out = Path(args.out)
    check_out(out / 'report.html')
    model = load_model(cfg, args.checkpoint).to(args.device)
    splits = open_splits(cfg, out, args.split, pairs=args.pairs)
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


@exit_on_user_error()
def main() -> None:
    """Audit and print the headline."""
    args = parse_args()
    register_all_modules()
    print(audit(args))
    print(f'see {Path(args.out) / "report.html"}')
