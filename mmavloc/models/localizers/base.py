"""Base class of localizers: building, mode dispatch and attaching maps."""

from typing import NoReturn

from mmengine.model import BaseModel
from torch import Tensor, nn

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample


class Localizer(BaseModel):
    """A model whose prediction for a clip is one or several maps.

    A method is a subclass that builds its parts and implements :meth:`maps`,
    and :meth:`loss` if it is trained::

        @MODELS.register_module()
        class MyLocalizer(Localizer):
            def __init__(self, *, backbone, head, **kwargs):
                super().__init__(**kwargs)
                self.backbone = self.build(backbone)
                self.head = self.build(head)

            def maps(self, inputs):
                return {'localization': self.head(inputs)}

    Parameters in checkpoints are named after these attributes.

    Args:
        data_preprocessor: :class:`AVDataPreprocessor` by default.
        init_cfg: an MMEngine initializer.

    Attributes:
        needs_checkpoint: False if ``init_cfg`` of the parts provides all
            weights, so that ``tools/test.py`` runs without a checkpoint.
        without_loss: the advice in the error message of a method that is not
            trained by a loss.
    """

    needs_checkpoint = True
    without_loss = 'write its loss(inputs, data_samples), or only test it'

    def __init__(
        self,
        *,
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ):
        # MMEngine's BaseModel searches its own registry only.
        super().__init__(
            self.build(data_preprocessor or dict(type='AVDataPreprocessor')),
            init_cfg,
        )

    @staticmethod
    def build(part: dict | nn.Module) -> nn.Module:
        """Build a module from its config; return a built module unchanged."""
        return part if isinstance(part, nn.Module) else MODELS.build(part)

    def forward(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
        mode: str = 'tensor',
    ) -> dict[str, Tensor] | list[AVDataSample]:
        """Dispatch to :meth:`loss`, :meth:`predict` or :meth:`maps`."""
        if mode == 'loss':
            return self.loss(inputs, data_samples or [])
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        if mode == 'tensor':
            return self.maps(inputs)
        raise ValueError(f'mode={mode!r}: expected loss, predict or tensor')

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return maps (b h w) by name; ``localization`` is the prediction."""
        raise NotImplementedError(
            f'{type(self).__name__} has no maps(inputs); implement it to '
            "return a dict of maps (b h w) with the key 'localization'"
        )

    def loss(
        self, inputs: dict[str, Tensor], data_samples: list[AVDataSample]
    ) -> dict[str, Tensor] | NoReturn:
        """Return losses, whose keys contain ``loss``, and scalars to log.

        Raises:
            ValueError: the method is not trained by a loss.
        """
        raise ValueError(
            f'{type(self).__name__} has no loss: {self.without_loss}'
        )

    def predict(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> list[AVDataSample]:
        """Attach ``pred_maps`` to each clip's data sample."""
        return attach_maps(self.maps(inputs), data_samples)


def attach_maps(
    maps: dict[str, Tensor], data_samples: list[AVDataSample] | None
) -> list[AVDataSample]:
    """Set ``pred_maps`` of each clip of a batch.

    Args:
        maps: name -> (b h w).
        data_samples: b samples; new ones are created if None.
    """
    b = len(next(iter(maps.values())))
    samples = data_samples or [AVDataSample() for _ in range(b)]
    for index, sample in enumerate(samples):
        sample.pred_maps = {name: m[index] for name, m in maps.items()}
    return samples
