"""Clips into a batch."""

from collections.abc import Sequence

import torch
from torch import Tensor

from mmavloc.registry import FUNCTIONS

from .errors import UnreadableClip, UnreadableMediaError
from .slots import stack


@FUNCTIONS.register_module()
def collate_clips(batch: Sequence[dict | UnreadableClip]) -> dict:
    """Stack the inputs of clips; their data samples stay a list.

    Sounds stay int16 if all of a batch are, else all become float32. In a
    worker of a loader the inputs are notes until they arrive, see
    :mod:`mmavloc.datasets.slots`.

    Clips that the dataset was allowed to leave out make the batch smaller and
    are listed under ``skipped``; no other clip takes their place.

    Args:
        batch: what ``PackAVInputs`` returned, or :class:`UnreadableClip`.

    Returns:
        ``inputs`` (name -> b x ...), ``data_samples`` (list of b) and
        ``skipped`` (list of (id, reason)).

    Raises:
        ValueError: the inputs of two clips differ in size.
        UnreadableMediaError: fewer than two clips of several are left.
    """
    skipped = [
        (clip.sample_id, clip.reason)
        for clip in batch
        if isinstance(clip, UnreadableClip)
    ]
    clips = [clip for clip in batch if not isinstance(clip, UnreadableClip)]
    if skipped and len(clips) < 2:
        raise UnreadableMediaError(
            f'{len(skipped)} of {len(batch)} clips of one batch cannot be '
            f'read, first {skipped[0][0]} ({skipped[0][1]}); want at least '
            'two that can: mend the data set'
        )
    samples = [clip['data_samples'] for clip in clips]
    inputs = {}
    for name in clips[0]['inputs']:
        tensors = [clip['inputs'][name] for clip in clips]
        for sample, tensor in zip(samples, tensors, strict=True):
            if tensor.shape != tensors[0].shape:
                raise ValueError(
                    f'{name} of clip {sample.sample_id} is '
                    f'{tuple(tensor.shape)} and of {samples[0].sample_id} '
                    f'{tuple(tensors[0].shape)}: a batch wants one size; '
                    'resize, crop or set a duration in the pipeline, or use '
                    'batch_size=1'
                )
        inputs[name] = stack(_alike(tensors))
    return {'inputs': inputs, 'data_samples': samples, 'skipped': skipped}


def _alike(tensors: list[Tensor]) -> list[Tensor]:
    """Return 16-bit sounds as float32 where others of the batch are."""
    if len({tensor.dtype for tensor in tensors}) == 1:
        return tensors
    return [
        tensor.float() / 32768 if tensor.dtype == torch.int16 else tensor
        for tensor in tensors
    ]
