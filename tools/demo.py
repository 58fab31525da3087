#!/usr/bin/env python
"""See studies.demo, or type --help; needs a checkout."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from studies.demo import main  # noqa: E402

if __name__ == '__main__':
    main()
