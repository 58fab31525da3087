"""Clips into a batch."""

from collections.abc import Sequence

import torch
from torch import Tensor

from mmavloc.registry import FUNCTIONS

from .errors import UnreadableClip, UnreadableMediaError
from .lazy import LazyClips
from .slots import Rows


@FUNCTIONS.register_module()
def collate_clips(batch: Sequence[dict | UnreadableClip]) -> dict:
    """Stack the inputs of clips; their data samples stay a list.

    Sounds stay int16 if all of a batch are, else all become float32. In a
    worker of a loader the inputs are notes until they arrive, see
    :mod:`mmavloc.datasets.loading.slots`; lazy clips are made one after the
    other.

    Clips that the dataset was allowed to leave out make the batch smaller and
    are listed under ``skipped``; no other clip takes their place.

    Args:
        batch: what ``PackAVInputs`` returned, or :class:`UnreadableClip`.

    Returns:
        ``inputs`` (name -> b x ...), ``data_samples`` (list of b) and
        ``skipped`` (list of (id, reason)).

    Raises:
        ValueError: the inputs of two clips differ in kind or size.
        UnreadableMediaError: fewer than two clips of several are left.
    """
    inputs: dict[str, Rows] = {}
    try:
        samples, skipped = _write(batch, inputs)
    except Exception:
        for rows in inputs.values():
            rows.discard()
        raise
    return {
        'inputs': {name: rows.sent() for name, rows in inputs.items()},
        'data_samples': samples,
        'skipped': skipped,
    }


def _write(
    batch: Sequence[dict | UnreadableClip], inputs: dict[str, Rows]
) -> tuple[list, list]:
    """Write clips below each other; return their samples, and the skipped."""
    samples, skipped = [], []
    for clip in batch.stream() if isinstance(batch, LazyClips) else batch:
        if isinstance(clip, UnreadableClip):
            skipped.append((clip.sample_id, clip.reason))
            continue
        samples.append(clip['data_samples'])
        if len(samples) == 1:
            for name, tensor in clip['inputs'].items():
                inputs[name] = Rows(tensor, len(batch))
        _check_alike(clip['inputs'], inputs, samples)
        for name, tensor in clip['inputs'].items():
            if tensor.dtype != inputs[name].dtype:
                inputs[name] = _in_float(inputs[name], len(batch))
                tensor = _float(tensor)
            inputs[name].append(tensor)
    if skipped and len(samples) < 2:
        raise UnreadableMediaError(
            f'{len(skipped)} of {len(batch)} clips of one batch cannot be '
            f'read, first {skipped[0][0]} ({skipped[0][1]}); want at least '
            'two that can: mend the data set'
        )
    return samples, skipped


def _check_alike(clip: dict, inputs: dict[str, Rows], samples: list) -> None:
    """Compare the last clip's inputs with those of the batch."""
    last, first = samples[-1].sample_id, samples[0].sample_id
    if clip.keys() != inputs.keys():
        raise ValueError(
            f'clip {last} has {" and ".join(clip)}, and {first} '
            f'{" and ".join(inputs)}: a batch wants the same of all'
        )
    for name, tensor in clip.items():
        if tensor.shape != inputs[name].shape:
            raise ValueError(
                f'{name} of clip {last} is {tuple(tensor.shape)} and of '
                f'{first} {tuple(inputs[name].shape)}: a batch wants one '
                'size; resize, crop or set a duration in the pipeline, or '
                'use batch_size=1'
            )
        kinds = {tensor.dtype, inputs[name].dtype}
        if len(kinds) > 1 and kinds != {torch.int16, torch.float32}:
            raise ValueError(
                f'{name} of clip {last} is {tensor.dtype} and of {first} '
                f'{inputs[name].dtype}: a batch wants one type'
            )


def _in_float(sounds: Rows, count: int) -> Rows:
    """Return the same as float32."""
    if sounds.dtype == torch.float32:
        return sounds
    turned = Rows(_float(sounds.written()[0]), count)
    for sound in sounds.written():
        turned.append(_float(sound))
    sounds.discard()
    return turned


def _float(sound: Tensor) -> Tensor:
    if sound.dtype == torch.float32:
        return sound
    return sound.float() / 32768
