"""Write a model as ONNX or as a torch.export program.

The file takes pixels (b 3 H W, uint8) and waveforms (b t, float32) of any
batch, size and length, gives the model's maps, and needs neither mmavloc nor
MMEngine. It is compared with the model before it gets its name.
"""

import argparse

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.export import export_model


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__, 'mmavloc export --model last.pth --out model.onnx'
    )
    parser.add_model()
    parser.add_argument(
        '--out',
        required=True,
        metavar='FILE',
        help='.onnx (needs the extra `export`) or .pt2 (torch.export)',
    )
    return parser.parse_args()


@exit_on_user_error()
def main() -> None:
    """Export, and say what is in the file."""
    args = parse_args()
    localize = SoundLocalizationInferencer(args.model, args.weights, 'cpu')
    facts = export_model(localize, args.out)
    print(f'{args.out}: maps {", ".join(facts["maps"])}')
    print(f'tested at {facts["size"][0]} x {facts["size"][1]} px', end='')
    if facts['sample_rate']:
        length = facts['seconds']
        print(
            f', sound of {facts["sample_rate"]} Hz'
            + (f', {length:g} s' if length else ''),
            end='',
        )
    print()
    if facts['difference'] is None:
        print('not compared with the model: onnxruntime is absent')
    else:
        print(
            f'largest difference from the model: {facts["difference"]:.1e} '
            '(a random clip)'
        )
