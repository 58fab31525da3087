#!/usr/bin/env python
"""See mmavloc.cli.score_negative_audio, or type --help."""

from mmavloc.cli.score_negative_audio import main

if __name__ == '__main__':
    main()
