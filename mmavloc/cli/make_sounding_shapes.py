"""Make SoundingShapes: pictures with sounds whose sources are known.

The files are laid out as Flickr-SoundNet's. Equal settings give equal files,
however many workers make them. A world that exists already is left alone; a
stopped run is made again over its own files.
"""

import os
from dataclasses import fields

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.sounding_shapes import WorldSettings, make_world

HELP = {
    'train': 'unlabelled clips to train on',
    'val': 'annotated clips to choose settings on',
    'test': 'annotated clips as benchmarks are curated: large, and heard',
    'wild': 'annotated clips like the training ones',
    'type_a': 'annotated clips in which all that can sound does',
    'type_b': 'annotated clips in which one of several does',
    'supervised': 'annotated clips to train on with boxes',
    'classes': 'classification pictures, a tenth of them held out',
    'size': 'side of a scene in pixels',
    'seconds': 'length of a sound',
    'seed': 'of everything',
}


@exit_on_user_error()
def main() -> None:
    """Read the command line and make the world."""
    parser = ToolParser(__doc__)
    parser.add_argument('out', help='folder to make it in')
    for field in fields(WorldSettings):
        if field.name in HELP:
            parser.add_argument(
                f'--{field.name.replace("_", "-")}',
                type=field.type,
                default=field.default,
                help=f'{HELP[field.name]} (default {field.default})',
            )
    parser.add_argument(
        '--workers',
        type=int,
        default=os.cpu_count(),
        help='processes (default: one a core)',
    )
    args = vars(parser.parse_args())
    out, workers = args.pop('out'), args.pop('workers')
    columns = (
        TextColumn('making clips'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn('left'),
        TimeRemainingColumn(),
    )
    with Progress(*columns) as progress:
        task = progress.add_task('', total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)
            if not progress.console.is_terminal and done % 500 == 0:
                print(f'made {done}/{total}', flush=True)

        made = make_world(out, WorldSettings(**args), workers, report)
    print(f'{out}: {"made" if made else "is there already"}')
