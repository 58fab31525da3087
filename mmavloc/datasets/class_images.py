"""Images with class labels."""

from pathlib import Path

from mmengine.dataset import BaseDataset

from mmavloc.formats.findings import first_few, raise_first_error
from mmavloc.formats.rows import scan_rows
from mmavloc.formats.world import check_world_around
from mmavloc.registry import DATASETS


def read_labels(path: Path) -> dict[str, int]:
    """Read a list of labels: a line ``<id> <label>`` per image.

    Raises:
        FileNotFoundError: the list does not exist.
        ValueError: the file is not text, or a line is not an id that is
            listed once and a number.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such list; expected lines of an id and a label'
        )
    rows, problems = scan_rows(
        path, wanted='lines of id and label', words=True
    )
    raise_first_error(problems)
    labels: dict[str, int] = {}
    for row in rows:
        match row.cells:
            case (name, label) if label.isdecimal() and name not in labels:
                labels[name] = int(label)
            case _:
                raise ValueError(
                    f'{path}, line {row.number}: {row.text!r}; expected an '
                    'id that is listed once and a label from 0'
                )
    return labels


@DATASETS.register_module()
class ClassImages(BaseDataset):
    """Images to classify: ``image/<id>.jpg`` and a list of labels.

    Args:
        ann_file: a line ``<id> <label>`` per image, labels from 0.
        split: name that the images are scored under; by default the name of
            the list.
        data_root, indices, pipeline, test_mode, ...: as in MMEngine's
            ``BaseDataset``.

    Raises:
        FileNotFoundError: the list or images are missing.
        ValueError: a line is not an id and a number, an id is repeated, or
            the images are those of another version of SoundingShapes.
    """

    def __init__(
        self,
        *,
        ann_file: str,
        data_root: str = '',
        split: str | None = None,
        **kwargs,
    ):
        self.split = split or Path(ann_file).stem
        super().__init__(
            ann_file=ann_file,
            data_root=data_root,
            data_prefix=dict(img_path='image'),
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """List a flat dict per image: id, split, path, label."""
        if version := check_world_around(self.data_root):
            self._metainfo['world'] = version  # results carry it
        path = Path(self.ann_file)
        labels = read_labels(path)
        folder = Path(self.data_prefix['img_path'])
        records = [
            {
                'sample_id': name,
                'split': self.split,
                'img_path': str(folder / f'{name}.jpg'),
                'label': label,
            }
            for name, label in labels.items()
        ]
        missing = [
            r['img_path'] for r in records if not Path(r['img_path']).is_file()
        ]
        if missing or not records:
            raise FileNotFoundError(
                f'{path}: {len(missing)} of {len(records)} images are '
                f'missing: {first_few(missing) or "the list is empty"}; put '
                'them there or remove the ids from the list'
            )
        return records
