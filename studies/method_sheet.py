"""A picture of the maps of all methods on the same scenes."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from mmavloc.formats.atomic import write_bytes
from mmavloc.formats.map_files import MapFile
from mmavloc.formats.world import TRUTH_FILE
from mmavloc.visualization.overlay import overlay

from .method_data import data_of
from .methods import METHODS
from .plan import StudyDataset, folder

SHEET = 'methods.png'
SCENES = 6  # columns
TILE, LABEL, SPACE = 108, 170, 4  # px: a tile, the names, between tiles
WHITE, CYAN = (255, 255, 255), (0, 255, 255)


def draw_sheet(
    dataset: StudyDataset, work_dir: Path, seed: int, names: Sequence[str]
) -> str | None:
    """Draw a row of maps for each finished method, below the images.

    Returns:
        The name of the picture in ``work_dir``; None without maps, or for
        data whose truth is not known.
    """
    root, split = Path(dataset.data_root), data_of(dataset).audited
    files = {
        name: folder(work_dir, seed, name) / 'splits.npz' for name in names
    }
    maps = {
        METHODS[name].title: MapFile(path, split=split)
        for name, path in files.items()
        if path.is_file()
    }
    if not maps or not (root / TRUTH_FILE).is_file():
        return None
    truth = json.loads((root / TRUTH_FILE).read_text())
    ids = sorted(next(iter(maps.values())))
    ids = ids[:: max(1, len(ids) // SCENES)][:SCENES]
    images = [
        np.asarray(Image.open(root / f'image/{i}.jpg').convert('RGB'))
        for i in ids
    ]
    pitch = TILE + SPACE
    sheet = Image.new(
        'RGB', (LABEL + pitch * len(ids), pitch * (1 + len(maps)))
    )
    sheet.paste(WHITE, (0, 0, *sheet.size))
    pen = ImageDraw.Draw(sheet)
    rows = [('image', images)] + [
        (
            title,
            [
                overlay(image, found.read(i))
                for i, image in zip(ids, images, strict=True)
            ],
        )
        for title, found in maps.items()
    ]
    for y, (title, pictures) in enumerate(rows):
        pen.text((4, y * pitch + TILE // 2 - 6), title, fill=(0, 0, 0))
        for x, (sample, picture) in enumerate(zip(ids, pictures, strict=True)):
            tile = Image.fromarray(picture).resize((TILE, TILE))
            _draw_boxes(tile, truth[sample]['objects'])
            sheet.paste(tile, (LABEL + x * pitch, y * pitch))
    file = io.BytesIO()
    sheet.quantize(255).save(file, 'PNG', optimize=True)
    write_bytes(work_dir / SHEET, file.getvalue())
    return SHEET


def _draw_boxes(tile: Image.Image, things: Sequence[dict]) -> None:
    """Outline what sounds, and what could and does not, in place."""
    pen = ImageDraw.Draw(tile)
    for thing in things:
        if thing['able']:
            colour = WHITE if thing['sounds'] else CYAN
            box = [round(TILE * value) for value in thing['box']]
            pen.rectangle(box, outline=colour)
