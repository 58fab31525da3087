"""What the paper's tables need: trainings, tests, and in which order."""

from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from mmavloc.evaluation.results.files import read_results
from mmavloc.floors import FLOORS

from .paper import INITS, SIZES
from .pipeline import TOOLS, Stage

CONFIGS = TOOLS.parent / 'configs'


@dataclass(frozen=True)
class Run:
    """One model: how it is trained, if it is, and what it is tested on.

    Attributes:
        name: of its folder; what ``--only`` is matched with.
        config: file name in configs/.
        options: ``--cfg-options`` of training and test.
        trained: whether it is trained; the others come without a checkpoint.
        clips: how many clips times epochs it sees, to tell the time left.
    """

    name: str
    config: str
    options: tuple[str, ...] = ()
    trained: bool = True
    clips: int = 0


@dataclass(frozen=True)
class StudyDataset:
    """A data set to reproduce the tables on.

    Attributes:
        name: as the user types it.
        title: as tables print it.
        sizes: the paper's number of training clips -> ours, as printed.
        supervised: how many clips the U-Net is trained on, as printed.
        top_n: N of Grad-CAM that stands for the paper's 100, of how many
            classes, and the further N.
        runs: run name -> run.
        tests: test name -> config whose test data are taken; None for the
            run's own.
        test_clips: test name -> number of clips, to tell the time left.
        test_options: test name -> further ``--cfg-options``.
        prepare: commands that make the data, each of which knows by itself
            whether anything is left to do.
        classifier: config and options of the classifier that is trained
            first, where there is no ImageNet.
        data_root: where the data are.
    """

    name: str
    title: str
    sizes: dict[str, str]
    supervised: str
    top_n: tuple[int, int, tuple[int, ...]]
    runs: dict[str, Run]
    data_root: str
    tests: dict[str, str | None]
    test_clips: dict[str, int]
    test_options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    prepare: tuple[tuple[str, ...], ...] = ()
    classifier: tuple[str, tuple[str, ...]] | None = None


def unsup(init: str, size: str, constant: bool = False) -> str:
    """Name the run of an unsupervised training."""
    return f'{init}_{size}' + ('_constant' if constant else '')


# table -> (run, test) pairs it is made of
MAIN = unsup('pretrained', '144k')
UNSUP = [unsup(init, size) for init in INITS for size in SIZES]
ABLATED = [unsup(init, size, True) for init in INITS for size in SIZES]
FLOOR_RUNS = [f'floor_{name}' for name in (*FLOORS, 'mean_box')]
NEEDS: dict[str, list[tuple[str, str]]] = {
    'table1': [(run, 'test') for run in [*FLOOR_RUNS, *UNSUP]],
    'table2': [('supervised', 'test')],
    'table3': [('saliency', 'test')],
    'table4': [(MAIN, 'types')],
    'table5': [(run, 'concat') for run in UNSUP],
    'appendix3': [('saliency', 'test')],
    'appendix5': [(run, 'test') for run in [*UNSUP, *ABLATED]],
}
NEEDS['claims'] = [
    (MAIN, 'test'),
    ('saliency', 'test'),
    (MAIN, 'types'),
    *((unsup(init, '1k'), 'concat') for init in INITS),
    *((unsup(init, '144k'), 'concat') for init in INITS),
    *NEEDS['appendix5'],
]
TABLES = tuple(NEEDS)


def folder(work_dir: Path, seed: int, run: str) -> Path:
    """Where a run of a seed lives."""
    return work_dir / f'seed{seed}' / run


def needed(
    tables: list[str], only: list[str] | None = None
) -> list[tuple[str, str]]:
    """List the (run, test) pairs of some tables, each once, in order."""
    pairs = dict.fromkeys(pair for table in tables for pair in NEEDS[table])
    return [
        (run, test)
        for run, test in pairs
        if only is None or any(fnmatch(run, pattern) for pattern in only)
    ]


def plan(
    dataset: StudyDataset,
    work_dir: Path,
    seeds: list[int],
    pairs: list[tuple[str, str]],
) -> list[Stage]:
    """List every stage that (run, test) pairs need, done or not."""
    stages = [
        Stage(
            'prepare the data', list(command), None, work_dir / 'prepare.log'
        )
        for command in dataset.prepare
    ]
    for seed in seeds:
        if dataset.classifier:
            stages.append(_classifier(dataset, work_dir, seed))
        seen = set()
        for name, test in pairs:
            run = dataset.runs[name]
            if run.trained and name not in seen:
                seen.add(name)
                stages.append(_train(dataset, run, work_dir, seed))
            stages.append(_test(dataset, run, test, work_dir, seed))
    return stages


def check_results(stages: list[Stage]) -> None:
    """Read the results that are there already, before hours are spent.

    Raises:
        ValueError: one is damaged; nothing is overwritten.
    """
    for stage in stages:
        if stage.command[0] == 'test.py' and stage.done():
            read_results(stage.product)


def unfinished(stages: list[Stage]) -> list[Stage]:
    """List the trainings that were begun and not finished."""
    return [
        stage
        for stage in stages
        if stage.command[0] == 'train.py'
        and stage.note.is_file()
        and not stage.done()
    ]


def _options(options: tuple[str, ...], out: Path) -> list[str]:
    """Let options name files of their own seed, as ``{seed_dir}``."""
    return [option.format(seed_dir=out.parent) for option in options]


def _classifier(dataset: StudyDataset, work_dir: Path, seed: int) -> Stage:
    out = folder(work_dir, seed, 'classifier')
    config, options = dataset.classifier
    command = [
        *('train.py', str(CONFIGS / config), '--resume', '--no-val'),
        *(
            '--work-dir',
            str(out),
            '--data-root',
            f'{dataset.data_root}/classes',
        ),
        *('--cfg-options', f'randomness.seed={seed}', *options),
    ]
    return Stage(
        *(f'seed {seed}: train the classifier', command, out / 'last.pth'),
        *(out / 'train.log', 1500),
    )


def _train(
    dataset: StudyDataset, run: Run, work_dir: Path, seed: int
) -> Stage:
    out = folder(work_dir, seed, run.name)
    command = [
        *('train.py', str(CONFIGS / run.config), '--resume', '--no-val'),
        *('--work-dir', str(out), '--data-root', dataset.data_root),
        *('--cfg-options', f'randomness.seed={seed}'),
        *_options(run.options, out),
    ]
    return Stage(
        *(f'seed {seed}: train {run.name}', command, out / 'last.pth'),
        *(out / 'train.log', run.clips + 300),
    )


def _test(
    dataset: StudyDataset, run: Run, test: str, work_dir: Path, seed: int
) -> Stage:
    out = folder(work_dir, seed, run.name)
    product = out / f'{test}.json'
    options = [
        *_options(run.options, out),
        *dataset.test_options.get(test, ()),
    ]
    options = [o for o in options if not o.startswith('train_')]
    data = dataset.tests[test]
    command = [
        *('test.py', str(CONFIGS / run.config)),
        *([str(out / 'last.pth')] if run.trained else []),
        *('--work-dir', str(out), '--data-root', dataset.data_root),
        *(['--data', str(CONFIGS / data)] if data else []),
        *('--out', str(product), '--maps', str(product.with_suffix('.npz'))),
        *(['--cfg-options', *options] if options else []),
    ]
    return Stage(
        *(f'seed {seed}: test {run.name} on {test}', command, product),
        *(out / f'{test}.log', dataset.test_clips[test] / 3 + 200),
    )
