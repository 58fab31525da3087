"""Which pixels sound: in a picture with a sound, a video, or a live stream.

A picture gives an overlay (PNG), the raw map (.npy) and a JSON file. A video
gives a video of the same length, time stamps and sound with the map over its
frames, and a track (JSON lines: time, loudness, peak, box, confidence of each
frame). `-` reads a stream (MPEG-TS or Matroska) from standard input. A folder
gives the results of all its pictures with sounds and videos.
"""

import argparse
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.errors import as_sentence, exit_on_user_error
from mmavloc.formats.atomic import write_bytes, write_text
from mmavloc.inference import SoundLocalizationInferencer
from mmavloc.inference.folder import clips_of_folder
from mmavloc.inference.render import draw_frame
from mmavloc.inference.result import Localization
from mmavloc.inference.source import STDIN, OutputError
from mmavloc.inference.video import localize_video
from mmavloc.inference.video_localizer import VideoSettings
from mmavloc.prepare.sources import kind_of
from mmavloc.zoo import zoo_line

BOTH = ('potential', 'localization')


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    default = VideoSettings()
    parser = ToolParser(__doc__, 'mmavloc localize dog.mp4 --out seen')
    parser.add_argument('input', help='picture, video, folder, or -')
    parser.add_argument(
        'audio',
        nargs='?',
        help="the sound of a picture, or one in place of a video's own; it "
        'begins with the picture and is cut where that ends',
    )
    parser.add_model()
    parser.add_argument(
        '--out',
        default='localized',
        metavar='DIR',
        help='where results go (default: localized)',
    )
    parser.add_argument(
        '--map',
        default='localization',
        metavar='NAME',
        help='potential, localization, another map of the model, or both: '
        'what could sound beside what does (default: localization)',
    )
    video = parser.add_argument_group('videos and streams')
    video.add_argument(
        '--window',
        type=float,
        metavar='S',
        help='seconds of sound around each frame (default: as the model is '
        'tested)',
    )
    video.add_argument(
        '--hop',
        type=float,
        default=default.hop,
        metavar='S',
        help='seconds between frames that the model looks at; 0: all '
        f'(default {default.hop:g})',
    )
    video.add_argument(
        '--smooth',
        type=float,
        default=default.smooth,
        metavar='S',
        help='seconds over which maps are averaged, at most the window '
        f'(default {default.smooth:g})',
    )
    video.add_argument(
        '--silence',
        type=float,
        default=default.silence,
        metavar='DB',
        help='no localization map where the sound is not louder (default '
        f'{default.silence:g})',
    )
    video.add_argument(
        '--max-duration',
        type=float,
        metavar='S',
        help='stop reading after so many seconds',
    )
    video.add_argument(
        '--container',
        choices=['mp4', 'mkv', 'mov'],
        default='mp4',
        help='of the written video (default mp4)',
    )
    parser.add_device()
    return parser.parse_args()


def names_of(wanted: str) -> tuple[str, ...]:
    """Return the maps that ``--map`` names."""
    return BOTH if wanted == 'both' else (wanted,)


def write_picture(
    result: Localization, names: tuple[str, ...], stem: Path
) -> list[Path]:
    """Write overlay, raw maps and JSON of a picture.

    Raises:
        OutputError: a file cannot be written.
    """
    drawn = draw_frame(result.image, result.maps, names, result.view)
    contents: dict[Path, bytes] = {
        _with(stem, '.png'): _encoded(
            lambda file: Image.fromarray(drawn).save(file, 'PNG')
        )
    }
    for name in names:
        contents[_with(stem, f'.{name}.npy')] = _encoded(
            lambda file, name=name: np.save(file, result.maps[name])
        )
    given = Path(result.name)
    for path in contents:
        if path.exists() and given.exists() and path.samefile(given):
            raise ValueError(
                f'{path}: is the input itself; choose another folder by --out'
            )
    try:
        for path, content in contents.items():
            write_bytes(path, content)
        write_text(
            _with(stem, '.json'), json.dumps(result.as_dict(), indent=2) + '\n'
        )
    except OSError as error:
        raise OutputError(
            f'{stem.parent}: cannot be written ({error.strerror}); make '
            'room, or choose another folder'
        ) from None
    return [*contents, _with(stem, '.json')]


def localize_one(
    args: argparse.Namespace,
    localize: SoundLocalizationInferencer,
    source: str,
    audio: str | None,
    stem: Path,
    console: Console,
) -> None:
    """Localize one picture, video or stream, and print what was found."""
    names = names_of(args.map)
    live = source == STDIN
    picture = not live and kind_of(Path(source)) == 'picture'
    if not picture:
        settings = VideoSettings(
            names,
            args.hop,
            args.smooth,
            args.silence,
            args.window,
            args.max_duration,
        )
        out = _with(stem, f'.{args.container}')
        with console.status('localizing ...') as status:
            report = localize_video(
                localize,
                source,
                out,
                audio=audio,
                settings=settings,
                on_frame=lambda line: status.update(
                    f'{line["time"]:.1f} s of {source} localized'
                ),
            )
        print(f'{out}, {out.with_suffix(".jsonl").name}\n{report}')
        return
    result = localize(source, audio, maps=names)
    paths = write_picture(result, names, stem)
    print(f'{result}\n{", ".join(map(str, paths))}')
    for remark in result.remarks:
        print(f'note: {remark}')


def localize_folder(
    args: argparse.Namespace,
    localize: SoundLocalizationInferencer,
    console: Console,
) -> int:
    """Localize all clips of a folder; return how many failed."""
    folder, failed = Path(args.input), 0
    clips = clips_of_folder(folder)
    inside = [Path(source).relative_to(folder) for source, _ in clips]
    plain = Counter(path.with_suffix('') for path in inside)
    for path, (source, audio) in zip(inside, clips, strict=True):
        # dog.mp4 beside dog.avi: each keeps its suffix
        stem = path.with_suffix('')
        name = path if plain[stem] > 1 else stem
        try:
            localize_one(
                args,
                localize,
                str(source),
                None if audio is None else str(audio),
                Path(args.out) / name,
                console,
            )
        except (ValueError, OSError) as error:
            failed += 1
            print(f'error: {as_sentence(error)}', file=sys.stderr)
    if failed:
        print(f'{failed} of {len(clips)} clips failed', file=sys.stderr)
    return failed


@exit_on_user_error()
def main() -> int:
    """Load the model and localize."""
    args = parse_args()
    console = Console()
    localize = SoundLocalizationInferencer(
        args.model, args.weights, args.device
    )
    if localize.zoo_name is not None:
        print(zoo_line(localize.zoo_name))
    if args.input != STDIN and Path(args.input).is_dir():
        return min(1, localize_folder(args, localize, console))
    stem = 'stream' if args.input == STDIN else Path(args.input).stem
    localize_one(
        args, localize, args.input, args.audio, Path(args.out) / stem, console
    )
    return 0


def _with(stem: Path, suffix: str) -> Path:
    """Append a suffix to a name that may have dots."""
    return stem.with_name(stem.name + suffix)


def _encoded(write: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()
