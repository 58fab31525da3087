#!/usr/bin/env python
"""See mmavloc.cli.compare, or type --help."""

from mmavloc.cli.compare import main

if __name__ == '__main__':
    main()
