"""Localize clips in Python: files, folders or arrays in, results out."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from mmengine.config import Config
from mmengine.device import get_device
from mmengine.infer import BaseInferencer
from rich.progress import track

from mmavloc.apis.checkpoint_config import config_of
from mmavloc.apis.config import load_config
from mmavloc.apis.model import load_model
from mmavloc.apis.modules import register_all_modules
from mmavloc.datasets.loading.collate import collate_clips
from mmavloc.engine.weights import REMOTE
from mmavloc.structures import AVDataSample
from mmavloc.zoo import DEFAULT, zoo_weights

from .inputs import clip_of, is_one, pairs_of
from .pipeline import PICTURE_ONLY, ClipPipeline, steps_of
from .result import Localization


class SoundLocalizationInferencer(BaseInferencer):
    """Which pixels sound, in pictures with sounds and in videos.

    Media go through the transforms that the config tests with, so that maps
    are those of ``mmavloc test``::

        localize = SoundLocalizationInferencer('starter')
        result = localize('street.jpg', 'street.wav')
        print(result)  # peak, box, confidence
        result.overlay().save('overlay.png')

    Args:
        model: name of a model in the package (:mod:`mmavloc.zoo`), a config,
            its file, or a checkpoint that carries its config; ``'starter'``
            if neither model nor weights are given.
        weights: path or URL of the checkpoint, ``#sha256=`` and its sum may
            follow; None for a model that needs none, or where
            ``model`` is one.
        device: such as ``'cpu'``; by default a GPU if there is one.
        show_progress: whether to show a bar where there are several batches.

    Attributes:
        zoo_name: name of the model in the package, None for another model.

    Raises:
        FileNotFoundError, ValueError: config or checkpoint cannot be read, or
            do not belong together.
    """

    def __init__(
        self,
        model: str | Path | Config | None = None,
        weights: str | Path | None = None,
        device: str | None = None,
        show_progress: bool = True,
    ):
        register_all_modules()
        self.zoo_name: str | None = None
        if model is None and weights is None:
            model = DEFAULT
        if file := zoo_weights(model):
            if weights is not None:
                raise ValueError(
                    f'{model} is a model of the package and has its weights; '
                    f'want a config for {weights}, or the weights alone if '
                    'they carry their config'
                )
            self.zoo_name, model = str(model), file
        if is_checkpoint(model) and weights is None:
            model, weights = None, model
        weights = None if weights is None else str(weights)
        if model is None:
            model = config_of(str(weights))
        elif not isinstance(model, Config):
            model = load_config(str(model))
        super().__init__(
            model,
            weights,
            device or get_device(),
            scope='mmavloc',
            show_progress=show_progress,
        )

    def __call__(
        self,
        inputs: object,
        audio: object = None,
        *,
        sample_rate: int | None = None,
        batch_size: int = 8,
        maps: Sequence[str] | None = None,
    ) -> Localization | list[Localization]:
        """Localize the sound in one clip or in several.

        Args:
            inputs: a picture (file, (H W 3) uint8 RGB, or PIL), a video file
                (its middle frame and the sound around it), a folder, a pair
                ``(image, audio)``, a dict with ``image``, ``audio`` and
                ``sample_rate``, or a list of these.
            audio: the sound of a picture: a file, or samples (t) or
                (t channels), floating point in [-1, 1] or integers; or a list
                of as many as there are inputs.
            sample_rate: of samples, in Hz.
            batch_size: clips that are computed at once.
            maps: names of those that are returned; by default all. For
                ``['potential']`` a picture needs no sound.

        Returns:
            A result for one clip; a list for a list or a folder.

        Raises:
            FileNotFoundError, ValueError: an input cannot be read; names it.
        """
        pairs = list(pairs_of(inputs, audio, self.pipeline))
        clips = (
            clip_of(
                picture,
                sound,
                rate or sample_rate,
                self.pipeline,
                f'clip {number}',
                silent=bool(maps) and PICTURE_ONLY.issuperset(maps or ()),
            )
            for number, (picture, sound, rate) in enumerate(pairs)
        )
        found: list[Localization] = []
        batches: Iterable = self.preprocess(clips, batch_size)
        if self.show_progress and len(pairs) > batch_size:
            batches = track(
                batches, 'localizing', total=len(pairs) / batch_size
            )
        for batch in batches:
            found += self.postprocess(self.forward(batch))
        if maps:
            for result in found:
                result.keep(maps)
        return found[0] if is_one(inputs) else found

    def predicted(
        self, packed: Iterable[dict], batch_size: int
    ) -> Iterator[AVDataSample]:
        """Yield the data samples of clips that the pipeline has packed."""
        for batch in self._get_chunk_data(packed, batch_size):
            yield from self.forward(self.collate_fn(batch))

    def _init_model(
        self, cfg: Config, weights: str | None, device: str = 'cpu'
    ) -> torch.nn.Module:
        """Build the model as every tool does; on the device."""
        return load_model(cfg, weights).to(device)

    def _init_pipeline(self, cfg: Config) -> ClipPipeline:
        """Return the transforms that the config tests with."""
        return ClipPipeline(steps_of(cfg))

    def _init_collate(self, cfg: Config):
        return collate_clips

    def _init_visualizer(self, cfg: Config) -> None:
        """None: results draw themselves."""

    def _get_chunk_data(
        self, inputs: Iterable[dict], chunk_size: int
    ) -> Iterator[list[dict]]:
        """Yield batches; one ends early where sizes change."""
        batch: list[dict] = []
        for packed in inputs:
            full = len(batch) == chunk_size
            if batch and (full or _sizes(packed) != _sizes(batch[0])):
                yield batch
                batch = []
            batch.append(packed)
        if batch:
            yield batch

    def visualize(self, inputs: list, preds: list, **kwargs) -> list:
        """Return a picture (H W 3) of each result."""
        return [np.asarray(result.overlay()) for result in preds]

    def postprocess(
        self, preds: list[AVDataSample], *_, **__
    ) -> list[Localization]:
        """Turn data samples into results."""
        return [
            Localization(
                sample.sample_id,
                sample.picture,
                {
                    name: m.detach().float().cpu().numpy()
                    for name, m in sample.pred_maps.items()
                },
                sample.view,
                list(sample.remarks),
            )
            for sample in preds
        ]


def is_checkpoint(value: object) -> bool:
    """Whether a value names a file of weights and not a config."""
    if not isinstance(value, str | Path):
        return False
    place = str(value).partition('#')[0]
    return place.startswith(REMOTE) or Path(place).suffix in (
        '.pth',
        '.pt',
        '.safetensors',
    )


def _sizes(packed: dict) -> list:
    return [(name, t.shape) for name, t in packed['inputs'].items()]
