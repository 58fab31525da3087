"""Names that clips and their frames have in published data sets."""

import re
from pathlib import Path

from .sources import frame_folder

# <YouTube id>_<start in s>, or _<start>_<end> in s or in ms
VGG = re.compile(r'([\w-]{11})_(\d+)(?:_(\d+))?', re.ASCII)
MIDDLE_FRAME = 'image_050'  # of ten seconds at ten frames a second


def vgg_name(path: Path) -> str:
    """Name a clip of VGGSound as VGG-SS does: <YouTube id>_<six digits>.

    Frames may lie in a folder that has the clip's name.
    """
    for name in (path.stem, frame_folder(path) or path.parent.name):
        if found := VGG.fullmatch(name):
            begin, end = int(found[2]), int(found[3] or 0)
            if end - begin >= 1000:
                begin //= 1000
            return f'{found[1]}_{begin:06d}'
    return path.stem


def first_frame(frames: list[Path]) -> Path:
    """Choose the frame of a folder of frames, in order."""
    return frames[0]


def middle_frame(frames: list[Path]) -> Path:
    """Choose the frame of five seconds, or else the middle one."""
    named = [path for path in frames if path.stem == MIDDLE_FRAME]
    return named[0] if named else frames[len(frames) // 2]
