"""Where a classifier looks: the saliency baseline."""

from collections.abc import Sequence

from mmengine.model import BaseModel
from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .grad_cam import top_class_maps
from .predictions import attach_maps


@MODELS.register_module()
class SaliencyLocalizer(BaseModel):
    """Grad-CAM of a classifier's likeliest classes (Table 3, Eq. A1).

    It is not trained for localization and hears nothing: sounds of the batch
    are ignored. Predicted maps are ``localization``, of the ``top_n``
    likeliest classes, and ``top<N>`` for every N of ``sweep``; ``pred_label``
    is the likeliest class.

    Args:
        classifier: with ``logits``, image (b 3 H W) -> (b n), and weights
            from its ``init_cfg``; it is always used in evaluation mode. Of
            an ``ImageClassifier`` the preprocessor is not used.
        layer: dotted name of the classifier's module to look at, whose output
            is (b c h w): ``'net.features.19'`` is the last activation of
            torchvision's VGG-11, 14 x 14 cells for 224 px.
        top_n: N of the answer; the paper reports 100.
        sweep: further N.
        data_preprocessor: :class:`AVDataPreprocessor` by default; it has to
            normalise as the classifier was trained.

    Raises:
        ValueError: an unknown layer, or more classes than there are.
    """

    # Says to tools/test.py that init_cfg brings all weights.
    needs_checkpoint = False

    def __init__(
        self,
        *,
        classifier: dict,
        layer: str,
        top_n: int = 100,
        sweep: Sequence[int] = (),
        data_preprocessor: dict | None = None,
        init_cfg: dict | None = None,
    ):
        # Built here: MMEngine's own registry does not look into this one.
        super().__init__(
            MODELS.build(data_preprocessor or dict(type='AVDataPreprocessor')),
            init_cfg,
        )
        self.classifier = MODELS.build(classifier)
        layers = dict(self.classifier.named_modules())
        if layer not in layers or not layer:
            known = [name for name, m in layers.items() if name][-12:]
            raise ValueError(
                f'{type(self.classifier).__name__} has no layer {layer!r}; '
                f'its last ones are {", ".join(known)}'
            )
        self.layer = layer
        self.top_n = top_n
        self.sweep = tuple(sweep)

    def init_weights(self) -> None:
        """Load the classifier's weights.

        Raises:
            ValueError: it has no ``init_cfg``, so that it would look where
                random weights look.
        """
        if not self.classifier.init_cfg:
            raise ValueError(
                f'the {type(self.classifier).__name__} of this '
                'SaliencyLocalizer has no init_cfg and would have random '
                "weights; want classifier.init_cfg=dict(type='Pretrained', "
                'checkpoint=FILE)'
            )
        self.classifier.init_weights()

    def train(self, mode: bool = True):
        """Switch the mode of all but the classifier, which is fixed."""
        super().train(mode)
        self.classifier.eval()
        return self

    def forward(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
        mode: str = 'tensor',
    ) -> dict[str, Tensor] | list[AVDataSample]:
        """Dispatch to :meth:`predict` or :meth:`maps`."""
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        if mode == 'tensor':
            return self.maps(inputs)[0]
        if mode == 'loss':
            raise ValueError(
                'SaliencyLocalizer is not trained: it shows where a trained '
                'classifier looks; test it with tools/test.py CONFIG, or '
                'train its classifier, as configs/demo_classifier.py does'
            )
        raise ValueError(f'mode={mode!r}: want predict or tensor')

    def maps(
        self, inputs: dict[str, Tensor]
    ) -> tuple[dict[str, Tensor], Tensor]:
        """Return maps (b h w), by the names users see, and labels (b)."""
        by_n, labels = top_class_maps(
            self.classifier.logits,
            self.classifier.get_submodule(self.layer),
            inputs['image'],
            (self.top_n, *self.sweep),
        )
        maps = {'localization': by_n[self.top_n]}
        maps |= {f'top{n}': by_n[n] for n in self.sweep}
        return maps, labels

    def predict(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> list[AVDataSample]:
        """Attach ``pred_maps`` and ``pred_label`` to each data sample."""
        maps, labels = self.maps(inputs)
        samples = attach_maps(maps, data_samples)
        for sample, label in zip(samples, labels, strict=True):
            sample.pred_label = int(label)
        return samples
