"""The version, in a module that setup.py reads without importing torch."""

__version__ = '0.1.0'
