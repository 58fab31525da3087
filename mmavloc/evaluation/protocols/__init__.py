"""Protocols: named rules to score maps, and the pipeline that applies them.

>>> from mmavloc.evaluation.protocols import get_protocol
>>> get_protocol('lvs').grid
224
"""

from .rules import Boxes, Fusion, Protocol, Resize, Threshold
from .table import OPEN_PROTOCOL, PAPER_PROTOCOL, PROTOCOLS, get_protocol

__all__ = [
    'OPEN_PROTOCOL',
    'PAPER_PROTOCOL',
    'PROTOCOLS',
    'Boxes',
    'Fusion',
    'Protocol',
    'Resize',
    'Threshold',
    'get_protocol',
]
