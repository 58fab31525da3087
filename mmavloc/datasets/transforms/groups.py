"""What pretrained taggers say of a clip, as labels of training."""

import json
from functools import cache
from pathlib import Path

import numpy as np
from mmcv.transforms import BaseTransform

from mmavloc.formats.world import TRUTH_FILE
from mmavloc.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LoadGroups(BaseTransform):
    """Look up ``audio_groups`` and ``image_groups``, n numbers in 0..1 each.

    Two-stage learns from seven groups of AudioSet, which an audio tagger and
    an ImageNet classifier find in each clip.

    Args:
        path: a JSON file, clip id -> ``{"audio": [...], "image": [...]}``; or
            the ``truth.json`` of SoundingShapes, whose classes, heard and
            seen, then replace what taggers find.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it does not name the clip.
    """

    def __init__(self, *, path: str):
        self.path = path

    def transform(self, results: dict) -> dict:
        """Add ``audio_groups`` and ``image_groups``, float32 (n)."""
        groups = read_groups(self.path)
        name = results['sample_id']
        if name not in groups:
            raise ValueError(
                f'{self.path}: no groups of clip {name}; expected those of '
                'every clip that is trained on'
            )
        for kind in ('audio', 'image'):
            numbers = groups[name][kind]
            results[f'{kind}_groups'] = np.array(numbers, dtype=np.float32)
        return results


@cache
def read_groups(path: str) -> dict[str, dict[str, list[float]]]:
    """Read clip id -> numbers of ``audio`` and ``image``."""
    file = Path(path)
    if not file.is_file():
        raise FileNotFoundError(
            f'{path}: no such file of groups; expected JSON, clip id -> '
            '{"audio": [...], "image": [...]}, such as an audio tagger and '
            'an image classifier give'
        )
    found = json.loads(file.read_text(encoding='utf-8'))
    if file.name != TRUTH_FILE:
        return found
    names = (file.parent / 'classes/names.txt').read_text().split()
    return {
        name: {
            'audio': _present(names, clip['objects'], 'sounds'),
            'image': _present(names, clip['objects'], 'class'),
        }
        for name, clip in found.items()
    }


def _present(names: list[str], things: list[dict], key: str) -> list[float]:
    present = {thing['class'] for thing in things if thing[key]}
    return [float(name in present) for name in names]
