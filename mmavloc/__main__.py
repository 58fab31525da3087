"""``python -m mmavloc TOOL ...``, the same as ``mmavloc TOOL ...``."""

from mmavloc.cli import main

if __name__ == '__main__':
    main()
