"""Which trainings and tests the paper's tables need, and which are left."""

import json

import pytest

from studies import (
    STUDY_DATASETS,
    TABLES,
    needed,
    paper,
    plan,
    sounding_shapes,
    unfinished,
)
from studies.plan import CONFIGS
from studies.rows import rows_of


@pytest.fixture
def dataset(tmp_path):
    return sounding_shapes(str(tmp_path / 'data'))


@pytest.mark.parametrize('name', STUDY_DATASETS)
def test_every_run_of_every_table_exists(name):
    dataset = STUDY_DATASETS[name]()
    for run in dataset.runs.values():
        assert (CONFIGS / run.config).is_file(), run
    for config in filter(None, dataset.tests.values()):
        assert (CONFIGS / config).is_file()
    for table in TABLES:
        for run, test in needed([table]):
            assert run in dataset.runs and test in dataset.tests
        if table != 'claims':
            rows = rows_of(table, dataset)
            sources = {row.source[:2] for row in rows if row.source}
            assert sources == set(needed([table]))
            assert any(row.theirs for row in rows)


def test_tables_share_trainings(dataset, tmp_path):
    both = plan(dataset, tmp_path, [0], needed(['table1', 'table5']))
    one = plan(dataset, tmp_path, [0], needed(['table5']))
    trained = [s.name for s in both if s.command[0] == 'train.py']
    # 8 systems, Senocak at two sizes, two classifiers, the mean box
    assert len(trained) == len(set(trained)) == 13
    for step in one:
        assert step in both
    order = [step.product for step in both]
    for step in both:
        if step.command[0] == 'test.py' and 'last.pth' in step.command[2]:
            checkpoint = step.product.parent / 'last.pth'
            assert order.index(checkpoint) < order.index(step.product)
    seeds = plan(dataset, tmp_path, [0, 1], needed(['table5']))
    assert len({s.product for s in seeds if s.product}) == 2 * len(
        [s for s in one if s.product]
    )


def test_a_model_with_all_its_results_is_not_trained_again(dataset, tmp_path):
    pairs = needed(['table1', 'table5'], ['denovo_1k', 'pretrained_10k'])
    steps = plan(dataset, tmp_path, [0], pairs)
    for step in steps:
        if step.product and step.command[0] == 'test.py':
            step.product.parent.mkdir(parents=True, exist_ok=True)
            step.product.write_text('{}')
            step.record.write_text(json.dumps(step.recorded_command))

    def trained():
        again = plan(dataset, tmp_path, [0], pairs)
        return [
            step.product.parent.name
            for step in again
            if step.command[0] == 'train.py'
        ]

    assert trained() == []
    (tmp_path / 'seed0' / 'denovo_1k' / 'concat.json').unlink()
    assert trained() == ['denovo_1k']
    (tmp_path / 'seed0' / 'pretrained_10k' / 'concat.json').unlink()
    # what it starts from, first
    assert trained() == ['classifier', 'pretrained_10k', 'denovo_1k']


def test_only_selects_runs_by_pattern(dataset):
    pairs = needed(['table1', 'table2'], ['pretrained_*', 'supervised'])
    assert [run for run, _ in pairs] == [
        *(f'pretrained_{size}' for size in paper.SIZES),
        'supervised',
    ]


def test_unfinished_trainings_are_listed(dataset, tmp_path):
    steps = plan(dataset, tmp_path, [0], needed(['table2']))
    assert unfinished(steps) == []
    train = next(s for s in steps if 'supervised' in s.name)
    train.record.parent.mkdir(parents=True)
    train.record.write_text(json.dumps(train.recorded_command))
    assert unfinished(steps) == [train]
    train.product.write_text('weights')
    assert unfinished(steps) == []
