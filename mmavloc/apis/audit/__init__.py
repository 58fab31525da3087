"""Does a benchmark need sound, and does a model use it?"""

from .answer import Answer, answer
from .clips import open_splits
from .collect import Findings, audit_clips
from .pages import make_section, write_pages
from .telling import telling_clips

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
