"""What was localized in one clip."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import torch
from PIL import Image

from mmavloc.evaluation.functional.calibration import expected_iou
from mmavloc.visualization.overlay import honest_limits, overlay

LEVEL = 0.5  # of a map's range; above it lies what is marked
ANSWER = 'localization'
Box = tuple[int, int, int, int]
# x1 y1 x2 y2 of the part of the picture that a model saw, in fractions
View = tuple[float, float, float, float]
WHOLE: View = (0.0, 0.0, 1.0, 1.0)


def peak_of(
    heat: np.ndarray, size: tuple[int, int], view: View = WHOLE
) -> tuple[int, int]:
    """Return the place (x, y) of a map's highest cell, in pixels.

    Args:
        heat: map (h w).
        size: height and width of the picture.
        view: part of the picture that the map covers.
    """
    row, column = np.unravel_index(int(heat.argmax()), heat.shape)
    left, top, right, bottom = pixels_of(view, size)
    x = left + (column + 0.5) / heat.shape[1] * (right - left)
    y = top + (row + 0.5) / heat.shape[0] * (bottom - top)
    return min(int(x), size[1] - 1), min(int(y), size[0] - 1)


def box_of(
    heat: np.ndarray,
    size: tuple[int, int],
    view: View = WHOLE,
    level: float = LEVEL,
) -> Box | None:
    """Return the box around a map's peak.

    It encloses the connected pixels above a share of the map's range that
    hold the peak, on the map enlarged bilinearly.

    Args:
        heat: map (h w).
        size: height and width of the picture.
        view: part of the picture that the map covers.
        level: the share, 0..1; by default half of the range.

    Returns:
        x1 y1 x2 y2 in pixels, the right and lower edge outside; None for a
        map of one value.
    """
    low, high = float(heat.min()), float(heat.max())
    if high <= low:
        return None
    left, top, right, bottom = pixels_of(view, size)
    grown = cv2.resize(
        heat.astype(np.float32),
        (right - left, bottom - top),
        interpolation=cv2.INTER_LINEAR,
    )
    above = (grown > low + level * (high - low)).astype(np.uint8)
    peak = int(grown.argmax())
    above.flat[peak] = 1  # also where enlarging levelled it
    _, labels, stats, _ = cv2.connectedComponentsWithStats(above)
    x, y, width, height, _ = stats[labels.flat[peak]]
    return (
        int(left + x),
        int(top + y),
        int(left + x + width),
        int(top + y + height),
    )


def pixels_of(view: View, size: tuple[int, int]) -> Box:
    """Return a view in pixels of a picture of height and width ``size``."""
    height, width = size
    left, top = round(view[0] * width), round(view[1] * height)
    return (
        left,
        top,
        max(left + 1, round(view[2] * width)),
        max(top + 1, round(view[3] * height)),
    )


def confidence_of(heat: np.ndarray) -> float:
    """Return the IoU that a map (h w) expects of itself, 0..1.

    See :func:`mmavloc.evaluation.functional.calibration.expected_iou`; the
    audit measures how well it agrees with the true IoU.
    """
    return float(expected_iou(torch.from_numpy(heat)[None])[0])


def overlay_in_view(
    image: np.ndarray, heat: np.ndarray, view: View = WHOLE, **kwargs
) -> np.ndarray:
    """Lay a map over the part of a picture (H W 3) that it covers.

    The rest of the picture is left as it is, and a flat map is faint, see
    :func:`mmavloc.visualization.overlay.honest_limits`. Keywords are those of
    :func:`mmavloc.visualization.overlay`.
    """
    kwargs.setdefault('limits', honest_limits(heat))
    left, top, right, bottom = pixels_of(view, image.shape[:2])
    drawn = overlay(image[top:bottom, left:right], heat, **kwargs)
    if view == WHOLE:
        return drawn
    whole = image.copy()
    whole[top:bottom, left:right] = drawn
    return whole


@dataclass(repr=False)
class Localization:
    """Maps of one clip, and what they say.

    Attributes:
        name: of the clip.
        image: the picture, (H W 3) uint8 RGB.
        maps: name -> (h w) float32, as the model predicts them; the answer is
            ``localization`` or, where that was not asked for, the last.
        view: part of the picture that the maps cover, x1 y1 x2 y2 in
            fractions; all of it, unless the model's pipeline crops.
        remarks: what is odd about the media, and what was done about it.
    """

    name: str
    image: np.ndarray
    maps: dict[str, np.ndarray]
    view: View = WHOLE
    remarks: list[str] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        height, width = self.image.shape[:2]
        return height, width

    @property
    def answer(self) -> str:
        """Name of the map that peak, box and confidence describe."""
        return ANSWER if ANSWER in self.maps else list(self.maps)[-1]

    def keep(self, names: Sequence[str]) -> None:
        """Drop all maps but these.

        Raises:
            ValueError: the model has no such map.
        """
        for name in names:
            if name not in self.maps:
                raise ValueError(
                    f'this model has no map {name!r}; want one of '
                    f'{", ".join(self.maps)}'
                )
        self.maps = {name: self.maps[name] for name in names}

    @property
    def peak(self) -> tuple[int, int]:
        """The place (x, y) of the highest value, in pixels."""
        return peak_of(self.maps[self.answer], self.size, self.view)

    @property
    def box(self) -> Box | None:
        """The box around the peak, in pixels, see :func:`box_of`."""
        return box_of(self.maps[self.answer], self.size, self.view)

    @property
    def confidence(self) -> float:
        """See :func:`confidence_of`."""
        return confidence_of(self.maps[self.answer])

    def overlay(
        self, name: str | None = None, *, contour: bool = False
    ) -> Image.Image:
        """Draw a map over the picture.

        Args:
            name: of the map; by default the answer.
            contour: whether to draw a line around what is above half of the
                map's range.

        Raises:
            KeyError: the model has no such map.
        """
        name = name or self.answer
        if name not in self.maps:
            raise KeyError(
                f'{self.name} has no map {name!r}; want one of '
                f'{", ".join(self.maps)}'
            )
        heat = self.maps[name]
        low, high = float(heat.min()), float(heat.max())
        threshold = low + LEVEL * (high - low) if contour else None
        return Image.fromarray(
            overlay_in_view(self.image, heat, self.view, threshold=threshold)
        )

    def show(self, name: str | None = None) -> None:
        """Show :meth:`overlay` in a notebook, else in a viewer."""
        try:
            from IPython import get_ipython
            from IPython.display import display
        except ImportError:
            get_ipython = lambda: None  # noqa: E731
        if get_ipython() is None:
            self.overlay(name).show()
        else:
            display(self.overlay(name))

    def as_dict(self) -> dict:
        """Return what is known, without pixels, ready for JSON."""
        return {
            'name': self.name,
            'size': [self.size[1], self.size[0]],
            'peak': list(self.peak),
            'box': self.box and list(self.box),
            'confidence': round(self.confidence, 4),
            'maps': {name: list(m.shape) for name, m in self.maps.items()},
            'remarks': self.remarks,
        }

    def __repr__(self) -> str:
        height, width = self.size
        box = f'box {self.box}' if self.box else 'no box: the map is flat'
        maps = ', '.join(
            f'{name} {m.shape[0]} x {m.shape[1]}'
            for name, m in self.maps.items()
        )
        return (
            f'Localization({self.name}, {width} x {height} px: peak '
            f'{self.peak}, {box}, confidence {self.confidence:.2f}; '
            f'maps {maps})'
        )

    def _repr_png_(self) -> bytes:
        """Let a notebook show the overlay of a result it displays."""
        return self.overlay()._repr_png_()
