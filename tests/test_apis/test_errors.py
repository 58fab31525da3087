"""One sentence for the user, a traceback for a defect."""

import pytest

from mmavloc.apis.errors import as_sentence, exit_on_user_error
from mmavloc.registry import MODELS


def caught(function):
    try:
        function()
    except Exception as error:
        return as_sentence(error)
    raise AssertionError('nothing was raised')


def test_files_are_named(tmp_path):
    path = tmp_path / 'none'
    assert caught(path.read_text) == f'{path}: no such file or directory'


def test_unknown_types_name_the_nearest():
    said = caught(lambda: MODELS.build(dict(type='TwoStepLocaliser')))
    assert "did you mean 'TwoStepLocalizer'?" in said


def test_unknown_arguments_are_named():
    said = caught(
        lambda: MODELS.build(dict(type='SimilarityLoss', negative='all'))
    )
    assert said.startswith('SimilarityLoss has no argument negative;')


def test_defects_keep_their_traceback(monkeypatch):
    with pytest.raises(KeyError), exit_on_user_error():
        {}['key']
    with pytest.raises(ZeroDivisionError), exit_on_user_error():
        1 / 0  # noqa: B018
    with (
        pytest.raises(SystemExit, match=r'^error: bad value'),
        exit_on_user_error(),
    ):
        raise ValueError('bad value')
    monkeypatch.setenv('MMAVLOC_TRACEBACK', '1')
    with pytest.raises(ValueError), exit_on_user_error():
        raise ValueError('bad value')
