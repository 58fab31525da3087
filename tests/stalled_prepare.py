"""Run tools/prepare_data.py, standing still once some pictures are made."""

import signal
import sys
from functools import partial

from mmavloc.cli import prepare_data as tool
from tests.preparing import stand_still

if __name__ == '__main__':
    # a shell starts jobs in the background with this signal ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    tool.prepare = partial(tool.prepare, work=stand_still)
    tool.main(sys.argv[1:])
