#!/usr/bin/env python
"""See mmavloc.cli.score_maps, or type --help."""

from mmavloc.cli.score_maps import main

if __name__ == '__main__':
    main()
