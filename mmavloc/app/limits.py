"""What the page takes, and what it says to the rest."""

from dataclasses import dataclass
from pathlib import Path

import soundfile
from PIL import Image

from mmavloc.formats.pictures import PILLOW_ERRORS
from mmavloc.prepare.decode.clock import Clock, read_clock
from mmavloc.prepare.decode.media import open_media, video_stream
from mmavloc.prepare.errors import RejectedError

MEGA = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The largest media that are taken.

    Attributes:
        seconds: of a video or a sound.
        megabytes: of a file.
        megapixels: of a picture or of a video's frames.
    """

    seconds: float = 60.0
    megabytes: float = 200.0
    megapixels: float = 50.0

    def check_picture(self, path: str | Path) -> None:
        """Check a picture by its header, without decoding it.

        Raises:
            ValueError: it is no picture, or too large; names it.
        """
        name = self._check_file(path)
        try:
            with Image.open(path) as image:
                width, height = image.size
        except PILLOW_ERRORS:
            raise ValueError(
                f'{name}: cannot be read as a picture; want a JPEG or PNG file'
            ) from None
        self._check_pixels(name, width, height)

    def check_sound(self, path: str | Path) -> None:
        """Check the length of a sound, which may be that of a video.

        Raises:
            ValueError: it is no sound, or too long; names it.
        """
        name = self._check_file(path)
        try:
            seconds = soundfile.info(str(path)).duration
        except soundfile.LibsndfileError:
            clock = self._clock(path, 'a sound', 'a WAV, MP3 or M4A file')
            if clock.sound is None:
                raise ValueError(
                    f'{name}: has no sound; want a recording'
                ) from None
            seconds = _length(clock)
        self._check_seconds(name, seconds)

    def check_video(self, path: str | Path) -> Clock:
        """Check length and size of a video by its packets.

        Returns:
            When its picture and its sound, if any, play.

        Raises:
            ValueError: it is no video, or too large; names it.
        """
        name = self._check_file(path)
        clock = self._clock(path, 'a video', 'an MP4, MOV or WebM file')
        if clock.picture is None:
            raise ValueError(
                f'{name}: has no picture; want a video, or use this sound '
                'with a picture'
            )
        self._check_seconds(name, _length(clock))
        with open_media(Path(path)) as container:
            video = video_stream(container)
            self._check_pixels(name, video.width, video.height)
        return clock

    def _check_file(self, path: str | Path) -> str:
        path = Path(path)
        size = path.stat().st_size
        if not size:
            raise ValueError(f'{path.name}: is empty (0 bytes)')
        if size > self.megabytes * MEGA:
            raise ValueError(
                f'{path.name}: {size / MEGA:.0f} MB; this page takes '
                f'{self.megabytes:g} MB at most'
            )
        return path.name

    def _check_pixels(self, name: str, width: int, height: int) -> None:
        if width * height > self.megapixels * MEGA:
            raise ValueError(
                f'{name}: {width} x {height} px; this page takes '
                f'{self.megapixels:g} megapixels at most'
            )

    def _check_seconds(self, name: str, seconds: float) -> None:
        if seconds > self.seconds:
            raise ValueError(
                f'{name}: lasts {seconds:.0f} s; this page takes '
                f'{self.seconds:g} s at most; cut it, or use mmavloc localize'
            )

    def _clock(self, path: str | Path, what: str, want: str) -> Clock:
        try:
            return read_clock(Path(path))
        except RejectedError:
            raise ValueError(
                f'{Path(path).name}: cannot be read as {what}; want {want}'
            ) from None


def _length(clock: Clock) -> float:
    """Return how long a file plays, in s; 0 where nothing tells."""
    lengths = [
        float(track.end - (track.begin or 0))
        for track in (clock.picture, clock.sound)
        if track and track.end is not None
    ]
    return max(lengths, default=0.0)
