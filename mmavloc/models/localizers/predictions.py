"""Predictions go to the clips they are of."""

from torch import Tensor

from mmavloc.structures import AVDataSample


def attach_maps(
    maps: dict[str, Tensor], data_samples: list[AVDataSample] | None
) -> list[AVDataSample]:
    """Set ``pred_maps`` of each clip of a batch.

    Args:
        maps: name -> (b h w).
        data_samples: b samples, made here if there are none.
    """
    b = len(next(iter(maps.values())))
    samples = data_samples or [AVDataSample() for _ in range(b)]
    for index, sample in enumerate(samples):
        sample.pred_maps = {name: m[index] for name, m in maps.items()}
    return samples
