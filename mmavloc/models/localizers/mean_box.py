"""The mean consensus map of the training clips, as a baseline."""

import torch
from mmengine.optim import OptimWrapper
from torch import Tensor, nn

from mmavloc.registry import MODELS

from .base import Localizer


@MODELS.register_module()
class MeanBoxLocalizer(Localizer):
    """The mean consensus map of the training clips, predicted for every clip.

    Training sums the maps of ``DrawConsensus``. One epoch is enough; more
    epochs do not change the mean. The sums are exact in float64, so that the
    order of clips does not matter. MMEngine requires an optimizer in the
    config, but the optimizer changes nothing.

    Args:
        grid: height and width of the map, and of ``consensus``.
        **kwargs: see :class:`Localizer`.

    Raises:
        ValueError: consensus maps are missing or of another size; a
            prediction before any training; training on several processes.
    """

    without_loss = (
        'the mean is summed in one process; train it without a launcher'
    )

    def __init__(
        self,
        *,
        grid: tuple[int, int] = (224, 224),
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.grid = tuple(grid)
        # The sums are parameters because optimizers reject a model without
        # parameters. They require a gradient (and never get one) because
        # DistributedDataParallel, which wraps a model for a test on several
        # processes, rejects a model of which no parameter requires one.
        self.total = nn.Parameter(torch.zeros(self.grid, dtype=torch.float64))
        self.count = nn.Parameter(torch.zeros((), dtype=torch.float64))

    def train_step(
        self, data: dict, optim_wrapper: OptimWrapper
    ) -> dict[str, Tensor]:
        """Add a batch's consensus maps; return the number of clips so far."""
        for sample in data['data_samples']:
            found = sample.get('consensus')
            if found is None or tuple(found.shape) != self.grid:
                shape = 'no' if found is None else f'a {tuple(found.shape)}'
                raise ValueError(
                    f'clip {sample.get("sample_id")} has {shape} consensus '
                    f'map and the mean is {self.grid}; put '
                    f'DrawConsensus(size={self.grid}) into the training '
                    'pipeline'
                )
            with torch.no_grad():
                self.total += found.to(self.total)
                self.count += 1
        return {'clips': self.count.detach().clone()}

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the mean map for each clip (b h w), float64."""
        if not self.count:
            raise ValueError(
                'this MeanBoxLocalizer has seen no clip; train it first '
                '(tools/train.py) and give its checkpoint'
            )
        mean = (self.total / self.count).detach()
        return {'localization': mean.expand(len(inputs['image']), -1, -1)}
