"""Key maps: parameter names in foreign files."""

import pytest
import torch
from torch import nn

from mmavloc.models.converters import (
    KEY_MAPS,
    KeyMap,
    convert,
    init_from_file,
)
from mmavloc.models.converters import load as loading


def net():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2))


def random_weights():
    return {
        name: torch.rand_like(value.float()).to(value.dtype)
        for name, value in net().state_dict().items()
    }


def as_classifier(weights):
    named = {f'backbone.{name}': t for name, t in weights.items()}
    return {'state_dict': named}


def load(tmp_path, checkpoint, **init):
    torch.save(checkpoint, tmp_path / 'w.pth')
    module = net()
    init_from_file(
        module,
        dict(type='Pretrained', checkpoint=str(tmp_path / 'w.pth'), **init),
    )
    return module.state_dict()


def test_renames_follow_the_prefix():
    key_map = KeyMap(
        container='model',
        prefix='module.',
        renames=((r'^features\.', ''), (r'^bn\.', '1.')),
    )
    one, two = torch.zeros(1), torch.ones(1)
    checkpoint = dict(
        epoch=3,
        model={
            'module.features.0.weight': one,
            'module.bn.bias': two,
            'head.weight': one,
        },
    )
    assert convert(checkpoint, key_map) == {'0.weight': one, '1.bias': two}
    with pytest.raises(ValueError, match="no key 'model'; .*'epoch'"):
        convert(dict(epoch=3), key_map)


@pytest.mark.parametrize(
    ('wrap', 'init'),
    [
        (lambda w: w, {}),
        (lambda w: {'state_dict': w}, {}),
        (lambda w: {'state_dict': w}, dict(key_map='mmengine')),
        (
            lambda w: {
                'state_dict': {f'backbone.{n}': t for n, t in w.items()}
            },
            dict(key_map='classifier'),
        ),
        (
            lambda w: {
                'state_dict': {f'backbone.{n}': t for n, t in w.items()}
            },
            dict(prefix='backbone'),
        ),
    ],
)
def test_each_kind_of_file(wrap, init, tmp_path):
    weights = random_weights()
    found = load(tmp_path, wrap(weights), **init)
    assert all(torch.equal(found[name], weights[name]) for name in weights)


def test_only_what_is_ignorable_may_be_missing(tmp_path, monkeypatch):
    weights = random_weights()
    weights.pop('1.num_batches_tracked')
    load(tmp_path, weights)
    weights.pop('1.running_mean')
    with pytest.raises(ValueError, match='1 of 7 .* missing, first 1.running'):
        load(tmp_path, weights)
    lenient = KeyMap(ignorable='running|tracked')
    monkeypatch.setitem(loading.KEY_MAPS, 'lenient', lenient)
    load(tmp_path, weights, key_map='lenient')


def test_a_file_that_does_not_match_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match="key_map='magic': expected one of plain"
    ):
        load(tmp_path, random_weights(), key_map='magic')
    with pytest.raises(ValueError, match="match key_map='classifier': it"):
        load(tmp_path, random_weights(), key_map='classifier')
    assert all(isinstance(m, KeyMap) for m in KEY_MAPS.values())
