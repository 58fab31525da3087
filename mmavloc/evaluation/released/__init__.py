"""What released evaluators print beyond the scores of every report."""

from .report import REPORTS, released_values, report, reports_of

__all__ = ['REPORTS', 'released_values', 'report', 'reports_of']
