"""Bfloat16 where the device computes it, float32 elsewhere."""

import pytest
import torch
from torch import nn

from mmavloc.engine import precision
from mmavloc.registry import OPTIM_WRAPPERS


@pytest.mark.parametrize('supported', [True, False])
def test_bfloat16_is_used_where_the_device_computes_it(supported, monkeypatch):
    monkeypatch.setattr(precision, 'computes_bfloat16', lambda _: supported)
    lines = []
    monkeypatch.setattr(
        precision, 'print_log', lambda text, **_: lines.append(text)
    )
    net = nn.Linear(4, 2)
    wrapper = OPTIM_WRAPPERS.build(
        dict(
            type='Bfloat16OptimWrapper',
            optimizer=torch.optim.SGD(net.parameters(), lr=0.1),
        )
    )
    before = net.weight.detach().clone()
    for _ in range(2):
        with wrapper.optim_context(net):
            out = net(torch.ones(3, 4))
        wrapper.update_params(out.float().square().mean())
    assert out.dtype == (torch.bfloat16 if supported else torch.float32)
    assert net.weight.dtype == torch.float32
    assert not torch.equal(before, net.weight)
    assert len(lines) == 1
    assert lines[0].startswith(f'precision: {str(out.dtype)[6:]}')
