#!/usr/bin/env python
"""See mmavloc.cli.prepare_data, or type --help."""

from mmavloc.cli.prepare_data import main

if __name__ == '__main__':
    main()
