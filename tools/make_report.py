#!/usr/bin/env python
"""See mmavloc.cli.make_report, or type --help."""

from mmavloc.cli.make_report import main

if __name__ == '__main__':
    main()
