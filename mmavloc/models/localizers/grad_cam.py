"""Grad-CAM of many classes at once, and its maximum over top classes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

CHUNK = 32  # classes whose gradients are in memory at the same time


def grad_cam(
    logits_of: Callable[[Tensor], Tensor],
    layer: nn.Module,
    image: Tensor,
    classes: Tensor,
    *,
    chunk: int = CHUNK,
) -> Tensor:
    """Grad-CAM maps of given classes (Selvaraju et al., ICCV 2017, Eq. 1, 2).

    A channel's weight is the mean over cells of the gradient of the class's
    logit; a map is the ReLU of the weighted sum of channels. The network runs
    forward once, and backward only down to ``layer``, for ``chunk`` classes
    in one batched pass.

    Args:
        logits_of: image (b 3 H W) -> logits (b n) that do not depend on other
            clips of the batch: a network in evaluation mode.
        layer: a module that runs once in ``logits_of`` and returns (b c h w).
        image: (b 3 H W), with or without gradients being recorded.
        classes: (b q) int64; images may have different classes.
        chunk: memory grows with ``b * chunk``; results do not depend on it.

    Returns:
        (b q h w) float32, >= 0, not normalised: maps of classes with small
        gradients have small values.

    Raises:
        ValueError: the layer did not run exactly once, or returned no
            (b c h w).
    """
    logits, features = _observe(logits_of, layer, image)
    return torch.cat(
        [
            _class_maps(logits, features, part)
            for part in classes.split(chunk, dim=1)
        ],
        dim=1,
    )


def top_class_maps(
    logits_of: Callable[[Tensor], Tensor],
    layer: nn.Module,
    image: Tensor,
    top: Sequence[int],
    *,
    chunk: int = CHUNK,
) -> tuple[dict[int, Tensor], Tensor]:
    """Take the maximum of the N most likely classes' maps per cell (Eq. A1).

    The maps are not normalised before the maximum; the paper does not say
    whether they are. With normalisation the thousandth class would count as
    much as the first. Only running maxima are kept, so that a thousand
    classes need no more memory than one chunk.

    Args:
        logits_of, layer, image, chunk: see :func:`grad_cam`.
        top: values of N.

    Returns:
        N -> map (b h w), and the index of the most likely class (b).

    Raises:
        ValueError: an N that is not between 1 and the number of classes; see
            also :func:`grad_cam`.
    """
    logits, features = _observe(logits_of, layer, image)
    most, known = max(top), logits.shape[1]
    if min(top) < 1 or most > known:
        wrong = min(top) if min(top) < 1 else most
        raise ValueError(
            f'maps of the {wrong} most likely classes were requested from a '
            f'classifier of {known} classes; set top_n and sweep of the model '
            f'to 1 to {known}'
        )
    classes = logits.detach().topk(most, dim=1).indices
    # A part ends at every full chunk and at every N.
    ends = sorted({*range(chunk, most, chunk), *top})
    running = features.new_zeros(len(image), *features.shape[2:])
    maps = {}
    for start, end in zip([0, *ends], ends, strict=False):
        part = _class_maps(logits, features, classes[:, start:end])
        running = torch.maximum(running, part.amax(dim=1))
        maps[end] = running
    return {n: maps[n] for n in top}, classes[:, 0]


@contextmanager
def _exact(device: torch.device) -> Iterator[None]:
    """Leave inference mode and autocast, and start without gradients.

    The hook of :func:`_observe` enables gradients later. Inference mode would
    not allow it, and half precision loses small gradients.
    """
    half = torch.autocast(device.type, enabled=False)
    with torch.inference_mode(False), torch.no_grad(), half:
        yield


def _observe(
    logits_of: Callable[[Tensor], Tensor], layer: nn.Module, image: Tensor
) -> tuple[Tensor, Tensor]:
    """Return logits (b n) and the layer's output (b c h w) they depend on."""
    seen: list[Tensor] = []

    def cut(module: nn.Module, args: tuple, output: Tensor) -> Tensor:
        if not isinstance(output, Tensor) or output.ndim != 4:
            found = getattr(output, 'shape', type(output).__name__)
            raise ValueError(
                f'the Grad-CAM layer {type(module).__name__} returns '
                f'{tuple(found) if isinstance(output, Tensor) else found}, '
                'not features b x c x h x w; name a convolution or the '
                'activation after it'
            )
        seen.append(output.detach().requires_grad_())
        # The graph begins here: earlier layers compute no gradient.
        torch.set_grad_enabled(True)
        # A following in-place ReLU must not change the leaf: return a copy.
        return seen[-1].clone()

    handle = layer.register_forward_hook(cut)
    try:
        with _exact(image.device):
            # A tensor of inference mode cannot enter a graph.
            copy = image.clone() if image.is_inference() else image
            logits = logits_of(copy)
    finally:
        handle.remove()
    if len(seen) != 1:
        raise ValueError(
            f'the Grad-CAM layer {type(layer).__name__} ran {len(seen)} times '
            'in one forward pass; name a layer that runs once'
        )
    return logits, seen[0]


def _class_maps(logits: Tensor, features: Tensor, classes: Tensor) -> Tensor:
    """Return the maps (b q h w) of classes (b q), by one batched backward."""
    b, q = classes.shape
    wanted = torch.zeros(q, b, logits.shape[1], device=logits.device)
    wanted.scatter_(2, classes.T[..., None], 1.0)
    with _exact(features.device):
        # Logits of a clip depend on no other clip, so one pass computes the
        # gradients of one class of every clip.
        (gradients,) = torch.autograd.grad(
            logits,
            features,
            wanted.to(logits.dtype),
            is_grads_batched=True,
            retain_graph=True,
        )
        weights = gradients.mean(dim=(3, 4))  # q b c
        maps = torch.einsum('qbc,bchw->bqhw', weights, features)
        return maps.relu().float()
