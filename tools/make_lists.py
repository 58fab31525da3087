#!/usr/bin/env python
"""Draw the training lists of 1k, 2.5k, 10k and 144k clips.

The lists are nested (the 1k lie in the 2.5k and so on), seeded, and free of
annotated clips. Lists that are there already are left alone: a result names
the list it was trained on.
"""

import argparse
from pathlib import Path

from mmavloc.datasets.lists import nested_subset, trainable_ids, write_list

NAMES = {1000: '1k', 2500: '2500', 10_000: '10k', 144_000: '144k'}


def main() -> None:
    """Read the command line and write the lists."""
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
        help='id lists to keep out, besides what is annotated',
    )
    args = parser.parse_args()
    root = args.data_root
    try:
        ids = trainable_ids(
            {
                'img_path': root / 'image',
                'audio_path': root / 'audio',
                'ann_path': root / 'annotation',
            },
            args.exclude,
        )
    except (OSError, ValueError) as error:
        raise SystemExit(f'make_lists: {error}') from None
    print(f'{len(ids)} clips with picture and sound and without annotation')
    for size in args.sizes:
        name = NAMES.get(size, str(size))
        path = (args.out or root / 'lists') / f'train_{name}.txt'
        drawn = nested_subset(ids, size, args.seed)
        if path.exists():
            print(f'{path}: is there already')
        elif len(drawn) < size:
            print(f'{path}: not written, it wants {size} clips')
        else:
            write_list(path, drawn)
            print(f'{path}: {len(drawn)} ids')


if __name__ == '__main__':
    main()
