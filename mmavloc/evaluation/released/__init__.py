"""Numbers that only released evaluators print."""
