"""Answers that need no input, in the place of a model."""

import torch
from mmengine.model import BaseModel
from torch import Tensor

from mmavloc.floors import FLOORS
from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .predictions import attach_maps


@MODELS.register_module()
class FloorLocalizer(BaseModel):
    """A floor as a localizer, for every tool that wants a model.

    It has no parameters and wants no checkpoint. The maps are the very ones
    that :class:`ConsensusIoU` draws as floors on the same grid.

    Args:
        kind: ``'random'`` noise, drawn by the clip's id; ``'ones'``;
            ``'centre'``, a Gaussian blob.
        grid: height and width of the maps.
        data_preprocessor: :class:`AVDataPreprocessor` by default.

    Raises:
        ValueError: an unknown kind; clips without ids for random maps; an
            attempt to train it.
    """

    def __init__(
        self,
        *,
        kind: str = 'random',
        grid: tuple[int, int] = (14, 14),
        data_preprocessor: dict | None = None,
    ):
        # Built here: MMEngine's own registry does not look into this one.
        super().__init__(
            MODELS.build(data_preprocessor or dict(type='AVDataPreprocessor'))
        )
        if kind not in FLOORS:
            raise ValueError(f'kind={kind!r}: want one of {", ".join(FLOORS)}')
        self.kind = kind
        self.grid = tuple(grid)

    def forward(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
        mode: str = 'tensor',
    ) -> dict[str, Tensor] | list[AVDataSample]:
        """Dispatch to :meth:`predict` or :meth:`maps`."""
        if mode == 'loss':
            raise ValueError(
                f'the floor {self.kind!r} learns nothing; give its config to '
                'tools/test.py, without a checkpoint'
            )
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        if mode == 'tensor':
            return self.maps(inputs, data_samples)
        raise ValueError(f'mode={mode!r}: want loss, predict or tensor')

    def maps(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> dict[str, Tensor]:
        """Return a map a clip (b h w), float64 as the metric's."""
        if data_samples is None and self.kind == 'random':
            raise ValueError(
                'random maps are drawn by the ids of clips; want their '
                'data_samples'
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
