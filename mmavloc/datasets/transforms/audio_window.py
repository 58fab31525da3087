"""Which samples of a recording make a clip, and how a short one is filled."""

import numpy as np

FILLS = 'tile', 'zero', 'none'
MIDDLES = 'middle', 'middle_tiled', 'middle_wrapped'


def first_sample(
    start: float | str, total: int, rate: int, duration: float | None
) -> int:
    """Return the index of the first sample of the window.

    Args:
        start: in seconds, or one of ``MIDDLES``; see
            :class:`~mmavloc.datasets.transforms.LoadAudio`.
        total: samples of the recording.
        rate: in Hz.
        duration: of the window in seconds; None for the whole recording.
    """
    if start in ('middle', 'middle_tiled'):
        window = (duration or 0) * rate or total
        return max(int(total - window) // 2, 0)
    if start == 'middle_wrapped':
        window = duration or total / rate
        first = int((total // rate / 2 - window / 2) * rate)
        return max(total + first, 0) if first < 0 else first
    return round(start * rate)


def fill(audio: np.ndarray, wanted: int, how: str) -> np.ndarray:
    """Bring samples (t) to ``wanted`` of them by one of ``FILLS``."""
    if how == 'none' or len(audio) == wanted:
        return audio
    if how == 'zero':
        return np.pad(audio, (0, wanted - len(audio)))
    return np.resize(audio, wanted)
