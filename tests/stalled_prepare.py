"""Run tools/prepare_data.py, standing still once some pictures are made."""

import importlib.util
import sys
from functools import partial

from tests.paths import REPO
from tests.preparing import stand_still

TOOL = REPO / 'tools/prepare_data.py'


def load_tool():
    """Import the tool, to run it in this process."""
    spec = importlib.util.spec_from_file_location('prepare_data', TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


if __name__ == '__main__':
    tool = load_tool()
    tool.prepare = partial(tool.prepare, work=stand_still)
    tool.main(sys.argv[1:])
