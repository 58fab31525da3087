"""Data sets around data sets."""
