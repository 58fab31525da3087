"""Command line tools, a module each; ``tools/*.py`` are doors to them."""
