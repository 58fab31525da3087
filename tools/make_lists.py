#!/usr/bin/env python
"""Draw the training lists of 1k, 2.5k, 10k and 144k clips.

The lists are nested (the 1k lie in the 2.5k and so on), seeded, and free of
annotated clips. With --supervised, draw lists of annotated clips instead, to
learn boxes from, without those of test.txt. Lists that are there already are
left alone: a result names the list it was trained on.
"""

import argparse
from pathlib import Path

from mmavloc.datasets.lists import (
    annotated_ids,
    nested_subset,
    trainable_ids,
    write_list,
)

NAMES = {1000: '1k', 2500: '2500', 10_000: '10k', 144_000: '144k'}


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        'data_root', type=Path, help='holds image/, audio/, annotation/'
    )
    parser.add_argument(
        '--sizes', type=int, nargs='+', default=list(NAMES), metavar='N'
    )
    parser.add_argument(
        '--supervised',
        type=int,
        nargs='+',
        metavar='N',
        help='sizes of lists of annotated clips, drawn in the place of the '
        'others; 2500 in the paper',
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
        '--supervised, besides test.txt',
    )
    return parser.parse_args()


def main() -> None:
    """Read the folders and write the lists."""
    args = parse_args()
    root = args.data_root
    folders = {
        'img_path': root / 'image',
        'audio_path': root / 'audio',
        'ann_path': root / 'annotation',
    }
    try:
        if args.supervised:
            exclude = [root / 'test.txt', *args.exclude]
            ids = annotated_ids(folders, exclude)
        else:
            ids = trainable_ids(folders, args.exclude)
    except (OSError, ValueError) as error:
        raise SystemExit(f'make_lists: {error}') from None
    kind, note = (
        ('supervised', 'with annotation and not in test.txt')
        if args.supervised
        else ('train', 'without annotation')
    )
    print(f'{len(ids)} clips with picture and sound and {note}')
    for size in args.supervised or args.sizes:
        name = NAMES.get(size, str(size))
        path = (args.out or root / 'lists') / f'{kind}_{name}.txt'
        drawn = nested_subset(ids, size, args.seed)
        if path.exists():
            print(f'{path}: is there already')
        elif len(drawn) < size:
            print(
                f'{path}: not written, it wants {size} clips and there are '
                f'{len(ids)}'
            )
        else:
            write_list(path, drawn)
            print(f'{path}: {len(drawn)} ids')


if __name__ == '__main__':
    main()
