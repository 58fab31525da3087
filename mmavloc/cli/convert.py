"""Convert a checkpoint that a method's authors released.

Code in the file is never run. The file must have every parameter of the
method, with its shape; other entries are an error unless they are known to be
unused. Test the result with a config of the method, as
configs/METHOD/README.md shows. Conversion is optional: METHOD://FILE in place
of a checkpoint reads a released file directly (METHOD://FILE,FILE for several
files).
"""

from pathlib import Path

import torch

from mmavloc.apis.command_line import ToolParser
from mmavloc.evaluation.results.files import check_out
from mmavloc.formats.atomic import atomic_file
from mmavloc.models.converters import RELEASED, convert_released

SUFFIXES = '.pth', '.safetensors'


def main() -> None:
    """Read the command line, convert and write."""
    parser = ToolParser(
        __doc__, 'mmavloc convert ezvsl best.pth --out ezvsl.pth'
    )
    parser.add_argument('method', choices=RELEASED, help='name of the method')
    parser.add_argument(
        'file',
        nargs='+',
        help='the released checkpoint; several files in the order of '
        'configs/METHOD/README.md',
    )
    parser.add_argument(
        '--out',
        required=True,
        type=Path,
        metavar='FILE',
        help=f'file to write; its name ends in {" or ".join(SUFFIXES)}',
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
    """Write parameters by name; the file is complete or absent."""
    with atomic_file(path) as file:
        if path.suffix == '.safetensors':
            from safetensors.torch import save as pack

            tensors = {k: v.contiguous() for k, v in weights.items()}
            file.write(pack(tensors, metadata={'method': method}))
        else:
            torch.save({'state_dict': weights, 'meta': {}}, file)


if __name__ == '__main__':
    main()
