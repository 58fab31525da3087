#!/usr/bin/env python
"""See mmavloc.cli.test, or type --help."""

from mmavloc.cli.test import main

if __name__ == '__main__':
    main()
