"""Scores: the arithmetic, the named rules, and MMEngine's metrics on them."""
