"""Collate clips into a batch."""

from collections.abc import Sequence

import torch
from torch import Tensor

from mmavloc.registry import FUNCTIONS

from .errors import UnreadableClip, UnreadableMediaError


@FUNCTIONS.register_module()
def collate_clips(batch: Sequence[dict | UnreadableClip]) -> dict:
    """Stack the inputs of clips; their data samples stay a list.

    The audio of a batch stays int16 if all of its clips are int16. If only
    some are, those are converted to float32 and divided by 32768. All other
    conversion is done by the model, on its device.

    A clip that the data set skipped makes the batch smaller and is listed
    under ``skipped``; it is not replaced by another clip.

    Args:
        batch: outputs of ``PackAVInputs``, or :class:`UnreadableClip`.

    Returns:
        ``inputs`` (name -> b x ...), ``data_samples`` (list of b) and
        ``skipped`` (list of (id, reason)).

    Raises:
        ValueError: the inputs of two clips differ in name, size or type.
        UnreadableMediaError: clips were skipped and fewer than two remain.
    """
    clips = [clip for clip in batch if not isinstance(clip, UnreadableClip)]
    skipped = [
        (clip.sample_id, clip.reason)
        for clip in batch
        if isinstance(clip, UnreadableClip)
    ]
    if skipped and len(clips) < 2:
        raise UnreadableMediaError(
            f'{len(skipped)} of {len(batch)} clips of one batch cannot be '
            f'read, first {skipped[0][0]} ({skipped[0][1]}); a batch needs at '
            'least two readable clips: repair the data set'
        )
    for clip in clips[1:]:
        _check_alike(clip, clips[0])
    return {
        'inputs': {
            name: _stack([clip['inputs'][name] for clip in clips])
            for name in clips[0]['inputs']
        },
        'data_samples': [clip['data_samples'] for clip in clips],
        'skipped': skipped,
    }


def _check_alike(clip: dict, first: dict) -> None:
    """Compare a clip's inputs with those of the first clip of the batch."""
    ids = clip['data_samples'].sample_id, first['data_samples'].sample_id
    inputs, others = clip['inputs'], first['inputs']
    if inputs.keys() != others.keys():
        raise ValueError(
            f'clip {ids[0]} has {" and ".join(inputs)}, clip {ids[1]} has '
            f'{" and ".join(others)}; all clips of a batch must have the '
            'same inputs'
        )
    for name, tensor in inputs.items():
        other = others[name]
        if tensor.shape != other.shape:
            raise ValueError(
                f'{name} of clip {ids[0]} is {tuple(tensor.shape)} and of '
                f'{ids[1]} {tuple(other.shape)}; a batch needs one size: '
                'resize, crop or set a duration in the pipeline, or use '
                'batch_size=1'
            )
        types = {tensor.dtype, other.dtype}
        if len(types) > 1 and types != {torch.int16, torch.float32}:
            raise ValueError(
                f'{name} of clip {ids[0]} is {tensor.dtype} and of {ids[1]} '
                f'{other.dtype}; a batch needs one type'
            )


def _stack(tensors: list[Tensor]) -> Tensor:
    """Stack tensors; if some are float32, int16 is first converted to it.

    Images (3 H W) stored as (H W 3) become (b 3 H W) in PyTorch's
    ``channels_last`` memory format.
    """
    if len({tensor.dtype for tensor in tensors}) > 1:
        tensors = [
            t.float() / 32768 if t.dtype == torch.int16 else t for t in tensors
        ]
    if tensors[0].ndim == 3 and not tensors[0].is_contiguous():
        rows = torch.stack([t.permute(1, 2, 0) for t in tensors])
        return rows.permute(0, 3, 1, 2)
    return torch.stack(tensors)
