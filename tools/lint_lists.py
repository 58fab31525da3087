#!/usr/bin/env python
"""See mmavloc.cli.lint_lists, or type --help."""

import sys

from mmavloc.cli.lint_lists import main

if __name__ == '__main__':
    sys.exit(main())
