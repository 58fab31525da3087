"""Load the model of a config with its weights."""

from pathlib import Path

from mmengine.config import Config
from mmengine.model import BaseModel, is_model_wrapper
from mmengine.runner import load_checkpoint
from torch import nn

from mmavloc.engine.weights import local_file
from mmavloc.registry import MODELS


def load_model(cfg: Config, checkpoint: str | None) -> BaseModel:
    """Build a config's model in evaluation mode.

    Args:
        cfg: a config with ``model``.
        checkpoint: path or URL of a file that training wrote; None for a
            model without parameters, or one whose config names its weights.

    Raises:
        ValueError: the config has no model, the model needs a checkpoint, or
            the checkpoint is of another model.
        FileNotFoundError: there is no such checkpoint.
    """
    if not cfg.get('model'):
        raise ValueError(
            f'{cfg.filename}: has no model; want a config with a model; name '
            'test data of another config with --data'
        )
    checkpoint = checkpoint and local_file(checkpoint)
    if (
        checkpoint
        and '://' not in checkpoint
        and not Path(checkpoint).expanduser().is_file()
    ):
        raise FileNotFoundError(
            f'{checkpoint}: no such checkpoint; want a file that tools/'
            'train.py wrote'
        )
    model = MODELS.build(cfg.model)
    if checkpoint:
        try:
            load_checkpoint(
                model,
                checkpoint,
                map_location='cpu',
                strict=True,
                logger='silent',
            )
        except RuntimeError as error:
            # MMEngine lists every weight that differs, often hundreds
            differs = str(error).strip().splitlines()[1:]
            first = next((line for line in differs if line), str(error))
            raise ValueError(
                f'{checkpoint}: does not fit the {cfg.model["type"]} of '
                f'{cfg.filename} ({first[:120]} ...); want a checkpoint that '
                'was trained with this config'
            ) from None
    else:
        init_untrained(model)
    return model.eval()


def init_untrained(model: nn.Module) -> None:
    """Load the weights of ``init_cfg`` into a model without a checkpoint.

    MMEngine does this before training only, and would otherwise test the
    model with random weights.

    Raises:
        ValueError: the model must be trained first.
    """
    model = model.module if is_model_wrapper(model) else model
    if not any(True for _ in model.parameters()):
        return
    if getattr(model, 'needs_checkpoint', True):
        raise ValueError(
            f'no checkpoint was given, and a {type(model).__name__} without '
            'one has random weights; after the config, name the file that '
            'tools/train.py wrote'
        )
    model.init_weights()
