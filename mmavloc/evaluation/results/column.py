"""One column of the clip table."""

from __future__ import annotations

import numpy as np


class Column:
    """The values of all clips so far, in an array that doubles its size.

    Many small arrays would fragment the heap, so that memory of large arrays
    could not be reused.
    """

    def __init__(self, values: np.ndarray | None = None):
        self._kept = np.empty(0) if values is None else values
        self._number = len(self._kept)

    def read(self, n: int) -> np.ndarray:
        """Return n values; missing ones at the end are NaN."""
        self._fill(n)
        return self._kept[: self._number]

    def add(self, new: np.ndarray, place: int) -> None:
        """Write values from an index on; a gap before it is NaN."""
        if not self._number:
            self._kept = np.empty((0, *new.shape[1:]))
        self._fill(place)
        end = place + len(new)
        self._grow(end)
        self._kept[place:end] = new
        self._number = end

    def _fill(self, n: int) -> None:
        if n > self._number:
            self._grow(n)
            self._kept[self._number : n] = np.nan
            self._number = n

    def _grow(self, n: int) -> None:
        if n > len(self._kept):
            kept = self._kept[: self._number]
            size = max(2 * n, 1024)
            self._kept = np.empty((size, *kept.shape[1:]))
            self._kept[: self._number] = kept
