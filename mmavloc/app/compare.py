"""One picture with two sounds: what does the map do when the sound changes?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.render import write_caption
from mmavloc.inference.result import (
    View,
    box_of,
    confidence_of,
    overlay_in_view,
    peak_of,
)
from mmavloc.visualization.overlay import scale_of

from .limits import Limits

DRAWN = (480, 1280)  # px of the longest side of what is drawn: least, most
GAP = 8  # px between two panels
GRID = 256  # cells of a side, where areas of maps are compared
SAME = 1e-3  # of a map's range; no eye sees less
CONTOUR, BOX, NOTHING = 'contour', 'box', 'nothing'
MARKS = (CONTOUR, BOX, NOTHING)


@dataclass(frozen=True)
class Seen:
    """A picture with one sound, as the model sees it.

    Attributes:
        sound: its name.
        image: what is drawn upon, (H W 3) uint8 RGB.
        size: height and width of the picture itself.
        maps: name -> (h w).
        view: part of the picture that the maps cover.
        remarks: what is odd about the media.
    """

    sound: str
    image: np.ndarray
    size: tuple[int, int]
    maps: dict[str, np.ndarray]
    view: View
    remarks: list[str]


def localize_sounds(
    model: SoundLocalizationInferencer,
    limits: Limits,
    picture: str | Path,
    sounds: Sequence[str | Path | None],
) -> list[Seen | None]:
    """Localize several sounds in one picture.

    Args:
        model: the model.
        limits: what is taken.
        picture: a file.
        sounds: files; None where there is none.

    Returns:
        As many as there are sounds; None where there is none. A model that
        does not listen needs none for the first.

    Raises:
        ValueError: something cannot be localized; names the file.
    """
    limits.check_picture(picture)
    listens = model.pipeline.loader is not None
    slots = []
    for slot, sound in enumerate(sounds):
        if sound is not None:
            limits.check_sound(sound)
        if sound is not None or (slot == 0 and not listens):
            slots.append(slot)
    results = model(
        [str(picture)] * len(slots),
        [None if sounds[i] is None else str(sounds[i]) for i in slots],
    )
    seen: list[Seen | None] = [None] * len(sounds)
    for slot, result in zip(slots, results, strict=True):
        sound = sounds[slot]
        seen[slot] = Seen(
            Path(sound).name if sound else 'no sound',
            fitted(result.image),
            result.size,
            result.maps,
            result.view,
            result.remarks,
        )
    return seen


def fitted(image: np.ndarray) -> np.ndarray:
    """Scale a picture (H W 3) so that it is sharp and light on a page."""
    longest = max(image.shape[:2])
    wanted = min(max(longest, DRAWN[0]), DRAWN[1])
    if wanted == longest:
        return image
    height, width = (
        max(1, round(s * wanted / longest)) for s in image.shape[:2]
    )
    way = cv2.INTER_AREA if wanted < longest else cv2.INTER_CUBIC
    return cv2.resize(image, (width, height), interpolation=way)


def limits_of(
    seen: Sequence[Seen | None], names: Sequence[str]
) -> dict[str, tuple[float, float]]:
    """Return the lowest and highest value of each map over all sounds."""
    there = [one for one in seen if one is not None]
    return {
        name: (
            min(float(one.maps[name].min()) for one in there),
            max(float(one.maps[name].max()) for one in there),
        )
        for name in names
    }


def draw(
    seen: Seen,
    names: Sequence[str],
    scales: dict[str, tuple[float, float]],
    level: float,
    mark: str,
) -> np.ndarray:
    """Draw maps over the picture, one below the other.

    Args:
        seen: the picture and its maps.
        names: of the maps.
        scales: values of the lowest and of the highest colour, by map.
        level: share of a map's own range above which it is marked.
        mark: one of ``MARKS``.

    Returns:
        (n*H+gaps W 3) uint8 RGB.
    """
    panels: list[np.ndarray] = []
    for name in names:
        heat = seen.maps[name]
        low, high = float(heat.min()), float(heat.max())
        threshold = low + level * (high - low) if mark == CONTOUR else None
        panel = overlay_in_view(
            seen.image,
            heat,
            seen.view,
            limits=scales[name],
            threshold=threshold,
        )
        size = panel.shape[:2]
        if mark == BOX and (box := box_of(heat, size, seen.view, level)):
            line = max(1, round(min(size) / 200))
            for colour, width in ((0, line + 2), (255, line)):
                cv2.rectangle(panel, box[:2], box[2:], (colour,) * 3, width)
        write_caption(panel, f'{name} {scale_of(heat)}')
        if panels:
            panels.append(np.full((GAP, size[1], 3), 255, np.uint8))
        panels.append(panel)
    return np.vstack(panels)


def side_by_side(
    drawn: Sequence[np.ndarray], titles: Sequence[str]
) -> np.ndarray:
    """Join the pictures of several sounds, each with its title, to save."""
    columns = []
    for picture, title in zip(drawn, titles, strict=True):
        height, width = picture.shape[:2]
        strip = np.full((height // 14, width, 3), 32, np.uint8)
        column = np.vstack([picture, strip])
        write_caption(column, title)
        columns += [column, np.full((len(column), GAP, 3), 255, np.uint8)]
    return np.hstack(columns[:-1])


def describe(seen: Seen, name: str, level: float) -> str:
    """Say in one line where a map points."""
    heat = seen.maps[name]
    box = box_of(heat, seen.size, seen.view, level)
    place = 'the map is flat'
    if box:
        place = f'peak {peak_of(heat, seen.size, seen.view)}, box {box}'
    line = (
        f'**{seen.sound}**: {place}, confidence {confidence_of(heat):.2f}, '
        f'marked {100 * _above(heat, level).mean():.0f} % of the map'
    )
    return '. '.join([line, *seen.remarks])


def difference(first: Seen, second: Seen, name: str, level: float) -> str:
    """Say in one line what a map does when the sound changes."""
    one, other = first.maps[name], second.maps[name]
    span = max(float(np.ptp(heat)) for heat in (one, other))
    if float(np.abs(one - other).max()) <= SAME * span:
        return (
            f'**The {name} map stays as it is**: the sound does not change it.'
        )
    places = [
        np.array(peak_of(heat, first.size, first.view))
        for heat in (one, other)
    ]
    moved = float(np.linalg.norm(places[1] - places[0]))
    share = 100 * moved / float(np.hypot(*first.size))
    above = [_above(heat, level) for heat in (one, other)]
    union = float((above[0] | above[1]).sum())
    both = float((above[0] & above[1]).sum())
    overlap = 100 * both / union if union else 0.0
    return (
        f'**The peak of {name} moves by {moved:.0f} px** ({share:.0f} % of '
        f'the diagonal) from sound 1 to sound 2; the marked areas overlap by '
        f'{overlap:.0f} % (IoU).'
    )


def _above(heat: np.ndarray, level: float) -> np.ndarray:
    """Return what of a map is marked, on a fine grid."""
    grown = cv2.resize(
        heat.astype(np.float32), (GRID, GRID), interpolation=cv2.INTER_LINEAR
    )
    low, high = float(heat.min()), float(heat.max())
    return grown > low + level * (high - low)
