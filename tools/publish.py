#!/usr/bin/env python
"""A door: the file's name is that of a tool, see `mmavloc TOOL --help`."""

from mmavloc.cli import run_door

if __name__ == '__main__':
    run_door(__file__)
