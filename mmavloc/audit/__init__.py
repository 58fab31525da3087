"""Does a benchmark need sound, and does a model use it?"""

from .clips import open_splits
from .examples import telling_clips
from .report import make_section, write_pages
from .run import Findings, audit_clips
from .verdict import Answer, answer

__all__ = [
    'Answer',
    'Findings',
    'answer',
    'audit_clips',
    'make_section',
    'open_splits',
    'telling_clips',
    'write_pages',
]
