"""Draw the paper's Figures 3 to 6, or its video, for any model and data.

3: potential map and Grad-CAM of the most probable class. 4: potential and
localization map (clips of type A if there are types). 5: one image with its
own and another sound (clips of type B if there are types). 6: two images side
by side, with the sound of each. The last column is the ground truth. video:
frame, P and alpha side by side over time, with the sound of --clip, and a
picture (.png beside it) of some of its frames.
"""

import argparse
from pathlib import Path

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import load_config, override, read_config
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.figures import (
    FIGURES,
    make_figure,
    make_rows,
    open_dataset,
)
from mmavloc.apis.model import load_model
from mmavloc.apis.modules import register_all_modules

NAMES = 'classes/names.txt'  # of SoundingShapes
VIDEO = 'video'


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc make_figures configs/sounding_shapes_pretrained.py last.pth '
        '--figure 6 '
        '--data configs/data/concat_sounding_shapes.py --out figure6.png',
    )
    parser.add_config('config of the two-step system')
    parser.add_argument('checkpoint', help='file that its training wrote')
    parser.add_argument(
        '--figure', required=True, choices=[*map(str, FIGURES), VIDEO]
    )
    parser.add_argument(
        '--out', required=True, metavar='FILE.png', help='for video: FILE.mp4'
    )
    parser.add_argument(
        '--clip', metavar='VIDEO', help='video: the clip, any video'
    )
    parser.add_data()
    parser.add_argument(
        '--saliency', metavar='CONFIG', help='figure 3: config of Grad-CAM'
    )
    parser.add_argument(
        '--classifier',
        metavar='FILE',
        help="figure 3: the classifier's weights, instead of those in the "
        'config of --saliency',
    )
    parser.add_argument(
        '--class-names',
        metavar='FILE',
        help='figure 3: file with a class name per line (default: '
        f'{NAMES} of the data, or the names of ImageNet if the classifier is '
        "torchvision's)",
    )
    parser.add_argument(
        '--rows',
        type=int,
        help='number of clips (default 4); video: of frames in the picture '
        '(default 6)',
    )
    parser.add_argument(
        '--seed',
        type=int,
        default=0,
        help='seed of the choice of clips (default 0)',
    )
    return parser.parse_args()


def class_names(
    file: str | None, classifier: dict, data_root: str | None
) -> list[str] | None:
    """Read the names of a classifier's classes.

    Args:
        file: with a name per line; by default that of the data, if it has as
            many names as there are classes.
        classifier: its config.
        data_root: folder of the data.

    Returns:
        The names, ImageNet's for a classifier of torchvision; None if they
        are unknown.
    """
    if file:
        return Path(file).read_text(encoding='utf-8').splitlines()
    if classifier['type'] == 'TorchvisionClassifier':
        from torchvision.models import VGG11_Weights

        return VGG11_Weights.IMAGENET1K_V1.meta['categories']
    found = Path(data_root or '', NAMES)
    if not found.is_file():
        return None
    names = found.read_text(encoding='utf-8').splitlines()
    return names if len(names) == classifier.get('num_classes') else None


def draw_video(args: argparse.Namespace) -> None:
    """Write the video of a clip, and the picture beside it."""
    from mmavloc.inference import SoundLocalizationInferencer
    from mmavloc.inference.video_figure import make_video_figure

    if not args.clip:
        raise ValueError('--figure video: want --clip with a video file')
    cfg = load_config(args.config)
    override(cfg, cfg_options=args.cfg_options)
    localize = SoundLocalizationInferencer(cfg, args.checkpoint)
    report, picture = make_video_figure(
        localize, args.clip, args.out, count=args.rows or 6
    )
    print(f'{args.out}, {picture}\n{report}')


@exit_on_user_error()
def main() -> None:
    """Load models and data, and draw the figure."""
    args = parse_args()
    if args.figure == VIDEO:
        draw_video(args)
        return
    number = int(args.figure)
    register_all_modules()
    cfg = read_config(
        args.config,
        data=args.data,
        data_root=args.data_root,
        cfg_options=args.cfg_options,
    )
    saliency = names = None
    if args.saliency:
        other = load_config(args.saliency)
        if args.classifier:
            other.model.classifier.init_cfg.checkpoint = args.classifier
        saliency = load_model(other, None)
        names = class_names(
            args.class_names, other.model.classifier, cfg.get('data_root')
        )
    drawn = make_rows(
        number,
        load_model(cfg, args.checkpoint),
        open_dataset(cfg, number),
        rows=4 if args.rows is None else args.rows,
        seed=args.seed,
        saliency=saliency,
        class_names=names,
    )
    ids = make_figure(number, drawn, args.out, seed=args.seed)
    print(f'{args.out}: {", ".join(ids)}')
