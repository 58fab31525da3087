"""Where test material lies: golden numbers."""

from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
GOLDEN = REPO / 'tests/golden'
