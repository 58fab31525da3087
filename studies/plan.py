"""The trainings and tests that the paper's tables need, and their order."""

from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from mmavloc.evaluation.results.worlds import check_table_version
from mmavloc.floors import FLOORS

from .paper import INITS, SIZES
from .paper import OTHERS as OTHERS_SCORES
from .paper import SENOCAK as SENOCAK_SCORES
from .pipeline import TOOLS, Stage

CONFIGS = TOOLS.parent / 'configs'


@dataclass(frozen=True)
class Run:
    """One model and how it is trained, if at all.

    Attributes:
        name: name of its folder, which ``--only`` is matched with.
        config: file name in configs/.
        options: ``--cfg-options`` of training and test.
        trained: whether it is trained; a model that is not has no checkpoint.
        clips: training clips times epochs, to estimate the remaining time.
        start: a classifier of the data set that is trained before it.
    """

    name: str
    config: str
    options: tuple[str, ...] = ()
    trained: bool = True
    clips: int = 0
    start: str = ''


@dataclass(frozen=True)
class StudyDataset:
    """A data set on which the tables can be reproduced.

    Attributes:
        name: the name that a user types.
        title: the name in the tables.
        sizes: the paper's number of training clips -> ours, as printed.
        supervised: number of training clips of the U-Net, as printed.
        top_n: the number of Grad-CAM classes that corresponds to the paper's
            100, the number of classes of the classifier, and all numbers of
            Grad-CAM classes to report.
        runs: run name -> run.
        tests: test name -> config that provides the test data; None for the
            config of the run.
        test_clips: test name -> number of clips, to estimate the time.
        test_options: test name -> further ``--cfg-options``.
        prepare: commands that make the data. Each one checks by itself
            whether work is left.
        classifiers: folder -> config and options, for data on which ImageNet
            weights are not used. Each is trained before the runs that start
            from it.
        beside: further (run, test) pairs, of :data:`BESIDE`, that stand
            beside the claims.
        data_root: folder of the data.
        version: version of SoundingShapes that every result must carry; None
            for other data.
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
    classifiers: dict[str, tuple[str, tuple[str, ...]]] = field(
        default_factory=dict
    )
    beside: tuple[tuple[str, str], ...] = ()
    version: int | None = None


def unsup(init: str, size: str, constant: bool = False) -> str:
    """Return the run name of an unsupervised training."""
    return f'{init}_{size}' + ('_constant' if constant else '')


# table -> the (run, test) pairs that it reports
MAIN = unsup('pretrained', '144k')
# What is ours in a data set's configs, replaced by what the paper publishes.
EQ6 = f'{MAIN}_eq6'
PUBLISHED = f'{MAIN}_published'
BESIDE = {
    EQ6: 'Eq. 6 as published, and all else equal',
    PUBLISHED: 'Eq. 1 with linear logits at scale 1 and Eq. 6 as published, '
    'and all else equal',
}
UNSUP = [unsup(init, size) for init in INITS for size in SIZES]
SENOCAK = [f'senocak_{size}' for size in SENOCAK_SCORES]
OTHERS = [f'{name}_10k' for name in OTHERS_SCORES]
ABLATED = [unsup(init, size, True) for init in INITS for size in SIZES]
FLOOR_RUNS = [f'floor_{name}' for name in (*FLOORS, 'mean_box')]
NEEDS: dict[str, list[tuple[str, str]]] = {
    'table1': [(run, 'test') for run in [*FLOOR_RUNS, *UNSUP, *SENOCAK]],
    'table2': [(run, 'test') for run in ('senocak_supervised', 'supervised')],
    'table3': [('saliency', 'test')],
    'table4': [(MAIN, 'types')],
    'table5': [(run, 'concat') for run in UNSUP],
    'appendix3': [('saliency', 'test')],
    'appendix4': [
        (run, 'test') for run in [unsup('pretrained', '10k'), *OTHERS]
    ],
    'appendix5': [(run, 'test') for run in [*UNSUP, *ABLATED]],
}
# Most telling first, for a study that is stopped.
NEEDS['claims'] = [
    *((MAIN, test) for test in ('test', 'concat', 'types')),
    ('saliency', 'test'),
    *((run, test) for run in UNSUP for test in ('test', 'concat')),
    ('supervised', 'test'),
    *((run, 'test') for run in ABLATED),
]
TABLES = tuple(NEEDS)


def folder(work_dir: Path, seed: int, run: str) -> Path:
    """Return the folder of a run with a seed."""
    return work_dir / f'seed{seed}' / run


def needed(
    tables: list[str],
    only: list[str] | None = None,
    dataset: StudyDataset | None = None,
) -> list[tuple[str, str]]:
    """List the (run, test) pairs of tables, each once, in order.

    Args:
        tables: names of the tables.
        only: patterns of run names; all runs by default.
        dataset: adds its ``beside`` if the claims are among the tables.
    """
    pairs = [pair for table in tables for pair in NEEDS[table]]
    if dataset and 'claims' in tables:
        pairs += dataset.beside
    return [
        (run, test)
        for run, test in dict.fromkeys(pairs)
        if only is None or any(fnmatch(run, pattern) for pattern in only)
    ]


def plan(
    dataset: StudyDataset,
    work_dir: Path,
    seeds: list[int],
    pairs: list[tuple[str, str]],
) -> list[Stage]:
    """List every stage that (run, test) pairs need, finished or not.

    A model whose results are all there is not trained again, so that its
    checkpoint can be removed.
    """
    stages = [
        Stage(
            'prepare the data', list(command), None, work_dir / 'prepare.log'
        )
        for command in dataset.prepare
    ]
    for seed in seeds:
        tests = {
            (name, test): _test(
                dataset, dataset.runs[name], test, work_dir, seed
            )
            for name, test in pairs
        }
        missing = {
            pair[0] for pair, stage in tests.items() if not stage.done()
        }
        starts = [
            dataset.runs[name].start for name, _ in pairs if name in missing
        ]
        seen = set()
        for start in starts:
            if start in dataset.classifiers and start not in seen:
                seen.add(start)
                stages.append(_classifier(dataset, work_dir, seed, start))
        for (name, _), test_stage in tests.items():
            run = dataset.runs[name]
            if run.trained and name in missing and name not in seen:
                seen.add(name)
                stages.append(_train(dataset, run, work_dir, seed))
            stages.append(test_stage)
    return stages


def check_results(stages: list[Stage], version: int | None = None) -> None:
    """Check the results files that exist, before the long work begins.

    Args:
        stages: of :func:`plan`.
        version: of SoundingShapes, that they must carry; None for other data.

    Raises:
        ValueError: a results file is damaged, or was computed on other data.
            It is not overwritten.
    """
    for stage in stages:
        if stage.command[0] == 'test.py' and stage.done():
            check_table_version(stage.product, version)


def unfinished(stages: list[Stage]) -> list[Stage]:
    """List the trainings that were started and not finished."""
    return [
        stage
        for stage in stages
        if stage.command[0] == 'train.py'
        and stage.record.is_file()
        and not stage.done()
    ]


def _options(options: tuple[str, ...], out: Path) -> list[str]:
    """Replace ``{seed_dir}`` in options by the folder of the seed."""
    return [option.format(seed_dir=out.parent) for option in options]


def _classifier(
    dataset: StudyDataset, work_dir: Path, seed: int, name: str
) -> Stage:
    out = folder(work_dir, seed, name)
    config, options = dataset.classifiers[name]
    command = [
        *('train.py', str(CONFIGS / config), '--resume', '--no-val'),
        *('--work-dir', str(out)),
        *('--data-root', f'{dataset.data_root}/classes'),
        *('--cfg-options', f'randomness.seed={seed}', *options),
    ]
    return Stage(
        *(f'seed {seed}: train the {name}', command, out / 'last.pth'),
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
