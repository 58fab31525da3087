"""Maps at every frame from maps at some of them."""

from collections import deque
from dataclasses import dataclass

import numpy as np

Maps = dict[str, np.ndarray]


@dataclass(frozen=True)
class Evaluation:
    """What the model said of one frame.

    Attributes:
        time: of the frame in s.
        stretch: number of the stretch of sound that it lies in; None where it
            is silent, where only maps that need no sound mean something.
        maps: name -> (h w).
    """

    time: float
    stretch: int | None
    maps: Maps


def smoothed(
    evaluations: list[Evaluation],
    time: float,
    radius: float,
    stretch: int | None,
    names: list[str],
    free: frozenset[str],
) -> Maps:
    """Average maps around a time with triangular weights.

    The weight of a map falls from 1 at ``time`` to 0 at ``radius`` s from it.
    If the radius is the hop between evaluations this is linear interpolation.
    Maps of sounding frames are averaged within one stretch of sound only, so
    that a pause separates what is heard before and after it.

    Args:
        evaluations: of the model, in order.
        time: of the frame in s.
        radius: in s; maps further away do not count.
        stretch: of the frame; None where it is silent.
        names: of the wanted maps.
        free: of the maps that depend on the picture alone.

    Returns:
        name -> (h w) float32, of those names for which there is a map.
    """
    found: Maps = {}
    for name in names:
        total, share = None, 0.0
        for one in evaluations:
            alike = stretch is not None and one.stretch == stretch
            weight = 1 - abs(one.time - time) / radius if radius else 0.0
            if one.time == time:
                weight = 1.0
            if weight <= 0 or not (alike or name in free):
                continue
            part = weight * one.maps[name]
            total = part if total is None else total + part
            share += weight
        if total is not None:
            found[name] = (total / share).astype(np.float32)
    return found


class Smoother:
    """The evaluations that frames to come may still need.

    Args:
        radius: see :func:`smoothed`.
        names, free: likewise.
    """

    def __init__(self, radius: float, names: list[str], free: frozenset[str]):
        self.radius, self.names, self.free = radius, names, free
        self._evaluations: deque[Evaluation] = deque()

    def add(self, evaluation: Evaluation) -> None:
        """Add what the model said of a later frame."""
        self._evaluations.append(evaluation)

    def at(self, time: float, stretch: int | None) -> Maps:
        """Return the maps of a frame; times never fall."""
        while (
            self._evaluations
            and self._evaluations[0].time < time - self.radius
        ):
            self._evaluations.popleft()
        return smoothed(
            list(self._evaluations),
            time,
            self.radius,
            stretch,
            self.names,
            self.free,
        )
