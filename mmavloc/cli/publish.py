"""Write a trained model as one small file to pass on.

The file (safetensors) holds weights and config, and nothing of the training:
no optimizer, no paths, no commands. `mmavloc localize --model FILE` and
`SoundLocalizationInferencer(FILE)` take it; reading it runs no code.
"""

import argparse

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.publish import publish_model
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.pipeline import steps_of


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc publish --model last.pth --out mine.safetensors',
    )
    parser.add_model(required=True)
    parser.add_argument(
        '--out',
        required=True,
        metavar='FILE.safetensors',
        help='what to write; the name gets eight digits of the SHA-256',
    )
    parser.add_argument(
        '--half',
        action='store_true',
        help='write weights in half precision',
    )
    return parser.parse_args()


@exit_on_user_error()
def main() -> None:
    """Publish, and print the file's name and SHA-256."""
    args = parse_args()
    localize = SoundLocalizationInferencer(args.model, args.weights, 'cpu')
    path, digest = publish_model(
        localize.model,
        localize.cfg,
        steps_of(localize.cfg),
        args.out,
        half=args.half,
    )
    print(f'{path}: {path.stat().st_size} bytes, sha256 {digest}')
