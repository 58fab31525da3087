#!/usr/bin/env python
"""See mmavloc.cli.make_sounding_shapes, or type --help."""

from mmavloc.cli.make_sounding_shapes import main

if __name__ == '__main__':
    main()
