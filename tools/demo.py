#!/usr/bin/env python
"""Train, score and picture the two-step system on made-up data.

Five steps, each a command that you could type yourself: make SoundingShapes,
train a classifier that stands in for ImageNet, train the localizer, score it,
write the report. What is there already is reused, and a run that was stopped
goes on where it stopped.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import (
    BarColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

TOOLS = Path(__file__).resolve().parent
CONFIGS = TOOLS.parent / 'configs'
# What the tools print: MMEngine "Epoch(train) [2][ 50/100] ... loss: 0.4" and
# "Epoch(test) [10/28]", the generator "made 500/10900".
EPOCH = re.compile(r'Epoch\(train\)\s+\[(\d+)\]\[\s*(\d+)/(\d+)\]')
COUNT = re.compile(r'(?:Epoch\(test\)\s+\[\s*|^made )(\d+)/(\d+)')
LOSS = re.compile(r'\bloss: ([\d.]+)')

FULL = dict(world=[], train=[])
# Enough to see every step work, far too little to learn.
SHORT = dict(
    world=[
        *('--train', '64', '--val', '8', '--test', '12', '--type-a', '8'),
        *('--type-b', '8', '--classes', '96'),
    ],
    train=['train_cfg.max_epochs=1'],
)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--work-dir',
        help='where the results go (default work_dirs/demo, with '
        '_short and _seed<N> appended for those)',
    )
    parser.add_argument(
        '--data-root',
        help='where the clips go (default data/sounding_shapes; the short '
        'demo data/sounding_shapes_short)',
    )
    parser.add_argument(
        '--seed', type=int, default=0, help='of both trainings (default 0)'
    )
    parser.add_argument(
        '--short',
        action='store_true',
        help='a minute of work that shows every step and learns nothing',
    )
    args = parser.parse_args()
    suffix = '_short' if args.short else ''
    seeded = f'_seed{args.seed}' if args.seed else ''
    args.work_dir = Path(args.work_dir or f'work_dirs/demo{suffix}{seeded}')
    args.data_root = args.data_root or f'data/sounding_shapes{suffix}'
    return args


def claim(args: argparse.Namespace) -> None:
    """Note in the work directory which demo this is.

    Raises:
        SystemExit: it holds another one, whose files would be taken for ours.
    """
    args.work_dir.mkdir(parents=True, exist_ok=True)
    note = args.work_dir / 'demo.json'
    mine = dict(seed=args.seed, short=args.short, data_root=args.data_root)
    mine = json.dumps(mine)
    if note.is_file() and note.read_text() != mine:
        raise SystemExit(
            f'{args.work_dir} holds the demo {note.read_text()}, not {mine}; '
            'choose another --work-dir or remove this one'
        )
    note.write_text(mine)


def steps(args: argparse.Namespace) -> list[tuple[str, float, list[str]]]:
    """List name, share of the whole time, and command of each step."""
    out, size = args.work_dir, SHORT if args.short else FULL
    clips, classes = args.data_root, f'{args.data_root}/classes'
    config = str(CONFIGS / 'demo.py')
    seed = f'randomness.seed={args.seed}'
    sets = [f'test_dataloader.dataset.datasets.{i}' for i in range(4)]
    test_data = [
        f'{name}.data_root={clips}' for name in [*sets, f'{sets[3]}.dataset']
    ]
    if args.short:  # too few clips for as many pairs
        test_data.append(f'{sets[3]}.num_samples=24')
    return [
        (
            'make the clips',
            0.12,
            ['make_sounding_shapes.py', clips, *size['world']],
        ),
        (
            'pretrain the image network',
            0.16,
            [
                *('train.py', str(CONFIGS / 'demo_classifier.py')),
                *('--resume', '--work-dir', f'{out}/classifier'),
                '--cfg-options',
                *(seed, f'train_dataloader.dataset.data_root={classes}'),
                *size['train'],
            ],
        ),
        (
            'train the localizer',
            0.64,
            [
                *('train.py', config, '--resume', '--work-dir', str(out)),
                '--cfg-options',
                *(seed, f'train_dataloader.dataset.data_root={clips}'),
                'model.image_backbone.init_cfg.checkpoint='
                f'{out}/classifier/last.pth',
                *size['train'],
            ],
        ),
        (
            'score it',
            0.06,
            [
                *('test.py', config, f'{out}/last.pth'),
                *('--work-dir', str(out), '--out', f'{out}/results.json'),
                *('--maps', f'{out}/maps.npz', '--cfg-options', *test_data),
            ],
        ),
        (
            'write the report',
            0.02,
            [
                *('make_report.py', config, '--results'),
                *(f'{out}/results.json', '--maps', f'{out}/maps.npz'),
                *('--out', str(out), '--title', 'What the sound adds'),
                *('--cfg-options', *test_data),
            ],
        ),
    ]


def link_last(folder: Path) -> None:
    """Give the newest checkpoint of a training the name ``last.pth``.

    Raises:
        SystemExit: the training left none.
    """
    note = folder / 'last_checkpoint'
    if not note.is_file():
        raise SystemExit(f'{folder}: training left no checkpoint')
    newest = Path(note.read_text().strip())
    link = folder / 'last.pth'
    link.unlink(missing_ok=True)
    link.symlink_to(newest.name)


def follow(command: list[str], log: Path, tell) -> None:
    """Run a tool, keep its output, and report how far it is.

    Args:
        command: name of a tool and its arguments.
        log: file for its output.
        tell: called with the share done (0..1) and a remark.

    Raises:
        SystemExit: the tool failed; its last lines and the log are named.
    """
    argv = [sys.executable, str(TOOLS / command[0]), *command[1:]]
    tail: deque[str] = deque(maxlen=12)
    epochs = None
    with log.open('w') as file:
        print('$', *argv, file=file, flush=True)
        process = subprocess.Popen(
            argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in process.stdout:
            file.write(line)
            tail.append(line.rstrip())
            if found := re.search(r'max_epochs=(\d+)', line):
                epochs = int(found[1])
            if (found := EPOCH.search(line)) and epochs:
                epoch, step, length = map(int, found.groups())
                loss = LOSS.search(line)
                tell(
                    (epoch - 1 + step / length) / epochs,
                    f'loss {float(loss[1]):.3f}' if loss else '',
                )
            elif found := COUNT.search(line):
                tell(int(found[1]) / int(found[2]), '')
    if process.wait() != 0:
        print(*tail, sep='\n', file=sys.stderr)
        raise SystemExit(
            f'{command[0]} failed with status {process.returncode}; all it '
            f'said is in {log}'
        )


def main() -> None:
    """Run the steps in turn under one progress bar."""
    args = parse_args()
    claim(args)
    console = Console()
    begin = time.monotonic()
    with Progress(
        TextColumn('{task.description:<38}'),
        BarColumn(),
        TextColumn('{task.percentage:>3.0f} %'),
        TimeElapsedColumn(),
        TextColumn('left'),
        TimeRemainingColumn(),
        TextColumn('{task.fields[remark]}'),
        console=console,
    ) as progress:
        task = progress.add_task('', total=1.0, remark='')
        done = 0.0
        plan = steps(args)
        for number, (name, share, command) in enumerate(plan, 1):
            label = f'[{number}/{len(plan)}] {name}'
            progress.update(task, description=label, remark='')
            if not console.is_terminal:
                console.print(label, f'({time.monotonic() - begin:.0f} s)')

            def tell(part, remark, done=done, share=share):
                progress.update(
                    task, completed=done + share * part, remark=remark
                )

            follow(command, args.work_dir / f'step{number}.log', tell)
            if command[0] == 'train.py':
                work = command[command.index('--work-dir') + 1]
                link_last(Path(work))
            done += share
            progress.update(task, completed=done)
    report = args.work_dir / 'report.md'
    console.print(Markdown(report.read_text(encoding='utf-8')))
    minutes = (time.monotonic() - begin) / 60
    console.print(f'{minutes:.1f} minutes; report and pictures: {report}')


if __name__ == '__main__':
    main()
