"""Concat-and-localize: clips that require the audio (Sec. 5)."""

from pathlib import Path

import numpy as np
from mmengine.dataset import BaseDataset
from mmengine.logging import print_log

from mmavloc.datasets.clip_layout import with_masks
from mmavloc.datasets.lists.pair_lists import (
    draw_pairs,
    read_pairs,
    write_pairs,
)
from mmavloc.registry import DATASETS


@DATASETS.register_module()
class ConcatAndLocalize(BaseDataset):
    """Two clips side by side, with the audio and the boxes of one of them.

    Wraps any annotated data set. Each pair makes two samples, one with the
    audio of each clip, so that a map which ignores the audio points at the
    sounding half in exactly one of them. The pipeline starts with
    ``LoadSideBySide``, which joins and squeezes the images; boxes and masks
    are squeezed in the same way.

    Args:
        dataset: config of the annotated data set; its own pipeline is not
            used.
        pair_file: pair list; drawn and written if it does not exist, so that
            it can be published.
        num_samples: number of samples, two per pair. A list with another
            number of pairs is refused.
        seed: seed of the draw. With a seed other than 0, an existing list
            must be what it draws.
        split: name that the samples are scored under.
        pipeline, test_mode, ...: as in MMEngine's ``BaseDataset``.

    Raises:
        ValueError: clips have no boxes, there are too few clips, or the
            pair list has other clips, another length or another seed.
    """

    def __init__(
        self,
        *,
        dataset: dict,
        pair_file: str,
        num_samples: int = 1000,
        seed: int = 0,
        split: str = 'concat',
        test_mode: bool = True,
        **kwargs,
    ):
        if num_samples < 2 or num_samples % 2:
            raise ValueError(
                f'num_samples={num_samples}: a pair makes two samples; '
                'expected an even number'
            )
        self.dataset = DATASETS.build(dataset)
        self.num_pairs = num_samples // 2
        self.seed = seed
        self.split = split
        super().__init__(
            ann_file=pair_file,
            metainfo=self.dataset.metainfo,
            test_mode=test_mode,
            **kwargs,
        )

    def load_data_list(self) -> list[dict]:
        """List a flat dict per sample: two images, one audio, its boxes."""
        self.dataset.full_init()
        clips = {}
        for index in range(len(self.dataset)):
            clip = self.dataset.get_data_info(index)
            clip.pop('masks', None)  # read again on access
            if len(clip.get('boxes', ())) == 0:
                raise ValueError(
                    f'clip {clip["sample_id"]} has no boxes; concat-and-'
                    'localize needs an annotated data set (annotated=True)'
                )
            clips[clip['sample_id']] = clip
        return [
            self._sample(clips[left], clips[right], side)
            for left, right in self._pairs(clips)
            for side in ('left', 'right')
        ]

    def _pairs(self, clips: dict[str, dict]) -> list[tuple[str, str]]:
        """Read the list of pairs, or draw and write it."""
        path = Path(self.ann_file)
        if not path.is_file():
            pairs = self._draw(clips)
            write_pairs(path, pairs)
            print_log(
                f'wrote {path}: {len(pairs)} pairs of {len(clips)} clips, '
                f'seed {self.seed}',
                logger='current',
            )
            return pairs
        pairs = read_pairs(path, set(clips))
        again = 'remove the list to draw it again, name another pair_file'
        if len(pairs) != self.num_pairs:
            raise ValueError(
                f'{path}: {len(pairs)} pairs, which make {2 * len(pairs)} '
                f'samples, expected num_samples={2 * self.num_pairs}; '
                f'{again}, or set num_samples={2 * len(pairs)}'
            )
        if self.seed and set(pairs) != set(self._draw(clips)):
            raise ValueError(
                f'{path}: not the pairs that are drawn with seed='
                f'{self.seed}; {again}, or set seed=0 to use this list'
            )
        return pairs

    def _draw(self, clips: dict[str, dict]) -> list[tuple[str, str]]:
        groups = {i: c['group'] for i, c in clips.items() if 'group' in c}
        return draw_pairs(
            list(clips), self.num_pairs, self.seed, groups=groups
        )

    def get_data_info(self, idx: int) -> dict:
        """Return a sample's record; masks are read here, on access."""
        return with_masks(super().get_data_info(idx))

    def _sample(self, left: dict, right: dict, side: str) -> dict:
        source = left if side == 'left' else right  # the clip of the audio
        squeezed = source['boxes'] * [0.5, 1, 0.5, 1]
        shift = 0.5 if side == 'right' else 0.0
        sample = {
            'sample_id': f'{left["sample_id"]}+{right["sample_id"]}:{side}',
            'split': self.split,
            'img_path': left['img_path'],
            'right_img_path': right['img_path'],
            'audio_path': source['audio_path'],
            'sounding_half': side,
            'boxes': squeezed + np.array([shift, 0, shift, 0]),
            'annotators': source['annotators'],
            'num_annotators': source['num_annotators'],
            'kind': source.get('kind', 'consensus'),
        }
        if 'mask_path' in source:
            sample['mask_path'] = source['mask_path']
        if 'visible' in left and 'visible' in right:
            sample['visible'] = sorted({*left['visible'], *right['visible']})
            sample['heard'] = source['heard']
        if 'objects' in left and 'objects' in right:
            sample['objects'] = [
                item
                | {
                    'box': [
                        *(item['box'][0] / 2 + at, item['box'][1]),
                        *(item['box'][2] / 2 + at, item['box'][3]),
                    ],
                    'sounds': item['sounds'] and clip is source,
                }
                for clip, at in ((left, 0.0), (right, 0.5))
                for item in clip['objects']
            ]
        return sample
