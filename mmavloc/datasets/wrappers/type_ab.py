"""Type A and Type B: does all that could sound, or only some of it?"""

from pathlib import Path

from mmavloc.datasets.lists.findings import (
    Finding,
    find_absent,
    refuse,
)
from mmavloc.datasets.loading.lazy import LazyDataset
from mmavloc.registry import DATASETS

SPLITS = {'A': 'type_a', 'B': 'type_b'}


@DATASETS.register_module()
class TypeAB(LazyDataset):
    """Annotated clips of two types, scored apart (Sec. 4.3, Table 4).

    In a clip of type A everything that could sound does; in one of type B
    only some of it does. Wraps any annotated data set; the list says which of
    its clips are taken and of what type each is. The paper's boxes were drawn
    by one annotator, so that the score of a clip is its plain IoU; the same is
    done here with clips that several annotated.

    Args:
        dataset: config of the annotated data set, or of several joined by
            ``ConcatDataset``; its own pipeline is not used.
        ann_file: the list: a line ``<id> A`` or ``<id> B`` per clip.
        annotator: whose boxes count; None for everybody's, scored by their
            consensus.
        data_root, indices, pipeline, test_mode, ...: MMEngine's.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: a line of another form, an id that comes twice or is not
            in the data set, or a clip without a box of that annotator.
    """

    def __init__(
        self,
        *,
        dataset: dict,
        ann_file: str,
        annotator: int | None = 0,
        test_mode: bool = True,
        **kwargs,
    ):
        self.dataset = DATASETS.build(dataset)
        self.annotator = annotator
        super().__init__(
            ann_file=ann_file,
            metainfo=self.dataset.metainfo,
            test_mode=test_mode,
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """List a flat dict per clip: as the data set's, with its type."""
        types = read_types(self.ann_file)
        self.dataset.full_init()
        clips = {}
        for index in range(len(self.dataset)):
            clip = self.dataset.get_data_info(index)
            clips[clip['sample_id']] = clip
        refuse(find_absent(types, self.ann_file, clips))
        return [
            self._sample(clips[name], letter) for name, letter in types.items()
        ]

    def _sample(self, clip: dict, letter: str) -> dict:
        sample = {**clip, 'split': SPLITS[letter]}
        if self.annotator is not None and 'annotators' in clip:
            mine = clip['annotators'] == self.annotator
            sample['boxes'] = clip['boxes'][mine]
            sample['annotators'] = clip['annotators'][mine] * 0
            sample['num_annotators'] = 1
        if len(sample.get('boxes', ())) == 0:
            who = '' if self.annotator is None else f' of {self.annotator}'
            raise ValueError(
                f'clip {clip["sample_id"]} has no boxes{who}; want clips '
                'annotated by that annotator (annotated=True)'
            )
        return sample


def scan_types(path: str | Path) -> tuple[dict[str, str], list[Finding]]:
    """Read a list of types, and list every problem, not only the first.

    Returns:
        id -> ``A`` or ``B``, in order; and the lines that are of another form.

    Raises:
        FileNotFoundError: there is no such list.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f'{path}: no such list of types; want a line "<id> A" or "<id> B" '
            'per clip (A: all that could sound does, B: only some of it)'
        )
    types: dict[str, str] = {}
    found = []
    lines = path.read_text(encoding='utf-8-sig').splitlines()
    for number, line in enumerate(lines, 1):
        words = line.split('#')[0].split()
        if not words:
            continue
        if len(words) != 2 or words[1] not in SPLITS or words[0] in types:
            kind = 'duplicate' if words[0] in types else 'list'
            text = (
                f'{path}, line {number}: {line!r}; want an id that has not '
                'come before and its type, A or B'
            )
            found.append(Finding(kind, str(path), text, (words[0],)))
        else:
            types[words[0]] = words[1]
    if not types and not found:
        text = f'{path}: holds no clip; want lines of id and type'
        found.append(Finding('list', str(path), text))
    return types, found


def read_types(path: str | Path) -> dict[str, str]:
    """Read a list of types: a line ``<id> A`` or ``<id> B`` per clip.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: a line of another form, an id that comes twice, or no id.
    """
    types, problems = scan_types(path)
    refuse(problems)
    return types
