"""Generate SoundingShapes: images with sounds whose sources are known.

The layout of the files is that of Flickr-SoundNet. The same settings give the
same files, with any number of workers. A finished data set is not changed; an
interrupted run is started again and overwrites its files.
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
    'train': 'number of training clips, without annotation',
    'val': 'number of annotated validation clips',
    'test': 'number of annotated test clips, curated as benchmarks are: one '
    'large object sounds',
    'wild': 'number of annotated test clips like the training clips',
    'type_a': 'number of annotated clips in which every object that can '
    'sound does',
    'type_b': 'number of annotated clips in which only one of several '
    'objects that can sound does',
    'supervised': 'number of annotated clips for supervised training',
    'classes': 'number of classification images, a tenth of them for testing',
    'size': 'width and height of an image in pixels',
    'seconds': 'length of the audio in seconds',
    'seed': 'seed of all random choices',
}


@exit_on_user_error()
def main() -> None:
    """Read the command line and generate the data set."""
    parser = ToolParser(__doc__)
    parser.add_argument('out', help='folder of the data set')
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
        help='number of processes (default: one per core)',
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
    print(f'{out}: {"made" if made else "exists already"}')
