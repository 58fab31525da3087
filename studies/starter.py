"""Train, score and publish the starter, the model of the package.

DATA holds media that you have to get yourself:

  own/picture/CLASS/*        pictures to train on, and to hold out
  own/recording/CLASS/*      recordings, likewise
  foreign/picture, foreign/recording    the same classes, to test only
  unheard/picture, unheard/recording    other classes, to test only

The starter in the package has the classes chicken (rooster), clock (watch),
dog (dalmatian), helicopter and person (Faces) of Caltech-101 and of ESC-10.
Two trainings: configs/starter/starter.py, and the published system on the
same data to compare with. Finished stages are skipped.
"""

import argparse
import json
from pathlib import Path

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import exit_on_user_error
from mmavloc.apis.model_card import model_card
from mmavloc.apis.provenance import provenance
from mmavloc.apis.publish import publish_model
from mmavloc.datasets.class_pairs import SPLITS, source_of, split_sources
from mmavloc.evaluation.results.files import clips_file, write_json
from mmavloc.formats.atomic import write_text
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.pipeline import steps_of
from mmavloc.zoo import CARD, HERE, RESULTS
from studies.pipeline import TOOLS, Stage, run_stages
from studies.starter_scores import peaks_on_dog, table_of

CONFIGS = TOOLS.parent / 'configs/starter'
FACTS = Path(__file__).with_name('starter_facts.json')
RUNS = ('starter', 'starter_two_step')
SHARES = (0.15, 0.2)  # of val and test, as in configs/_base_/starter.py
NAMES = {
    ('starter', 'random'): 'random noise',
    ('starter', 'centre'): 'a blob in the centre',
    ('starter', 'potential'): 'starter, potential: from the picture alone',
    ('starter_two_step', 'localization'): 'the published system, localization',
    ('starter_two_step', 'attention'): 'the published system, attention',
    ('starter', 'attention'): 'starter, attention',
    ('starter', 'localization'): '**starter, localization**',
}


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = ToolParser(
        __doc__,
        'mmavloc starter data/starter --weights squeezenet1_0_imagenet.pth',
    )
    parser.add_argument('data', help='folder of the media, see above')
    parser.add_argument(
        '--weights',
        required=True,
        metavar='FILE',
        help='ImageNet weights of SqueezeNet 1.0, as docs/real.md says',
    )
    parser.add_argument(
        '--video',
        metavar='FILE',
        type=Path,
        help='the video of the card, 3qesirWAGt4 of VGGSound from second 20',
    )
    parser.add_work_dir('folder of the trainings')
    parser.add_argument(
        '--out',
        type=Path,
        metavar='DIR',
        help='folder for weights, results and card (default: publish in the '
        'work directory)',
    )
    args = parser.parse_args()
    args.work_dir = Path(args.work_dir or 'work_dirs/starter')
    args.out = args.out or args.work_dir / 'publish'
    return args


def plan(args: argparse.Namespace) -> list[Stage]:
    """List the stages: train and score both systems."""
    stages = []
    for name in RUNS:
        folder = args.work_dir / name
        config = str(CONFIGS / f'{name}.py')
        common = [
            *('--work-dir', str(folder), '--data-root', args.data),
            '--cfg-options',
            f'model.image_backbone.init_cfg.checkpoint={args.weights}',
        ]
        train = ['train.py', config, '--resume', '--no-val', *common]
        results = folder / 'results.json'
        score = [
            *('test.py', config, str(folder / 'last.pth')),
            *('--out', str(results), *common),
        ]
        stages += [
            Stage(
                f'train {name}',
                train,
                folder / 'last.pth',
                folder / 'train.log',
                10,
            ),
            Stage(f'score {name}', score, results, folder / 'test.log'),
        ]
    return stages


def counts(data: Path) -> dict[str, dict]:
    """Count the files of each class and split, and sources of recordings."""
    found: dict[str, dict] = {}
    for folder in sorted((data / 'own/recording').iterdir()):
        mine = {}
        for kind in ('picture', 'recording'):
            names = [
                p.name for p in (data / 'own' / kind / folder.name).iterdir()
            ]
            parts = split_sources(names, SHARES)
            mine[f'{kind}s'] = [len(parts[split]) for split in SPLITS]
            mine[f'{kind}_sources'] = [
                len({source_of(n) for n in parts[split]}) for split in SPLITS
            ]
        found[folder.name] = mine
    return found


def scores(work_dir: Path, facts: dict) -> list[dict]:
    """Return a table for each split, of both systems and the floors."""
    clips = {
        run: json.loads(
            clips_file(work_dir / run / 'results.json').read_text()
        )
        for run in RUNS
        if (work_dir / run / 'results.json').is_file()
    }
    tests = []
    for split, (title, text) in facts['tests'].items():
        tables = {run: table_of(found[split]) for run, found in clips.items()}
        tests.append(
            {
                'split': split,
                'title': title,
                'text': text,
                'rows': [
                    {
                        'system': run,
                        'map': name,
                        'name': caption,
                        'cell': tables[run]['maps'][name],
                    }
                    for (run, name), caption in NAMES.items()
                    if run in tables
                ],
                'classes': tables['starter']['classes'],
            }
        )
    return tests


def publish(args: argparse.Namespace) -> None:
    """Write weights, results and card."""
    facts = json.loads(FACTS.read_text(encoding='utf-8'))
    checkpoint = args.work_dir / 'starter/last.pth'
    trained = SoundLocalizationInferencer(
        str(CONFIGS / 'starter.py'), checkpoint, 'cpu'
    )
    args.out.mkdir(parents=True, exist_ok=True)
    path, digest = publish_model(
        trained.model,
        trained.cfg,
        steps_of(trained.cfg),
        args.out / 'starter.safetensors',
        half=True,
    )
    for old in args.out.glob('starter-????????.safetensors'):
        if old != path:
            old.unlink()
    number = counts(Path(args.data))
    words = facts.pop('class_facts')
    text = facts.pop('video_text')
    facts |= {
        'classes': {
            name: {
                'pictures': words.get(name, [name, name])[0],
                'sounds': words.get(name, [name, name])[1],
                'counts': number[name],
            }
            for name in number
        },
        'file': {
            'name': path.name,
            'bytes': path.stat().st_size,
            'sha256': digest,
            'precision': 'half precision, computed in float32',
            'parameters': sum(p.numel() for p in trained.model.parameters()),
        },
        'tests': scores(args.work_dir, facts),
        'command': 'python tools/starter.py data/starter --weights '
        'squeezenet1_0_imagenet.pth',
        'provenance': {
            key: value
            for key, value in provenance(trained.cfg, str(checkpoint)).items()
            if key in ('seed', 'versions', 'date')
        },
        'video': None,
    }
    if args.video:
        localize = SoundLocalizationInferencer(path, device='cpu')
        found = peaks_on_dog(localize, args.video, args.work_dir / 'dog.mp4')
        facts['video'] = {
            'text': text,
            'hits': sum(found.values()),
            'frames': len(found),
        }
    write_json(args.out / RESULTS, facts)
    write_text(args.out / CARD, model_card(args.out / RESULTS))


@exit_on_user_error()
def main() -> None:
    """Run the stages, then publish."""
    args = parse_args()
    minutes = run_stages(plan(args), args.work_dir)
    publish(args)
    print(f'{minutes:.1f} minutes; weights, results and card: {args.out}')
    if args.out.resolve() != (HERE / 'starter').resolve():
        print(f'copy them to {HERE / "starter"} to use them as the starter')
