#!/usr/bin/env python
"""Run the tool with the name of this file; see `mmavloc TOOL --help`."""

from mmavloc.cli import run_file

if __name__ == '__main__':
    run_file(__file__)
