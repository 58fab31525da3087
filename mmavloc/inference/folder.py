"""Clips of a folder: pictures with their sounds, and videos."""

from pathlib import Path

from mmavloc.prepare.sources import WORK, find_clips, kind_of
from mmavloc.prepare.sources.files import scan


def clips_of_folder(folder: Path) -> list[tuple[Path, Path | None]]:
    """List the pictures with sounds and the videos below a folder.

    Pictures and sounds belong together as ``mmavloc prepare_data folder``
    sees it; each video is a clip by itself, whatever has the same name.

    Raises:
        ValueError: the folder holds no clip, or something that cannot be one.
    """
    found = find_clips('folder', folder, folder / WORK)
    videos = [
        path
        for path in scan(folder, folder / WORK)[0]
        if kind_of(path) == 'video'
    ]
    clips: list[tuple[Path, Path | None]] = [(path, None) for path in videos]
    for clip in found.clips:
        if clip.picture in videos:
            continue
        if clip.rejected or clip.picture is None:
            files = ', '.join(str(path) for path in clip.files)
            raise ValueError(
                f'{files or clip.id}: {clip.rejected}; complete or remove it, '
                'or list the clips'
            )
        clips.append((clip.picture, clip.sound))
    if not clips:
        raise ValueError(
            f'{folder}: holds no video and no picture with a sound of the '
            'same name; want one of them'
        )
    return sorted(clips, key=lambda clip: str(clip[0]))
