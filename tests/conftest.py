"""Options of the whole suite."""

import os
from pathlib import Path

import pytest

from tests.golden_methods import Golden, read
from tests.golden_peers import Peer
from tests.paths import GOLDEN


def pytest_addoption(parser):
    parser.addoption(
        '--golden',
        metavar='DIR',
        type=Path,
        default=GOLDEN,
        help='reference numbers to test the protocols against; '
        f'default: {GOLDEN.name}/ beside the tests (see its README.md)',
    )
    parser.addoption(
        '--golden-methods',
        metavar='DIR',
        type=Path,
        default=GOLDEN / 'methods',
        help='reference numbers to test released methods against; default: '
        'golden/methods/ beside the tests (see its README.md)',
    )
    parser.addoption(
        '--realdata',
        metavar='DIR',
        type=Path,
        default=os.environ.get('MMAVLOC_REALDATA'),
        help='photographs, sounds, videos and ImageNet weights for the tests '
        'that look at real media; default: the environment variable '
        'MMAVLOC_REALDATA, else these tests are skipped',
    )


@pytest.fixture(scope='session')
def golden_dir(request):
    """Folder with maps.npz, objects.npz, annotations.json, expected.json."""
    folder = request.config.getoption('--golden').absolute()
    if not (folder / 'expected.json').is_file():
        raise pytest.UsageError(
            f'--golden {folder}: no expected.json there; want a folder laid '
            'out as tests/golden/README.md says'
        )
    return folder


@pytest.fixture(scope='session')
def golden_methods(request):
    """Folder with METHOD.json and METHOD.npz of each released method."""
    folder = request.config.getoption('--golden-methods').absolute()
    if not any(folder.glob('*.npz')):
        raise pytest.UsageError(
            f'--golden-methods {folder}: no METHOD.npz there; want a folder '
            'laid out as tests/golden/methods/README.md says'
        )
    return folder


@pytest.fixture
def golden(golden_methods):
    """Return the numbers of a method, or skip where the folder has none."""

    def of(method: str) -> Golden:
        if not (golden_methods / f'{method}.json').is_file():
            pytest.skip(f'{golden_methods} has no numbers of {method}')
        return read(golden_methods, method)

    return of


@pytest.fixture
def peer(golden_methods):
    """Return the numbers of a method of the second layout, or skip."""

    def of(method: str) -> Peer:
        if not (golden_methods / f'{method}.json').is_file():
            pytest.skip(f'{golden_methods} has no numbers of {method}')
        return Peer(golden_methods, method)

    return of


@pytest.fixture(scope='session')
def realdata(request):
    """Folder of real media, or skip the test where none was named."""
    folder = request.config.getoption('--realdata')
    if folder is None:
        pytest.skip('no real media: name them by --realdata DIR')
    folder = Path(folder).absolute()
    if not folder.is_dir():
        raise pytest.UsageError(f'--realdata {folder}: no such folder')
    return folder
