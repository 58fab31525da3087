"""Draw the training lists of 1k, 2.5k, 10k and 144k clips.

The lists are nested (the 1k lie in the 2.5k and so on), seeded, and free of
annotated clips. With --supervised, draw lists of annotated clips instead, to
learn boxes from, and with --val such lists to choose a checkpoint by; neither
holds a clip of test.txt, or one of the other kind. Lists that are there
already are left alone: a result names the list it was trained on.
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
from mmavloc.formats.id_lists import read_kept_out, write_list

# Lists under the root, besides test.txt, that are tested where they are.
TESTED = ('types_ids', 'type_a', 'type_b')
NAMES = {1000: '1k', 2500: '2500', 10_000: '10k', 144_000: '144k'}


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(__doc__)
    parser.add_argument(
        'data_root', type=Path, help='holds image/, audio/, annotation/'
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
        help='sizes of lists of annotated clips, drawn in the place of the '
        'others; 2500 in the paper',
    )
    annotated.add_argument(
        '--val',
        type=int,
        nargs='+',
        metavar='N',
        help='sizes of validation lists, drawn in the place of the others, '
        'for tools/train.py --val',
    )
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument(
        '--out', type=Path, help='folder of the lists (default: lists/ there)'
    )
    parser.add_argument(
        '--exclude',
        nargs='+',
        type=Path,
        default=[],
        metavar='LIST',
        help='id lists to keep out, besides what is annotated or, with '
        '--supervised or --val, besides test.txt',
    )
    return parser.parse_args()


def held_ids(root: Path, out: Path, kind: str) -> set[str]:
    """Return annotated ids that lists of the other kind, or tests, hold."""
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
    boxes = args.supervised or args.val  # sizes of annotated lists
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
    print(f'{len(ids)} clips with picture and sound and {note}')
    if held:
        print(f'{len(held)} of them are passed over, other lists hold them')
    for size in boxes or args.sizes:
        name = str(size) if kind == 'val' else NAMES.get(size, str(size))
        path = out / f'{kind}_{name}.txt'
        # --val draws from the other end of the shuffle than --supervised
        drawn = nested_subset(ids, size, args.seed, held, kind == 'val')
        if path.exists():
            print(f'{path}: is there already')
        elif len(drawn) < size:
            print(
                f'{path}: not written, it wants {size} clips and there are '
                f'{len(drawn)}'
            )
        else:
            write_list(path, drawn)
            print(f'{path}: {len(drawn)} ids')
