"""Open audio and video containers with PyAV, of any version."""

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import av


def open_container(file: BinaryIO) -> 'av.container.InputContainer':
    """Open a container whose metadata may be in any encoding.

    PyAV before 19 refuses metadata that is not UTF-8 unless it may replace
    characters; since 19 it keeps the bytes as surrogates and has no option.

    Raises:
        av.FFmpegError: the content is of no format that FFmpeg knows.
    """
    import av

    if int(av.__version__.split('.')[0]) < 19:
        return av.open(file, metadata_errors='replace')
    return av.open(file)


def printable(text: str) -> str:
    """Replace what cannot be encoded, such as the bytes of foreign text."""
    return text.encode(errors='replace').decode()
