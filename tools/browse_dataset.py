#!/usr/bin/env python
"""See mmavloc.cli.browse_dataset, or type --help."""

from mmavloc.cli.browse_dataset import main

if __name__ == '__main__':
    main()
