"""Draw the clips of a config's data set, as the model gets them.

Each picture shows the image after the whole pipeline, the boxes and the
consensus map if the clip is annotated, and the log spectrogram of its audio.
"""

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from rich.progress import track

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import read_config
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.modules import register_all_modules
from mmavloc.registry import DATASETS, MODELS
from mmavloc.visualization import draw_row, picture_of


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(__doc__)
    parser.add_config()
    parser.add_argument(
        '--out',
        '--output-dir',
        dest='out',
        required=True,
        metavar='DIR',
        help='folder of the pictures',
    )
    parser.add_argument(
        '--mode',
        choices=['train', 'val', 'test'],
        default='train',
        help='dataloader of the config (default train)',
    )
    parser.add_argument(
        '--number',
        type=int,
        default=50,
        help='number of clips, from the first (default 50)',
    )
    return parser.parse_args()


def draw(packed: dict, spectrogram: np.ndarray | None, path: Path) -> None:
    """Write one clip's picture.

    Args:
        packed: output of the dataset's pipeline.
        spectrogram: log amplitude (f t), if the clip has audio.
        path: path of the picture.
    """
    sample = packed['data_samples']
    image = picture_of(packed['inputs']['image'])
    figure = Figure(figsize=(8, 3), layout='constrained')
    FigureCanvasAgg(figure)
    *left, right = figure.subplots(1, 3)
    draw_row(left, image, sample, maps=[])
    if spectrogram is None:
        right.set_axis_off()
    else:
        right.imshow(spectrogram, origin='lower', aspect='auto', cmap='magma')
        right.set(xlabel='frame', ylabel='bin')
        right.set_title('log amplitude', fontsize=8)
    label = sample.get('label')
    figure.suptitle(
        f'{sample.sample_id}' + ('' if label is None else f' (class {label})'),
        fontsize=9,
    )
    figure.savefig(path)


@exit_on_user_error()
def main() -> None:
    """Draw the first clips of a config's dataset."""
    args = parse_args()
    cfg = read_config(
        args.config, data_root=args.data_root, cfg_options=args.cfg_options
    )
    loader = cfg.get(f'{args.mode}_dataloader')
    if not loader:
        raise ValueError(
            f'{args.config}: has no {args.mode}_dataloader; want another '
            '--mode, or another config'
        )
    register_all_modules()
    dataset = DATASETS.build(loader.dataset)
    model = cfg.get('model') or {}  # configs of test data have none
    preprocessor = MODELS.build(
        model.get('data_preprocessor') or dict(type='AVDataPreprocessor')
    )
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    number = min(args.number, len(dataset))
    clips = (dataset[index] for index in range(len(dataset)))
    for packed in track(
        islice(clips, number), total=number, description='drawing'
    ):
        spectrogram = None
        if 'audio' in packed['inputs']:
            spectrogram = preprocessor.spectrogram(
                packed['inputs']['audio'][None]
            )[0, 0].numpy()
        name = packed['data_samples'].sample_id.replace('/', '_')
        draw(packed, spectrogram, out / f'{name}.png')
    print(f'{number} of {len(dataset)} clips drawn in {out}')
