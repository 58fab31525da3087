"""The index of models: whole, unique, and as the pages of the methods say."""

import re

import pytest
import yaml

from mmavloc.evaluation.protocols.table import PROTOCOLS
from tests.paths import REPO

INDEX = yaml.safe_load((REPO / 'model-index.yml').read_text())['Import']
FILES = {path: yaml.safe_load((REPO / path).read_text()) for path in INDEX}
MODELS = [
    (path, model) for path, file in FILES.items() for model in file['Models']
]
UNNAMED = 'not released', 'of the paper, see docs/metrics.md'


def test_the_index_imports_every_metafile():
    there = {
        str(path.relative_to(REPO))
        for path in REPO.glob('configs/**/metafile.yml')
    }
    assert there == set(INDEX) and len(INDEX) == len(there)
    pages = {path.parent for path in REPO.glob('configs/*/README.md')}
    assert pages <= {(REPO / path).parent for path in INDEX}


def test_names_are_unique_and_configs_exist():
    names = [model['Name'] for _, model in MODELS]
    assert len(set(names)) == len(names)
    collections = [c['Name'] for f in FILES.values() for c in f['Collections']]
    assert len(set(collections)) == len(collections)
    for path, model in MODELS:
        (own,) = FILES[path]['Collections']
        assert model['In Collection'] == own['Name']
        config = REPO / model['Config']
        assert config.is_file() and config.stem == model['Name']
        if 'Weights' in model:
            assert re.search(r'#sha256=[0-9a-f]{64}$', model['Weights'])


@pytest.mark.parametrize('path', INDEX)
def test_every_config_of_a_method_is_there(path):
    (own,) = FILES[path]['Collections']
    assert (REPO / own['README']).is_file() and own['Paper']['Title']
    folder = (REPO / path).parent
    if folder.name == 'configs':
        known = {model['Config'] for model in FILES[path]['Models']}
        own = folder.glob('unsup_*.py')
        assert {f'configs/{config.name}' for config in own} <= known
        return
    configs = {str(c.relative_to(REPO)) for c in folder.glob('*.py')}
    assert configs == {model['Config'] for model in FILES[path]['Models']}


def test_results_name_protocol_list_and_source():
    for path, model in MODELS:
        for result in model.get('Results', ()):
            assert result['Task'] == 'Visual Sound Source Localization'
            assert result['Dataset'] and result['Training list']
            assert isinstance(result['Published'], bool) and result['Source']
            assert result['Protocol'] in (*PROTOCOLS, *UNNAMED), model
            for value in result['Metrics'].values():
                assert 0 < value < 100
            page = (REPO / path).with_name('README.md')
            if not page.is_file():
                continue
            stem = model['Name'].removesuffix('_guided')
            values = [str(x) for x in result['Metrics'].values()]
            rows = [
                [cell.strip(' `') for cell in line.split('|')]
                for line in page.read_text().splitlines()
                if line.startswith('|')
            ]
            assert any(
                {stem, result['Protocol'], *values} <= set(row) for row in rows
            ), (path, result)


def test_figures_of_the_paper_are_those_of_its_configs():
    """The head comments give cIoU/AUC of both maps of Table 1."""
    for model in FILES['configs/metafile.yml']['Models']:
        if not model['Name'].startswith('unsup_'):
            continue
        head = (REPO / model['Config']).read_text()
        pairs = re.findall(r'map\s(?:# )?(\d+\.\d)/(\d+\.\d)', head)
        printed = [float(value) for pair in pairs for value in pair]
        assert printed == [*model['Results'][0]['Metrics'].values()], model
