"""Problems of a file, collected instead of stopping at the first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

SHOWN = 5  # names in a message; the others are counted


@dataclass(frozen=True)
class Finding:
    """One problem of a list, an annotation, or the clips that a list names.

    Attributes:
        kind: a word to sort by, such as ``leak`` or ``box``.
        path: the file that it was found in.
        message: one sentence that names the file, what was found, what was
            wanted and what to do.
        ids: every clip that it concerns.
        severity: ``error``, or ``warning`` where it may be intended.
    """

    kind: str
    path: str
    message: str
    ids: tuple[str, ...] = ()
    severity: str = 'error'


def raise_first_error(findings: Iterable[Finding]) -> None:
    """Raise the first error among findings, if there is one.

    Raises:
        ValueError: with its message.
    """
    for finding in findings:
        if finding.severity == 'error':
            raise ValueError(finding.message)


def first_few(names: Iterable[str]) -> str:
    """Name the first five, and count the others."""
    names = list(names)
    more = f' and {len(names) - SHOWN} more' if len(names) > SHOWN else ''
    return ', '.join(map(str, names[:SHOWN])) + more


def find_absent(
    ids: Iterable[str], path: str, known: Collection[str]
) -> list[Finding]:
    """Find ids of a list of pairs or types that are not in the data set."""
    absent = sorted(set(ids) - set(known))
    if not absent:
        return []
    message = (
        f'{path}: {len(absent)} ids are not in the data set: '
        f'{first_few(absent)}; want the list that belongs to these clips'
    )
    return [Finding('absent', path, message, tuple(absent))]
