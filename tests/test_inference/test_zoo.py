"""The model of the package, its card, and what it finds in real media."""

import json
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from PIL import Image

import mmavloc
from mmavloc.apis.model_card import model_card
from mmavloc.zoo import CARD, HERE, RESULTS, zoo_names, zoo_weights

LIMIT = 4_000_000  # bytes


@pytest.fixture(scope='module')
def starter():
    return mmavloc.SoundLocalizationInferencer(
        'starter', device='cpu', show_progress=False
    )


@pytest.fixture(scope='module')
def clip(tmp_path_factory):
    """A synthetic picture and a second of noise."""
    folder = tmp_path_factory.mktemp('clip')
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (90, 160, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(folder / 'a.png')
    soundfile.write(folder / 'a.wav', 0.1 * rng.normal(size=44100), 44100)
    return folder / 'a.png', folder / 'a.wav'


def test_it_is_small_and_described():
    assert zoo_names() == ['starter']
    file = zoo_weights('starter')
    assert file.stat().st_size < LIMIT
    facts = json.loads((file.parent / RESULTS).read_text())
    assert facts['file']['name'] == file.name
    assert facts['file']['bytes'] == file.stat().st_size
    assert zoo_weights('no such model') is None


def test_it_runs(starter, clip):
    result = starter(*clip)
    assert result.maps.keys() == {'potential', 'attention', 'localization'}
    for heat in result.maps.values():
        assert np.isfinite(heat).all() and heat.shape == (13, 13)
    assert result.maps['localization'].sum() == pytest.approx(1, abs=1e-4)
    assert result.overlay().size == (160, 90)


def test_it_is_the_default(starter, clip):
    default = mmavloc.SoundLocalizationInferencer(device='cpu')
    assert default.zoo_name == starter.zoo_name == 'starter'
    same = default(*clip).maps['localization']
    assert np.array_equal(same, starter(*clip).maps['localization'])


def test_it_takes_no_other_weights():
    with pytest.raises(ValueError, match='has its weights; want a config'):
        mmavloc.SoundLocalizationInferencer('starter', 'last.pth')


def test_the_command_says_which_model(clip, tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, '-m', 'mmavloc', 'localize', *map(str, clip)),
            *('--device', 'cpu', '--out', str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith('model: starter of the package')
    assert (tmp_path / 'a.png').is_file()


def test_the_card_is_what_the_command_writes(tmp_path):
    folder = HERE / 'starter'
    card = (folder / CARD).read_text(encoding='utf-8')
    assert card == model_card(folder / RESULTS)
    facts = json.loads((folder / RESULTS).read_text(encoding='utf-8'))
    for name in facts['classes']:
        assert f'| {name} |' in card
    del facts['limits']
    (tmp_path / 'r.json').write_text(json.dumps(facts))
    with pytest.raises(ValueError, match="r.json: lacks .*'limits'"):
        model_card(tmp_path / 'r.json')
    (tmp_path / 'r.json').write_text('{')
    with pytest.raises(ValueError, match='r.json: not JSON'):
        model_card(tmp_path / 'r.json')
    with pytest.raises(FileNotFoundError, match='no such file'):
        model_card(tmp_path / 'none.json')


def test_a_barking_dog_is_found(starter, realdata, tmp_path):
    from studies.starter_scores import VIDEO, peaks_on_dog

    found = peaks_on_dog(
        starter, realdata / 'videos' / VIDEO, tmp_path / 'dog.mp4'
    )
    assert len(found) == 12
    assert sum(found.values()) > len(found) / 2, found
