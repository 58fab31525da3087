"""Turn a checkpoint that a method's authors released into one of ours.

The file is read without running any code that it may contain. Every parameter
that the method needs must be in it, with its shape; what else is in it must be
known to be unused. The result is tested with one of the method's configs, as
configs/METHOD/README.md shows. A checkpoint need not be converted first:
wherever one is named, METHOD://FILE reads a released file as it is
(METHOD://FILE,FILE where there are several).
"""

import argparse
from pathlib import Path

import torch

from mmavloc.evaluation.results.files import check_out
from mmavloc.formats.atomic import atomic_file
from mmavloc.models.converters import RELEASED, convert_released

SUFFIXES = '.pth', '.safetensors'


def main() -> None:
    """Read the command line, convert and write."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: mmavloc convert ezvsl best.pth --out ezvsl.pth',
    )
    parser.add_argument('method', choices=RELEASED, help='whose file it is')
    parser.add_argument(
        'file',
        nargs='+',
        help='as its authors give it out; several in the order that '
        'configs/METHOD/README.md gives',
    )
    parser.add_argument(
        '--out',
        required=True,
        type=Path,
        metavar='FILE',
        help=f'where to write it; ends in {" or ".join(SUFFIXES)}',
    )
    args = parser.parse_args()
    try:
        if args.out.suffix not in SUFFIXES:
            raise ValueError(
                f'--out {args.out}: want a name that ends in '
                f'{" or ".join(SUFFIXES)}'
            )
        check_out(args.out)
        weights = convert_released(args.method, *args.file)
        save(weights, args.out, method=args.method)
    except (ValueError, OSError) as error:
        raise SystemExit(f'error: {error}') from error
    print(
        f'{args.out}: {len(weights)} parameters of '
        f'{RELEASED[args.method].title}; test it with a config in '
        f'{RELEASED[args.method].config}'
    )


def save(weights: dict[str, torch.Tensor], path: Path, *, method: str) -> None:
    """Write parameters by name, whole or not at all."""
    with atomic_file(path) as file:
        if path.suffix == '.safetensors':
            from safetensors.torch import save as pack

            tensors = {k: v.contiguous() for k, v in weights.items()}
            file.write(pack(tensors, metadata={'method': method}))
        else:
            torch.save({'state_dict': weights, 'meta': {}}, file)


if __name__ == '__main__':
    main()
