#!/usr/bin/env python
"""See mmavloc.cli.make_lists, or type --help."""

from mmavloc.cli.make_lists import main

if __name__ == '__main__':
    main()
