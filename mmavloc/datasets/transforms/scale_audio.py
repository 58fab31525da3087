"""Bring samples to a common range."""

import numpy as np
from mmcv.transforms import BaseTransform

from mmavloc.registry import TRANSFORMS

INT16 = 32768  # full scale of 16-bit samples
RULES = 'peak', 'min_max'


@TRANSFORMS.register_module()
class ScaleAudio(BaseTransform):
    """Scale ``audio`` by its own extremes.

    Args:
        rule: ``'peak'`` divides by the largest magnitude, as Two-stage does
            in testing; ``'min_max'`` maps the samples to nearly -1..1 as SSPL
            and SACL do: the least one is subtracted, the largest one and
            0.001 divide, then 0.5 is subtracted and the result doubled.

    Raises:
        ValueError: another rule.
    """

    def __init__(self, *, rule: str):
        if rule not in RULES:
            raise ValueError(
                f'rule={rule!r}: expected one of {", ".join(RULES)}'
            )
        self.rule = rule

    def transform(self, results: dict) -> dict:
        """Change ``audio`` to float32; ``'peak'`` leaves silence as it is."""
        x = results['audio']
        if x.dtype == np.int16:
            x = x.astype(np.float32) / INT16
        if self.rule == 'peak':
            x = x / (np.abs(x).max() or 1)
        else:
            x = x - x.min()
            x = (x / (x.max() + 1e-3) - 0.5) * 2
        results['audio'] = x.astype(np.float32)
        return results
