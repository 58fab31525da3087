"""Pack the clips of a list into a few large files, for network disks.

Image and audio files are copied byte for byte into tar files, which
WebDataset can read too, with an index for the data set PackedClips.
docs/scale.md describes when this helps. An interrupted run continues where it
stopped; a finished pack is not changed. Check a copy of a pack with:
sha256sum -c SHA256SUMS
"""

from pathlib import Path

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
from mmavloc.datasets.clip_layout import folders_of
from mmavloc.datasets.lists.draw_lists import warn_annotated
from mmavloc.datasets.loading.packing import pack_clips
from mmavloc.formats.atomic import locked
from mmavloc.formats.id_lists import read_id_list
from mmavloc.formats.ids import repair_ids


@exit_on_user_error()
def main() -> None:
    """Read the command line and pack."""
    parser = ToolParser(
        __doc__,
        'mmavloc pack_dataset data/flickr_soundnet '
        '--list data/flickr_soundnet/lists/train_144k.txt --out '
        'data/flickr_soundnet_144k',
    )
    parser.add_argument(
        'data_root', help='folder with image/<id>.jpg and audio/<id>.wav'
    )
    parser.add_argument(
        '--list', required=True, metavar='FILE', help='id list of the clips'
    )
    parser.add_argument(
        '--out', required=True, metavar='DIR', help='folder of the pack'
    )
    parser.add_argument(
        '--clips-per-shard',
        type=int,
        default=1000,
        metavar='N',
        help='clips per file (default 1000: half a gigabyte for 10 s of '
        'audio per clip)',
    )
    parser.add_argument(
        '--seed', type=int, default=0, help='seed of the order (default 0)'
    )
    args = parser.parse_args()
    columns = (
        TextColumn('packing'),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn('left'),
        TimeRemainingColumn(),
    )
    images = Path(folders_of(args.data_root)['img_path'])
    ids = repair_ids(
        read_id_list(args.list), lambda n: (images / f'{n}.jpg').is_file()
    )
    warn_annotated(ids, args.list, f'{args.data_root}/annotation')
    with locked(Path(args.out)), Progress(*columns) as progress:
        task = progress.add_task('', total=len(ids))

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)
            if not progress.console.is_terminal:
                print(f'packed {done}/{total}', flush=True)

        made = pack_clips(
            ids,
            args.data_root,
            args.out,
            clips_per_shard=args.clips_per_shard,
            seed=args.seed,
            progress=report,
        )
    print(
        f'{args.out}: {len(ids)} clips '
        f'{"packed" if made else "are packed already"}; train with '
        'train_dataloader.dataset=dict(type="PackedClips", '
        f'data_root="{args.out}", ...) and '
        'train_dataloader.sampler.type=ShardShuffleSampler'
    )
