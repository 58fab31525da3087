#!/usr/bin/env python
"""See mmavloc.cli.make_figures, or type --help."""

from mmavloc.cli.make_figures import main

if __name__ == '__main__':
    main()
