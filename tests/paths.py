"""Paths of test material."""

from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
GOLDEN = REPO / 'tests/golden'
