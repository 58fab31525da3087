"""The rows of an audit: captions and colours of each map."""

from dataclasses import dataclass

from mmavloc.floors import FLOORS, GREY

from .sounds import SOUNDS

BLIND, OWN, WRONG, MOST = (
    '#c9800f', '#1f6fb2', '#86b8de', '#30343b'
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Row:
    """A map of the report.

    Attributes:
        caption: caption in tables and sentences.
        short: label in plots.
        colour: colour in plots.
        without_sound: whether the map does not use the clip's audio, so that
            it may be the best map without sound.
        by_all: whether the report shows it by all protocols.
    """

    caption: str
    short: str
    colour: str
    without_sound: bool = False
    by_all: bool = False


ROWS = {
    name: Row(
        caption=floor.caption,
        short=floor.short,
        colour=floor.colour,
        without_sound=True,
        by_all=name == 'centre',
    )
    for name, floor in FLOORS.items()
} | {
    'mean_box': Row(
        caption="the mean of the other clips' annotations",
        short='mean box',
        colour=GREY,
        without_sound=True,
    ),
    'image_only': Row(
        caption="the model's image-only map",
        short='image only',
        colour=BLIND,
        without_sound=True,
        by_all=True,
    ),
    'localization': Row(
        caption='the model with its sound',
        short='its own sound',
        colour=OWN,
        by_all=True,
    ),
    'attention': Row(
        caption="the model's attention map alone", short='A alone', colour=OWN
    ),
    'swapped': Row(
        caption='the model with a wrong sound',
        short='wrong sound',
        colour=WRONG,
        by_all=True,
    ),
    'silent': Row(
        caption='the model with silence',
        short='silence',
        colour=WRONG,
        without_sound=True,
    ),
    'noise': Row(
        caption='the model with noise',
        short='noise',
        colour=WRONG,
        without_sound=True,
    ),
    'offscreen': Row(
        caption='the model with an off-screen sound',
        short='off screen',
        colour=WRONG,
    ),
    'ceiling_soundless': Row(
        caption='ceiling of a map without sound',
        short='ceiling, no sound',
        colour=MOST,
    ),
    'ceiling_grid': Row(
        caption="the annotation on the grid of the model's maps",
        short='truth, coarse',
        colour=MOST,
    ),
    'ceiling_distinct': Row(
        caption='ceiling of a map without equal values',
        short='ceiling, no ties',
        colour=MOST,
        by_all=True,
    ),
    'ceiling': Row(
        caption='ceiling of the protocol',
        short='ceiling',
        colour=MOST,
        by_all=True,
    ),
}
# Paired differences, key -> caption. The second map is the best one without
# sound, the image-only map, or the model's map with another sound.
GAPS = {
    'gap_soundless': 'its own sound minus the best without sound, {best}',
    'gap': 'its own sound minus image only',
} | {
    f'gap_{sound}': f'its own sound minus {ROWS[sound].short}'
    for sound in SOUNDS
}
