"""Draw the training lists of 1k, 2.5k, 10k and 144k clips.

The lists are nested (each contains the smaller ones), depend on the seed, and
have no annotated clips. --supervised draws lists of annotated clips for
supervised training instead; --val draws lists of annotated clips for
validation. Neither kind has a clip of test.txt or of the other kind. Existing
lists are never changed, because results refer to them.
"""

import argparse
from pathlib import Path

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.datasets.clip_layout import folders_of
from mmavloc.datasets.lists.draw_lists import (
    annotated_ids,
    nested_subset,
    trainable_ids,
)
from mmavloc.formats.id_lists import (
    read_id_list,
    read_kept_out,
    write_list,
)

# Test lists in the data root, in addition to test.txt.
TESTED = ('types_ids', 'type_a', 'type_b')
NAMES = {1000: '1k', 2500: '2500', 10_000: '10k', 144_000: '144k'}


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(__doc__)
    parser.add_argument(
        'data_root', type=Path, help='folder of image/, audio/, annotation/'
    )
    parser.add_argument(
        '--sizes', type=int, nargs='+', default=list(NAMES), metavar='N'
    )
    annotated = parser.add_mutually_exclusive_group()
    annotated.add_argument(
        '--supervised',
        type=int,
        nargs='+',
        metavar='N',
        help='draw lists of annotated clips of these sizes instead; 2500 in '
        'the paper',
    )
    annotated.add_argument(
        '--val',
        type=int,
        nargs='+',
        metavar='N',
        help='draw validation lists of these sizes instead, for '
        'tools/train.py --val',
    )
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument(
        '--out',
        type=Path,
        help='folder of the lists (default: DATA_ROOT/lists)',
    )
    parser.add_argument(
        '--exclude',
        nargs='+',
        type=Path,
        default=[],
        metavar='LIST',
        help='id lists whose clips are excluded, in addition to annotated '
        'clips or, with --supervised or --val, in addition to test.txt',
    )
    return parser.parse_args()


def held_ids(root: Path, out: Path, kind: str) -> set[str]:
    """Return the ids of test lists and of lists of the other kind."""
    other = {'supervised': 'val', 'val': 'supervised'}[kind]
    paths = [root / f'{name}.txt' for name in (other, *TESTED)]
    paths += sorted(out.glob(f'{other}_*.txt'))
    return {i for p in paths if p.is_file() for i in read_kept_out(p)}


@exit_on_user_error()
def main() -> None:
    """Read the folders and write the lists."""
    args = parse_args()
    root = args.data_root
    out = args.out or root / 'lists'
    folders = folders_of(root)
    boxes = args.supervised or args.val  # sizes of lists of annotated clips
    kind = 'val' if args.val else 'supervised' if boxes else 'train'
    held: set[str] = set()
    if boxes:
        exclude = [root / 'test.txt', *args.exclude]
        ids = annotated_ids(folders, exclude)
        held = held_ids(root, out, kind) & set(ids)
    else:
        ids = trainable_ids(folders, args.exclude)
    note = (
        'with annotation and not in test.txt'
        if boxes
        else 'without annotation'
    )
    print(f'{len(ids)} clips with image and audio and {note}')
    if held:
        print(
            f'{len(held)} of them are excluded, because other lists have them'
        )
    for size in boxes or args.sizes:
        name = str(size) if kind == 'val' else NAMES.get(size, str(size))
        path = out / f'{kind}_{name}.txt'
        # --val and --supervised draw from opposite ends of the shuffled ids
        drawn = nested_subset(ids, size, args.seed, held, kind == 'val')
        if path.exists():
            if (there := len(read_id_list(path))) != size:
                raise ValueError(
                    f'{path}: exists already and holds {there} ids, want '
                    f'{size} as its name says; remove it to draw it again, or '
                    'choose another --out'
                )
            print(f'{path}: exists already')
        elif len(drawn) < size:
            print(
                f'{path}: not written, because it needs {size} clips and '
                f'there are {len(drawn)}'
            )
        else:
            write_list(path, drawn)
            print(f'{path}: {len(drawn)} ids')
