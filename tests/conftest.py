"""Options of the whole suite."""

from pathlib import Path

import pytest

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
