"""A web page for pictures, sounds and videos of your own.

Swap the sound of a picture for another clip's, silence or noise, and see
whether the map follows. The page loads nothing from elsewhere, and only this
machine can open it unless --host says otherwise.
"""

import argparse
import signal
import threading
from functools import partial
from pathlib import Path

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.app import import_gradio
from mmavloc.app.limits import Limits
from mmavloc.app.models import Models
from mmavloc.zoo import zoo_line, zoo_names

LOOPBACK = ('127.0.0.1', 'localhost', '::1')


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    default = Limits()
    parser = ToolParser(__doc__, 'mmavloc app')
    parser.add_model()
    parser.add_argument(
        '--host',
        default='127.0.0.1',
        help='address to listen at; 0.0.0.0 lets others in (default: this '
        'machine only)',
    )
    parser.add_argument(
        '--port',
        type=int,
        help='(default: the first free one from 7860)',
    )
    parser.add_argument(
        '--max-duration',
        type=float,
        default=default.seconds,
        metavar='S',
        help='longest video or sound that is taken '
        f'(default {default.seconds:g})',
    )
    parser.add_argument(
        '--max-size',
        type=float,
        default=default.megabytes,
        metavar='MB',
        help=f'largest file that is taken (default {default.megabytes:g})',
    )
    parser.add_device()
    return parser.parse_args()


def offered(model: str | None, weights: str | None, device: str) -> Models:
    """Return the given model, if any, and those of the package."""
    from mmavloc.inference import SoundLocalizationInferencer

    load = partial(
        SoundLocalizationInferencer, device=device, show_progress=False
    )
    loaders = {}
    if given := weights or model:
        loaders[Path(given).stem] = partial(load, model, weights)
    about = {}
    for name in zoo_names():
        loaders.setdefault(name, partial(load, name))
        about[name] = zoo_line(name).partition('; card')[0]
    return Models(loaders, about)


@exit_on_user_error()
def main() -> None:
    """Serve the page until it is interrupted."""
    args = parse_args()
    import_gradio()  # before a model is loaded for nothing
    from mmavloc.app.scratch import scratch_folder
    from mmavloc.app.serve import serve

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with (
        scratch_folder() as folder,
        serve(
            offered(args.model, args.weights, args.device),
            Limits(args.max_duration, args.max_size),
            folder,
            args.host,
            args.port,
        ) as url,
    ):
        print(f'{url}  (Ctrl-C ends it)', flush=True)
        if args.host not in LOOPBACK:
            print(
                f'note: everybody who can connect to {args.host} can use the '
                'page; it asks for no password',
                flush=True,
            )
        stop.wait()
