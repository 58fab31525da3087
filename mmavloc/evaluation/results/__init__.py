"""The clip table, and the results that are computed from it."""
