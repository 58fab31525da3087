"""Problems of a file, collected so that all are reported at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

SHOWN = 5  # names in a message; the rest is only counted


@dataclass(frozen=True)
class Finding:
    """One problem of a list, an annotation, or the clips of a list.

    Attributes:
        kind: a keyword to sort by, such as ``leak`` or ``box``.
        path: the file with the problem.
        message: one sentence with the file, what was found, what was wanted
            and what to do.
        ids: every clip with the problem.
        severity: ``error``, or ``warning`` if it may be intended.
    """

    kind: str
    path: str
    message: str
    ids: tuple[str, ...] = ()
    severity: str = 'error'


def raise_first_error(findings: Iterable[Finding]) -> None:
    """Raise the first finding that is an error, if there is one.

    Raises:
        ValueError: with the message of the finding.
    """
    for finding in findings:
        if finding.severity == 'error':
            raise ValueError(finding.message)


def first_few(names: Iterable[str]) -> str:
    """Return the first five names and the number of the rest, as text."""
    names = list(names)
    more = f' and {len(names) - SHOWN} more' if len(names) > SHOWN else ''
    return ', '.join(map(str, names[:SHOWN])) + more


def find_absent(
    ids: Iterable[str], path: str, known: Collection[str]
) -> list[Finding]:
    """Find ids of a pair or type list that are not in the data set."""
    absent = sorted(set(ids) - set(known))
    if not absent:
        return []
    message = (
        f'{path}: {len(absent)} ids are not in the data set: '
        f'{first_few(absent)}; want a list of clips of this data set'
    )
    return [Finding('absent', path, message, tuple(absent))]
