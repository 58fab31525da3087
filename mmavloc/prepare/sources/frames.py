"""Which of a clip's extracted frames is its picture."""

import re
from collections.abc import Callable
from pathlib import Path

from mmavloc.prepare.errors import RejectedError

SECOND, SECONDS = 5.0, 10.0  # VGG-SS annotates the middle of ten seconds
RATES = (1, 2, 4, 5, 8, 10, 12, 12.5, 15, 16, 20, 24, 25, 30, 50, 60)
TOLERANCE = 2  # frames that extraction adds or loses at the ends
Pick = Callable[[list[Path]], Path]


def first_frame(frames: list[Path]) -> Path:
    """Choose the first frame, in the order of their numbers."""
    return in_order(frames)[0]


def middle_frame(frames: list[Path]) -> Path:
    """Choose the frame in the middle of the folder."""
    return in_order(frames)[len(frames) // 2 - (len(frames) > 2)]


def annotated_frame(fps: float | None = None) -> Pick:
    """Return what chooses the frame at 5 s of ten, number 5 x rate from 1.

    Args:
        fps: frames a second; None to derive it from a folder that holds all
            frames of ten seconds, numbered from 0 or 1 without a gap.
    """

    def pick(frames: list[Path]) -> Path:
        numbers = {number_of(path): path for path in in_order(frames)}
        first = 0 if 0 in numbers else 1
        rate = fps or frame_rate(list(numbers))
        wanted = round(SECOND * rate) - 1 + first
        if wanted not in numbers:
            raise RejectedError(
                f'{frames[0].parent.name}: no frame number {wanted}, which is '
                f'at {SECOND:g} s at {rate:g} frames a second; add it, or '
                'give the right rate with --fps'
            )
        return numbers[wanted]

    return pick


def frame_rate(numbers: list[int]) -> float:
    """Derive the rate of the frames of a ten-second clip from their number.

    Raises:
        RejectedError: frames are missing, or no usual rate gives so many.
    """
    count = len(numbers)
    if sorted(numbers) == list(range(min(numbers), min(numbers) + count)):
        off = {rate: abs(count - rate * SECONDS) for rate in RATES}
        best = min(off, key=lambda rate: off[rate])
        if min(numbers) in (0, 1) and off[best] <= TOLERANCE:
            return best
    raise RejectedError(
        f'which of its {count} frames, numbers {min(numbers)} to '
        f'{max(numbers)}, is at {SECOND:g} s is not certain; give their rate '
        'with --fps'
    )


def in_order(frames: list[Path]) -> list[Path]:
    """Sort frames by the numbers in their names: frame9 before frame10."""

    def key(path: Path) -> list:
        parts = re.split(r'([0-9]+)', path.name)
        return [int(p) if i % 2 else p for i, p in enumerate(parts)]

    return sorted(frames, key=key)


def number_of(path: Path) -> int:
    """Return the last number in a frame's name.

    Raises:
        RejectedError: there is none.
    """
    found = re.findall(r'[0-9]+', path.stem)
    if not found:
        raise RejectedError(f'{path.name}: no frame number in the name')
    return int(found[-1])
