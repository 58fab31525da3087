"""What tools and notebooks call: whole chores in one function."""

from .report import pick_clips, write_report

__all__ = ['pick_clips', 'write_report']
