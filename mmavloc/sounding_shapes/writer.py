"""Write SoundingShapes to disk in the layout of Flickr-SoundNet."""

import io
import json
import multiprocessing
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

from mmavloc.formats.annotation import annotation_xml
from mmavloc.formats.atomic import write_bytes
from mmavloc.formats.world import (
    TRUTH_FILE,
    VERSION,
    WORLD_FILE,
    read_manifest,
)

from .composition import CLASSES
from .scenes import SPLITS, make_class_image, make_scene
from .synthesis import RATE

# Numbers of the random streams. A new split gets a new number, so that the
# clips of the other splits do not change.
STREAMS = {
    'train': 0,
    'val': 1,
    'test': 2,
    'type_a': 3,
    'type_b': 4,
    'classes': 5,
    'supervised': 6,
    'wild': 7,
}


@dataclass(frozen=True)
class WorldSettings:
    """The settings that determine the files of a data set, to the byte.

    ``train`` to ``supervised`` are numbers of clips, and ``classes`` is the
    number of classification images. ``size`` is the side of a scene in
    pixels; the side of a classification image is half of it. ``seconds`` is
    the length of a clip's audio.
    """

    train: int = 6000
    val: int = 300
    test: int = 300
    wild: int = 300
    type_a: int = 300
    type_b: int = 300
    supervised: int = 600
    classes: int = 6000
    size: int = 192
    seconds: float = 1.0
    seed: int = 0
    version: int = VERSION

    def __post_init__(self):
        if self.size < 64 or self.seconds < 0.5:
            raise ValueError(
                f'size={self.size} px and seconds={self.seconds}: expected at '
                'least 64 px and 0.5 s, so that classes can be distinguished'
            )
        if min(getattr(self, split) for split in STREAMS) < 1:
            raise ValueError('every split needs at least one clip')


def make_world(
    out: str | Path,
    settings: WorldSettings,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> bool:
    """Write a data set. An interrupted run writes all files again.

    Args:
        out: folder, created if absent.
        settings: settings of the data set.
        workers: number of processes; the files do not depend on it.
        progress: called with the numbers of finished and of all clips.

    Returns:
        Whether anything was written; False if the same data set exists.

    Raises:
        ValueError: the folder contains another data set.
    """
    root = Path(out)
    manifest, begun = root / WORLD_FILE, root / f'{WORLD_FILE}.begun'
    wanted = json.dumps(asdict(settings), indent=1)
    for note in (manifest, begun):
        if note.is_file() and note.read_text() != wanted:
            raise ValueError(
                f'{root} contains another SoundingShapes '
                f'({_differences(note, settings)}); choose another folder, '
                'or remove this one'
            )
    if manifest.is_file():
        return False
    if not begun.is_file() and (there := _leftovers(root)):
        raise ValueError(
            f'{root} contains {there} but no {WORLD_FILE}, so it is not a '
            'complete SoundingShapes; choose another folder, or remove this '
            'one'
        )
    for folder in ('image', 'audio', 'annotation', 'classes/image'):
        (root / folder).mkdir(parents=True, exist_ok=True)
    write_bytes(begun, wanted.encode())
    jobs = [
        (split, index)
        for split in (*SPLITS, 'classes')
        for index in range(getattr(settings, split))
    ]
    truth: dict[str, dict] = {}
    labels: dict[str, int] = {}
    with multiprocessing.get_context('spawn').Pool(workers) as pool:
        make = partial(_make, str(root), settings)
        for done, (split, name, facts) in enumerate(
            pool.imap(make, jobs, chunksize=32), 1
        ):
            if split == 'classes':
                labels[name] = facts
            else:
                truth[name] = facts
            progress(done, len(jobs))
    _write_lists(root, settings, truth, labels)
    begun.replace(manifest)
    return True


def clip_id(split: str, index: int) -> str:
    """Return the id of a clip: the split and six digits."""
    return f'{split}_{index:06d}'


def _make(
    root: str, settings: WorldSettings, job: tuple[str, int]
) -> tuple[str, str, dict | int]:
    split, index = job
    # One random stream per clip: clips do not depend on the number of clips.
    rng = np.random.default_rng([settings.seed, STREAMS[split], index])
    name, out = clip_id(split, index), Path(root)
    if split == 'classes':
        label = index % len(CLASSES)
        image = make_class_image(label, settings.size // 2, settings.size, rng)
        write_bytes(out / f'classes/image/{name}.jpg', _jpeg(image))
        return split, name, label
    scene = make_scene(split, settings.size, int(settings.seconds * RATE), rng)
    write_bytes(out / f'image/{name}.jpg', _jpeg(scene.image))
    write_bytes(out / f'audio/{name}.wav', _wav(scene.audio))
    if split != 'train':
        write_bytes(
            out / f'annotation/{name}.xml', annotation_xml(scene.annotations)
        )
    objects = [
        {
            'class': item.name,
            'box': item.box,
            'sounds': item.sounds,
            'able': item.able,
        }
        for item in scene.objects
    ]
    return split, name, {'split': split, 'objects': objects}


def _jpeg(image: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, 'JPEG', quality=92)
    return stream.getvalue()


def _wav(audio: np.ndarray) -> bytes:
    stream = io.BytesIO()
    soundfile.write(stream, audio, RATE, format='WAV', subtype='PCM_16')
    return stream.getvalue()


def _write_lists(
    root: Path,
    settings: WorldSettings,
    truth: dict[str, dict],
    labels: dict[str, int],
) -> None:
    for split in SPLITS:
        ids = [clip_id(split, i) for i in range(getattr(settings, split))]
        write_bytes(root / f'{split}.txt', '\n'.join([*ids, '']).encode())
    types = [
        f'{clip_id(split, i)} {letter}'
        for split, letter in (('type_a', 'A'), ('type_b', 'B'))
        for i in range(getattr(settings, split))
    ]
    write_bytes(root / 'types.txt', '\n'.join([*types, '']).encode())
    write_bytes(root / TRUTH_FILE, json.dumps(truth).encode())
    lines = [f'{name} {label}' for name, label in labels.items()]
    count = max(1, len(lines) // 10)  # a tenth is the validation split
    for name, part in (('val', lines[:count]), ('train', lines[count:])):
        write_bytes(
            root / f'classes/{name}.txt', '\n'.join([*part, '']).encode()
        )
    write_bytes(root / 'classes/names.txt', '\n'.join([*CLASSES, '']).encode())


def _leftovers(root: Path) -> str | None:
    """Return the name of a file that is already in the folder, or None."""
    if not root.is_dir():
        return None
    names = sorted(p.name for p in root.iterdir() if p.name[0] != '.')
    return names[0] if names else None


def _differences(note: Path, settings: WorldSettings) -> str:
    try:
        found = read_manifest(note)
        if found['version'] != settings.version:
            return f'version {found["version"]} instead of {settings.version}'
        there = replace(settings, **found)
    except (ValueError, TypeError):
        return f'{note.name} cannot be read'
    return ', '.join(
        f'{key} {getattr(there, key)} instead of {value}'
        for key, value in asdict(settings).items()
        if getattr(there, key) != value
    )
