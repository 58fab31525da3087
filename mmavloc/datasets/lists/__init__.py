"""Lists of ids and pairs: drawn, checked, kept apart."""
