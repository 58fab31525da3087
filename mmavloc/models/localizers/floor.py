"""Floors, maps that use neither image nor audio, as a localizer."""

import torch
from torch import Tensor

from mmavloc.floors import FLOORS
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer, attach_maps


@MODELS.register_module()
class FloorLocalizer(Localizer):
    """A floor as a localizer, for every tool that takes a model.

    It has no parameters and needs no checkpoint. The maps are those that
    :class:`ConsensusIoU` draws as floors on the same grid.

    Args:
        kind: ``'random'``, noise seeded by the clip's id; ``'ones'``; or
            ``'centre'``, a Gaussian blob.
        grid: height and width of the maps.
        **kwargs: see :class:`Localizer`.

    Raises:
        ValueError: an unknown kind; clips without ids for random maps; an
            attempt to train it.
    """

    needs_checkpoint = False
    without_loss = (
        'a floor has nothing to learn; give its config to tools/test.py '
        'without a checkpoint'
    )

    def __init__(
        self,
        *,
        kind: str = 'random',
        grid: tuple[int, int] = (14, 14),
        **kwargs,
    ):
        super().__init__(**kwargs)
        if kind not in FLOORS:
            raise ValueError(
                f'kind={kind!r}: expected one of {", ".join(FLOORS)}'
            )
        self.kind = kind
        self.grid = tuple(grid)

    def maps(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> dict[str, Tensor]:
        """Return a map for each clip (b h w), float64 as in the metric."""
        if data_samples is None and self.kind == 'random':
            raise ValueError(
                "random maps are seeded by the clips' ids; use "
                "mode='predict' with data_samples"
            )
        samples = data_samples or [None] * len(inputs['image'])
        draw = FLOORS[self.kind]
        maps = [
            torch.from_numpy(
                draw(sample.sample_id if sample else '', *self.grid)
            )
            for sample in samples
        ]
        return {'localization': torch.stack(maps)}

    def predict(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> list[AVDataSample]:
        """Attach ``pred_maps`` to each clip's data sample."""
        return attach_maps(self.maps(inputs, data_samples), data_samples)
