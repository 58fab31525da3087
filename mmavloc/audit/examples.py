"""Example clips of an audit, chosen by their rank."""

import base64
import io
from dataclasses import dataclass

import cv2
import numpy as np
from mmengine.model import BaseModel
from PIL import Image

from mmavloc.visualization.overlay import overlay

from .clips import ClipsWithSounds, collate_sounds
from .run import AuditResult, image_only_map, predict

EACH = 2  # number of clips of each kind
PIXELS = 220  # width and height of a panel


@dataclass(frozen=True)
class Example:
    """One clip of the report.

    Attributes:
        why: the reason for the choice.
        sample_id: id of the clip.
        panels: caption and JPEG picture of each panel.
    """

    why: str
    sample_id: str
    panels: list[tuple[str, bytes]]

    def embedded(self) -> list[tuple[str, str]]:
        """Return the panels with pictures in base64, for ``<img src>``."""
        return [
            (caption, base64.b64encode(picture).decode())
            for caption, picture in self.panels
        ]


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
        image = clip['own']['inputs']['image'].permute(1, 2, 0).numpy()
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
        panels = [('Truth', _panel(image, boxes=sample.boxes))]
        for name, heat in maps.items():
            score = 100 * f.table.column(name, 'cIoU_tau')[index]
            picture = _panel(image, heat=heat)
            panels.append((f'{names[name]}: {score:.0f} %', picture))
        drawn.append(Example(why, sample.sample_id, panels))
    return drawn


def _panel(image: np.ndarray, *, heat=None, boxes=None) -> bytes:
    """Draw an image (H x W x 3 uint8) with a map or boxes, as JPEG."""
    picture = cv2.resize(image, (PIXELS, PIXELS))
    if heat is not None:
        picture = overlay(picture, heat)
    for box in boxes if boxes is not None else ():
        x1, y1, x2, y2 = (round(PIXELS * float(x)) for x in box)
        cv2.rectangle(picture, (x1, y1), (x2, y2), (255, 255, 255), 1)
    out = io.BytesIO()
    Image.fromarray(picture).save(out, 'JPEG', quality=85)
    return out.getvalue()


def draw_example_sheet(clips: list[Example]) -> Image.Image:
    """Draw the panels of all clips on one sheet, one row per clip."""
    columns = max(len(clip.panels) for clip in clips)
    step = PIXELS + 4
    sheet = Image.new('RGB', (columns * step, len(clips) * step), 'white')
    for row, clip in enumerate(clips):
        for column, (_, picture) in enumerate(clip.panels):
            panel = Image.open(io.BytesIO(picture))
            sheet.paste(panel, (column * step, row * step))
    return sheet
