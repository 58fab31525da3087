#!/usr/bin/env python
"""See benchmarks.scoring, or type --help; needs a checkout."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.scoring import main  # noqa: E402

if __name__ == '__main__':
    main()
