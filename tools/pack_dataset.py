#!/usr/bin/env python
"""See mmavloc.cli.pack_dataset, or type --help."""

from mmavloc.cli.pack_dataset import main

if __name__ == '__main__':
    main()
