"""Names of clips: safe as file names, and never one for two."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from mmavloc.formats.ids import plain_id

from .clip_source import ClipSource

LONGEST = 150  # bytes; file systems end at 255, endings included


def safe_id(name: str) -> str:
    """Turn any name into an id; different names give different ids.

    Letters, digits and ``_ . - ~`` stay; every other byte is written as in a
    web address, and so is a dot in front and that of the ending of a media
    file, which is removed where lists are read. Long names end in a hash.
    """
    text = quote(os.fsencode(name), safe='')
    if text.startswith('.'):
        text = f'%2E{text[1:]}'
    if plain_id(text) != text:
        text = '%2E'.join(text.rsplit('.', 1))
    if len(text) > LONGEST:
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        text = f'{text[: LONGEST - 17]}~{digest}'
    return text


def without_clashes(clips: Iterable[ClipSource]) -> list[ClipSource]:
    """Reject clips that would be written over each other.

    Ids that differ in upper and lower case only are one file on many disks.
    """
    same: dict[str, list[ClipSource]] = defaultdict(list)
    for clip in clips:
        same[clip.id.casefold()].append(clip)
    unique = []
    for group in same.values():
        if len(group) == 1:
            unique += group
            continue
        for clip in group:
            others = [c for c in group if c is not clip]
            files = [f.name for c in others for f in c.files[:1]]
            cause = (
                f'the same id as {", ".join(files) or others[0].id} but for '
                'upper and lower case; rename or remove one'
                if all(c.id != clip.id for c in others)
                else f'the same id as {", ".join(files) or "another entry"}'
                '; rename or remove one'
            )
            unique.append(replace(clip, rejected=clip.rejected or cause))
    return sorted(unique, key=lambda c: (c.id, [str(f) for f in c.files]))
