#!/usr/bin/env python
"""See mmavloc.cli.train, or type --help."""

from mmavloc.cli.train import main

if __name__ == '__main__':
    main()
