"""Which of a clip's extracted frames is its picture."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mmavloc.prepare.errors import RejectedError

from .rates import Rates

SECOND, SECONDS = 5.0, 10.0  # VGG-SS annotates the middle of ten seconds
RATES = (1, 2, 4, 5, 8, 10, 12, 12.5, 15, 16, 20, 24, 25, 30, 50, 60)
TOLERANCE = 2  # frames that extraction adds or loses at the ends


def first_frame(frames: list[Path]) -> Path:
    """Choose the first frame, in the order of their numbers."""
    return in_order(frames)[0]


def middle_frame(frames: list[Path]) -> Path:
    """Choose the frame in the middle of the folder."""
    return in_order(frames)[len(frames) // 2 - (len(frames) > 2)]


@dataclass(frozen=True)
class FramePick:
    """Picks a frame of a folder, and returns its second.

    At a second it is number second x rate, counted from 1.

    Attributes:
        default: picks one where no second is wanted.
        rates: frames a second.
        second: that is wanted; None for the default.
        clip: s that a folder without a gap lasts, if that is known: then
            its number of frames gives a rate that is not known otherwise.
    """

    default: Callable[[list[Path]], Path]
    rates: Rates = Rates()
    second: float | None = None
    clip: float | None = None

    def __call__(self, frames: list[Path]) -> tuple[Path, float | None]:
        """Return a frame, and its second; None if that is not known.

        Raises:
            RejectedError: the wanted second has no frame, or which one it is
                cannot be known.
        """
        folder = frames[0].parent
        if self.second is None:
            path = self.default(frames)
            try:
                numbers = [number_of(frame) for frame in frames]
                rate = self._rate(folder, numbers)
            except RejectedError:
                return path, None
            return path, (number_of(path) - (0 not in numbers)) / rate
        of = {number_of(path): path for path in in_order(frames)}
        first = 0 if 0 in of else 1
        rate = self._rate(folder, list(of))
        wanted = max(first, round(self.second * rate) - 1 + first)
        if wanted not in of:
            raise RejectedError(
                f'{folder.name}: no frame number {wanted}, which is at '
                f'{self.second:g} s at {rate:g} frames a second; add it, or '
                'give the right rate with --fps'
            )
        return of[wanted], self.second

    def _rate(self, folder: Path, numbers: list[int]) -> float:
        rate = self.rates.of(folder)
        if rate is None and self.clip:
            rate = frame_rate(folder, numbers)
        if rate is None:
            raise RejectedError(
                f'{folder.name}: at which second its {len(numbers)} frames '
                'were taken is not known; give their rate with --fps'
            )
        return rate


def frame_rate(folder: Path, numbers: list[int]) -> float:
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
        f'{folder.name}: at which second its {count} frames, numbers '
        f'{min(numbers)} to {max(numbers)}, were taken is not certain; give '
        'their rate with --fps'
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
