"""The saliency baseline: Grad-CAM of an image classifier."""

from collections.abc import Sequence

from torch import Tensor

from mmavloc.registry import MODELS
from mmavloc.structures import AVDataSample

from .base import Localizer, attach_maps
from .grad_cam import top_class_maps


@MODELS.register_module()
class SaliencyLocalizer(Localizer):
    """Grad-CAM of a classifier's most likely classes (Table 3, Eq. A1).

    It is not trained for localization and ignores the audio. Predicted maps
    are ``localization``, for the ``top_n`` most likely classes, and
    ``top<N>`` for every N of ``sweep``; ``pred_label`` is the most likely
    class.

    Args:
        classifier: has ``logits``, image (b 3 H W) -> (b n), and loads its
            weights by its ``init_cfg``. It is always in evaluation mode. The
            preprocessor of an ``ImageClassifier`` is not used.
        layer: dotted name of the classifier's module whose output (b c h w)
            is weighted: ``'net.features.19'`` is the last activation of
            torchvision's VGG-11, 14 x 14 cells for 224 px.
        top_n: N of ``localization``; the paper reports 100.
        sweep: further values of N.
        **kwargs: see :class:`Localizer`. The preprocessor must normalise
            images as in the training of the classifier.

    Raises:
        ValueError: an unknown layer, or more classes than the classifier has.
    """

    needs_checkpoint = False
    without_loss = (
        'it needs no training; test it with tools/test.py CONFIG, or train '
        'its classifier, as in configs/demo_classifier.py'
    )

    def __init__(
        self,
        *,
        classifier: dict,
        layer: str,
        top_n: int = 100,
        sweep: Sequence[int] = (),
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.classifier = self.build(classifier)
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
            ValueError: it has no ``init_cfg``, so that its weights would be
                random.
        """
        if not self.classifier.init_cfg:
            raise ValueError(
                f'the {type(self.classifier).__name__} of this '
                'SaliencyLocalizer has no init_cfg and would have random '
                'weights; set classifier.init_cfg=dict('
                "type='Pretrained', checkpoint=FILE)"
            )
        self.classifier.init_weights()

    def train(self, mode: bool = True):
        """Switch the mode of everything but the classifier, which is fixed."""
        super().train(mode)
        self.classifier.eval()
        return self

    def maps(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return maps (b h w) by name."""
        return self._maps_and_labels(inputs)[0]

    def predict(
        self,
        inputs: dict[str, Tensor],
        data_samples: list[AVDataSample] | None = None,
    ) -> list[AVDataSample]:
        """Attach ``pred_maps`` and ``pred_label`` to each data sample."""
        maps, labels = self._maps_and_labels(inputs)
        samples = attach_maps(maps, data_samples)
        for sample, label in zip(samples, labels, strict=True):
            sample.pred_label = int(label)
        return samples

    def _maps_and_labels(
        self, inputs: dict[str, Tensor]
    ) -> tuple[dict[str, Tensor], Tensor]:
        by_n, labels = top_class_maps(
            self.classifier.logits,
            self.classifier.get_submodule(self.layer),
            inputs['image'],
            (self.top_n, *self.sweep),
        )
        maps = {'localization': by_n[self.top_n]}
        return maps | {f'top{n}': by_n[n] for n in self.sweep}, labels
