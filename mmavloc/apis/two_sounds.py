"""The same picture with two sounds (Fig. 5), where it can be drawn."""

from dataclasses import dataclass
from pathlib import Path

from mmengine.config import Config
from mmengine.dataset import BaseDataset, ConcatDataset

from mmavloc.engine.weights import local_file, sha256

from .figures import PARTS, FigureRow, make_rows
from .model import load_model

FIGURE = 5


@dataclass(frozen=True)
class TwoSounds:
    """Rows of figure 5, or why there are none.

    Attributes:
        split: that the clips are of.
        rows: picture, P, alpha with either sound, truth.
        missing: why there are none, where they could be drawn otherwise.
    """

    split: str = ''
    rows: tuple[FigureRow, ...] = ()
    missing: str = ''


def two_sounds(
    cfg: Config, dataset: BaseDataset, about: dict, *, number: int = 4
) -> TwoSounds:
    """Predict clips with their own sound and with another one.

    For a model with P and alpha.

    Args:
        cfg: the config that was tested.
        dataset: its test data; of several joined ones ``type_b`` is shown.
        about: the provenance of the results, which names the checkpoint.
        number: how many clips, drawn by chance.
    """
    part = _part(dataset)
    file = about.get('checkpoint')
    if part is None or len(part) < 2 or file is None:
        return TwoSounds()
    if not _is_there(file, about['checkpoint_sha256']):
        return TwoSounds(
            missing=f'the checkpoint {file} of these results is not there any '
            'more, or is another one now'
        )
    rows = make_rows(FIGURE, load_model(cfg, file), part, rows=number)
    return TwoSounds(part.get_data_info(0)['split'], tuple(rows))


def _is_there(name: str, wanted: str) -> bool:
    try:
        file = Path(local_file(name))
    except ValueError:  # another sum, or it cannot be downloaded
        return False
    return file.is_file() and sha256(file) == wanted


def _part(dataset: BaseDataset) -> BaseDataset | None:
    """Choose the data that figure 5 shows."""
    if not isinstance(dataset, ConcatDataset):
        return (
            None if 'right_img_path' in dataset.get_data_info(0) else dataset
        )
    parts = {part.get_data_info(0)['split']: part for part in dataset.datasets}
    return parts.get(PARTS[FIGURE])
