"""Data sets that wrap other data sets."""
