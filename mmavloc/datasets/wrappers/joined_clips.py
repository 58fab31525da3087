"""Training clips of which some are joined side by side."""

from dataclasses import replace

import numpy as np
from mmengine.dataset import BaseDataset

from mmavloc.datasets.loading.errors import UnreadableClip, prepare_or_skip
from mmavloc.registry import DATASETS


@DATASETS.register_module()
class JoinedClips(BaseDataset):
    """Training clips; some become two pictures with the audio of one of them.

    For clips with one object each. Without a second object in the picture a
    potential map is not trained to give equal values to objects of different
    classes, and an attention map need not reject an object that could sound
    and does not. Every access to a clip draws again. The pipeline starts with
    ``LoadSideBySide``, which reads single pictures too.

    Args:
        dataset: config of the data set of the clips; its own pipeline is not
            used. If this data set has ``skip_unreadable``, a clip is skipped
            if its audio or one of the pictures cannot be read; the clip of
            that file is listed.
        prob: probability that a clip is joined with another, left or right of
            it, both squeezed to half their width.
        pipeline, ...: as in MMEngine's ``BaseDataset``.

    Raises:
        ValueError: ``prob`` outside 0..1, or fewer than two clips.
    """

    def __init__(self, *, dataset: dict, prob: float = 0.5, **kwargs):
        if not 0 <= prob <= 1:
            raise ValueError(f'prob={prob}: expected a number from 0 to 1')
        self.dataset = DATASETS.build(dataset)
        self.prob = prob
        self.skip_unreadable = getattr(self.dataset, 'skip_unreadable', False)
        super().__init__(metainfo=self.dataset.metainfo, **kwargs)

    def load_data_list(self) -> list[dict]:
        """List the flat dict of every clip."""
        self.dataset.full_init()
        clips = [
            self.dataset.get_data_info(i) for i in range(len(self.dataset))
        ]
        if any(clip.get('boxes') is not None for clip in clips):
            raise ValueError(
                'JoinedClips does not join boxes, and trains without them; '
                'for tests of joined clips want ConcatAndLocalize'
            )
        if len(clips) < 2:
            raise ValueError(
                f'{len(clips)} clip: two are needed to join them side by side'
            )
        return clips

    def get_data_info(self, idx: int) -> dict:
        """Return a clip's record, with a second picture if one is drawn."""
        clip = super().get_data_info(idx)
        if np.random.random() >= self.prob:
            return clip
        other = np.random.randint(len(self) - 1)
        other += other >= clip['sample_idx']  # any but the clip itself
        beside = super().get_data_info(other)
        pictures = [clip['img_path'], beside['img_path']]
        if np.random.random() < 0.5:
            pictures.reverse()
        clip['img_path'], clip['right_img_path'] = pictures
        clip['beside'] = {
            key: beside[key] for key in ('sample_id', 'img_path')
        }
        return clip

    def prepare_data(self, idx: int) -> dict | UnreadableClip:
        """Prepare a clip, or return a placeholder if it may be skipped."""
        clip = self.get_data_info(idx)
        beside = clip.pop('beside', None)
        found = prepare_or_skip(self, idx, lambda _: self.pipeline(clip))
        if (
            isinstance(found, UnreadableClip)
            and beside
            and found.reason.startswith(beside['img_path'])
        ):
            return replace(found, sample_id=beside['sample_id'])
        return found
