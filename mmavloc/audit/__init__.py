"""The audit: does a benchmark need sound, and does a model use it?"""

from .clips import open_splits
from .examples import draw_examples
from .report import make_section, write_pages
from .run import AuditResult, audit_clips
from .verdict import Verdict, judge

__all__ = [
    'AuditResult',
    'Verdict',
    'audit_clips',
    'draw_examples',
    'judge',
    'make_section',
    'open_splits',
    'write_pages',
]
