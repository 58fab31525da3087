"""Additional scores that released evaluators print."""

from .report import REPORTS, released_values, report, reports_of

__all__ = ['REPORTS', 'released_values', 'report', 'reports_of']
