"""Lists of ids and pairs: drawing, checking, leakage."""
