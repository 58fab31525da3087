"""Where test material lies: golden numbers, and optional real media."""

from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
GOLDEN = REPO / 'tests/golden'
REALDATA = REPO.parent / 'shared/realdata'
