"""The sound of a stream, of which only the last seconds are kept."""

import math

import numpy as np
import soxr

from mmavloc.prepare.decode.pieces import GAP


class SlidingSound:
    """Mono samples at one rate, on the clock of the stream.

    Pieces arrive in order, at any rate. A hole of more than 50 ms between two
    is silent, an overlap of more than that is left out once.

    Args:
        rate: of the samples that are kept, in Hz.
        seconds: that are kept at least.

    Attributes:
        begin, end: of all that arrived, in s; None before anything did.
        missing: s of holes.
        doubled: s that were left out since time stamps step back.
    """

    def __init__(self, rate: int, seconds: float):
        self.rate = rate
        self.keep = math.ceil(seconds * rate)
        self.begin: float | None = None
        self.missing = self.doubled = 0.0
        self._samples = np.zeros(2 * self.keep + rate, np.float32)
        self._first = 0  # index of the first sample that is kept ...
        self._count = 0  # ... and how many are, from the time `begin` on
        self._resampler: soxr.ResampleStream | None = None
        self._from = 0  # Hz, of the piece that is being resampled
        self._next = 0.0  # s, where the next piece should begin

    @property
    def end(self) -> float | None:
        """The time up to which there are samples, in s."""
        if self.begin is None:
            return None
        return self.begin + (self._first + self._count) / self.rate

    def add(self, begin: float, samples: np.ndarray, rate: int) -> None:
        """Append a piece.

        Args:
            begin: of the piece, in s.
            samples: (t) float32.
            rate: in Hz.
        """
        if self.begin is None:
            self.begin = self._next = begin
        drift = begin - self._next
        if drift < -GAP:
            left_out = min(len(samples), round(-drift * rate))
            self.doubled += left_out / rate
            samples = samples[left_out:]
        elif drift > GAP:
            self._flush()
            hole = begin - self.end
            self.missing += drift
            self._append(np.zeros(round(hole * self.rate), np.float32))
            self._next = begin
        if not len(samples):
            return
        self._next += len(samples) / rate
        if rate == self.rate:
            self._flush()
            self._append(samples)
            return
        if self._resampler is None or self._from != rate:
            self._flush()
            self._from = rate
            self._resampler = soxr.ResampleStream(
                rate, self.rate, 1, 'float32', 'HQ'
            )
        self._append(self._resampler.resample_chunk(samples))

    def finish(self) -> None:
        """Say that no more samples arrive."""
        self._flush()

    def window(self, low: float, high: float) -> np.ndarray:
        """Return samples (t) of a stretch of time, silent where are none."""
        wanted = round((high - low) * self.rate)
        out = np.zeros(max(0, wanted), np.float32)
        if self.begin is None:
            return out
        start = round((low - self.begin) * self.rate) - self._first
        a, b = max(start, 0), min(start + wanted, self._count)
        if b > a:
            out[a - start : b - start] = self._samples[a:b]
        return out

    def centred(self, time: float, seconds: float) -> np.ndarray:
        """Return the window around a time, moved inside the sound.

        Near the ends of the sound the window is as long, and not centred; of
        a sound shorter than it, all is returned.
        """
        if self.begin is None:
            return np.zeros(0, np.float32)
        low = min(time - seconds / 2, self.end - seconds)
        low = max(low, self.begin)
        return self.window(low, min(low + seconds, self.end))

    def loudness(self, low: float, high: float) -> float:
        """Return the level (RMS) of a stretch in dB of full scale.

        Minus infinity if it is silent or outside the sound.
        """
        if self.begin is None:
            return -math.inf
        low, high = max(low, self.begin), min(high, self.end)
        samples = self.window(low, high).astype(np.float64)
        power = float(samples @ samples) / max(1, len(samples))
        return 10 * math.log10(power) if power > 0 else -math.inf

    def _flush(self) -> None:
        """End the piece that is being resampled."""
        if self._resampler is not None:
            self._append(
                self._resampler.resample_chunk(
                    np.zeros(0, np.float32), last=True
                )
            )
            self._resampler = None

    def _append(self, samples: np.ndarray) -> None:
        """Append samples; what is older than `keep` may be dropped."""
        size = len(self._samples)
        while len(samples):  # a hole may be longer than what is kept
            part, samples = samples[: self.rate], samples[self.rate :]
            if self._count + len(part) > size:
                drop = self._count - self.keep
                self._samples[: self.keep] = self._samples[
                    drop : self._count
                ].copy()
                self._first += drop
                self._count = self.keep
            self._samples[self._count : self._count + len(part)] = part
            self._count += len(part)
