"""Whether a picture or a video has a high dynamic range."""

TRANSFERS = {16: 'PQ', 18: 'HLG'}  # transfer characteristics (ITU-T H.273)


def described(transfer: int | None, what: str) -> str:
    """Say that a picture or video is HDR; '' if it is not.

    Args:
        transfer: its transfer characteristics; None if they are not known.
        what: ``picture`` or ``video``.
    """
    name = TRANSFERS.get(transfer or 0)
    return f'HDR {what} ({name}): its colours are not tone-mapped' * bool(name)


def transfer_of(content: bytes) -> int | None:
    """Return the transfer characteristics that a PNG or AVIF file states.

    PNG has them in a chunk cICP before the pixels (PNG, third edition,
    11.3.2.6), AVIF in a box colr of type nclx (ISO 14496-12, 12.1.5).
    """
    if content[:4] == b'\x89PNG':
        at = content.find(b'cICP', 0, content.find(b'IDAT'))
        return content[at + 5] if at > 0 else None
    if content[4:8] == b'ftyp':
        at = content.find(b'colrnclx')
        return content[at + 11] if 0 < at < len(content) - 11 else None
    return None
