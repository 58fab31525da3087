"""Where optional test material lies; tests that need it skip without it."""

from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
GOLDEN = REPO.parent / 'shared/golden'
REALDATA = REPO.parent / 'shared/realdata'
