"""Named rules that turn a map into a score, and their pipeline."""
