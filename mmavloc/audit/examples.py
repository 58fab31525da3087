"""Example clips of an audit, chosen by their rank."""

import io
from dataclasses import dataclass

import numpy as np
from mmengine.model import BaseModel
from PIL import Image

from mmavloc.visualization.overlay import picture_of
from mmavloc.visualization.tiles import TILE_PIXELS, Tile, draw_tile

from .clips import ClipsWithSounds, collate_sounds
from .run import AuditResult, image_only_map, predict

EACH = 2  # number of clips of each kind


@dataclass(frozen=True)
class Example:
    """One clip of the report.

    Attributes:
        why: the reason for the choice.
        sample_id: id of the clip.
        tiles: pictures of the truth and of each map.
    """

    why: str
    sample_id: str
    tiles: list[Tile]


def choose(f: AuditResult) -> list[tuple[str, int]]:
    """Choose clips; return the reason and the index of each.

    The clips with the largest gain and the largest loss of consensus IoU by
    the audio, and those whose map changes least with wrong audio. Ties are
    broken by index; no clip is repeated.
    """
    gain = f.table.column('localization', 'cIoU_tau') - f.table.column(
        'image_only', 'cIoU_tau'
    )
    ranks = [
        ('Largest gain by the sound', -gain),
        ('Largest loss by the sound', gain),
    ]
    if 'swapped' in f.table.maps and f.hears:
        stays = 'Smallest change of the map with a wrong sound'
        ranks.append((stays, -f.table.column('swapped', 'likeness')))
    chosen: dict[int, str] = {}
    for why, rank in ranks:
        order = np.argsort(rank, kind='stable')
        new = [int(i) for i in order if int(i) not in chosen][:EACH]
        chosen |= dict.fromkeys(new, why)
    return [(why, index) for index, why in chosen.items()]


def draw_examples(model: BaseModel, f: AuditResult) -> list[Example]:
    """Predict the chosen clips again and draw them."""
    clips = ClipsWithSounds(f.dataset, f.plan)
    drawn = []
    for why, index in choose(f):
        clip = clips[index]
        sample = clip['own']['data_samples']
        image = picture_of(clip['own']['inputs']['image'])
        batches = collate_sounds([clip])
        found = {s: predict(model, batch) for s, batch in batches.items()}
        maps = {
            'image_only': image_only_map(found)[0],
            'localization': found['own']['localization'][0],
        }
        if 'swapped' in found:
            maps['swapped'] = found['swapped']['localization'][0]
        names = {
            'image_only': 'Image only',
            'localization': 'Own sound',
            'swapped': 'Wrong sound',
        }
        tiles = [draw_tile('Truth', image, boxes=[sample.boxes])]
        for name, heat in maps.items():
            score = 100 * f.table.column(name, 'cIoU_tau')[index]
            caption = f'{names[name]}: {score:.0f} %'
            tiles.append(draw_tile(caption, image, heat.cpu().numpy()))
        drawn.append(Example(why, sample.sample_id, tiles))
    return drawn


def draw_example_sheet(clips: list[Example]) -> Image.Image:
    """Draw the tiles of all clips on one sheet, one row per clip."""
    columns = max(len(clip.tiles) for clip in clips)
    step = TILE_PIXELS + 4
    sheet = Image.new('RGB', (columns * step, len(clips) * step), 'white')
    for row, clip in enumerate(clips):
        for column, tile in enumerate(clip.tiles):
            panel = Image.open(io.BytesIO(tile.picture))
            sheet.paste(panel, (column * step, row * step))
    return sheet
