"""Mixed precision in bfloat16, on processors too."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from mmengine.logging import print_log
from mmengine.optim import OptimWrapper
from torch import nn

from mmavloc.registry import OPTIM_WRAPPERS


def computes_bfloat16(device: str) -> bool:
    """Whether a device computes bfloat16 in hardware, hence faster.

    Any device of torch accepts it; a processor without instructions for it
    (AMX or AVX512-BF16) converts each number and is slower than in float32.

    Args:
        device: its type, ``cpu``, ``cuda`` or another.
    """
    if device == 'cuda':
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device == 'cpu' and (
        torch.cpu._is_amx_tile_supported()
        or torch.cpu._is_avx512_bf16_supported()
    )


@OPTIM_WRAPPERS.register_module()
class Bfloat16OptimWrapper(OptimWrapper):
    """Train in bfloat16 where the device has it, else in float32.

    Convolutions and products are computed in bfloat16, weights and their
    updates stay float32, and so do softmax, norms, cosines and the loss of
    the localizers here, as under ``--amp``. The exponent of bfloat16 is that
    of float32: no loss is scaled, unlike in MMEngine's ``AmpOptimWrapper``,
    which needs an accelerator. One line of the log says which was used. Takes
    the arguments of MMEngine's ``OptimWrapper``.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._bfloat16: bool | None = None

    @contextmanager
    def optim_context(self, model: nn.Module) -> Iterator[None]:
        """Run the forward pass of ``model`` under autocast."""
        device = next(model.parameters()).device.type
        if self._bfloat16 is None:
            self._bfloat16 = computes_bfloat16(device)
            found = 'has' if self._bfloat16 else 'has no'
            used = 'bfloat16' if self._bfloat16 else 'float32'
            print_log(
                f'precision: {used}, as this {device} {found} instructions '
                'for bfloat16',
                logger='current',
            )
        with (
            super().optim_context(model),
            torch.autocast(device, torch.bfloat16, enabled=self._bfloat16),
        ):
            yield
