"""Where annotators draw boxes on average, whatever the clip."""

import torch
from mmengine.model import BaseModel
from mmengine.optim import OptimWrapper
from torch import Tensor, nn

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .predictions import attach_maps


@MODELS.register_module()
class MeanBoxLocalizer(BaseModel):
    """The mean consensus map of the training clips, predicted for every clip.

    Training adds up the maps that ``DrawConsensus`` drew; one epoch is
    enough, and each further one leaves the mean as it is. The sums are exact
    in float64, so that no order of clips changes a bit. It has nothing for
    an optimizer to do, though MMEngine wants one in the config.

    Args:
        grid: height and width of the map, and of ``consensus``.
        data_preprocessor: :class:`AVDataPreprocessor` by default.

    Raises:
        ValueError: consensus maps are missing or of another size; a
            prediction before any training; training on several processes.
    """

    def __init__(
        self,
        *,
        grid: tuple[int, int] = (224, 224),
        data_preprocessor: dict | None = None,
    ):
        # Built here: MMEngine's own registry does not look into this one.
        super().__init__(
            MODELS.build(data_preprocessor or dict(type='AVDataPreprocessor'))
        )
        self.grid = tuple(grid)
        # Parameters that no gradient reaches: optimizers refuse a model that
        # has none, and so does DistributedDataParallel, which wraps a model
        # for a test on several processes, unless they could have one.
        self.total = nn.Parameter(torch.zeros(self.grid, dtype=torch.float64))
        self.count = nn.Parameter(torch.zeros((), dtype=torch.float64))

    def train_step(
        self, data: dict, optim_wrapper: OptimWrapper
    ) -> dict[str, Tensor]:
        """Add a batch's consensus maps; return how many clips there were."""
        for sample in data['data_samples']:
            found = sample.get('consensus')
            if found is None or tuple(found.shape) != self.grid:
                shape = 'no' if found is None else f'a {tuple(found.shape)}'
                raise ValueError(
                    f'clip {sample.get("sample_id")} has {shape} consensus '
                    f'map and the mean is {self.grid}; want '
                    f'DrawConsensus(size={self.grid}) in the training pipeline'
                )
            with torch.no_grad():
                self.total += found.to(self.total)
                self.count += 1
        return {'clips': self.count.detach().clone()}

    def forward(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
        mode: str = 'tensor',
    ) -> dict[str, Tensor] | list[AVDataSample]:
        """Dispatch to :meth:`predict` or :meth:`maps`."""
        if mode == 'loss':
            raise ValueError(
                'the mean of boxes has no loss and is summed up by one '
                'process; train it without a launcher'
            )
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        if mode == 'tensor':
            return self.maps(inputs)
        raise ValueError(f'mode={mode!r}: want loss, predict or tensor')

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the mean once a clip (b h w), float64."""
        if not self.count:
            raise ValueError(
                'the mean of boxes has seen no clip; train it first '
                '(tools/train.py) and name its checkpoint'
            )
        mean = (self.total / self.count).detach()
        return {'localization': mean.expand(len(inputs['image']), -1, -1)}

    def predict(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> list[AVDataSample]:
        """Attach ``pred_maps`` to each clip's data sample."""
        return attach_maps(self.maps(inputs), data_samples)
