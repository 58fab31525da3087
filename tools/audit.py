#!/usr/bin/env python
"""See mmavloc.cli.audit, or type --help."""

from mmavloc.cli.audit import main

if __name__ == '__main__':
    main()
