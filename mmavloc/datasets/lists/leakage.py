"""Is anything trained on that is tested? The data sets and the linter ask."""

from collections.abc import Collection

from mmavloc.formats.findings import Finding, first_few


def find_leak(
    ids: Collection[str], name: str, kept_out: Collection[str], other: str
) -> list[Finding]:
    """Find ids of a training list that stand in a list of tested clips too.

    Args:
        ids: trained on.
        name: of their list.
        kept_out: ids that may not be among them.
        other: the name of that list.
    """
    shared = sorted(set(ids) & set(kept_out))
    if not shared:
        return []
    message = (
        f'{name} and {other} share {len(shared)} ids: {first_few(shared)}; a '
        'clip that is tested must not be trained on: take them off one list'
    )
    return [Finding('leak', name, message, tuple(shared))]


def find_annotated(
    ids: Collection[str], name: str, annotated: Collection[str]
) -> list[Finding]:
    """Find ids of an unsupervised training list that have an annotation.

    That is allowed, nothing reads the annotation; but annotated clips are
    what test sets are made of, this one or somebody else's.

    Args:
        ids: trained on.
        name: of their list.
        annotated: every id that has an annotation.
    """
    shared = sorted(set(ids) & set(annotated))
    if not shared:
        return []
    message = (
        f'{name}: {len(shared)} of {len(ids)} ids that are trained on without '
        f'boxes have an annotation, {first_few(shared)}; they may be in '
        "somebody's test set: want clips without, draw them with "
        'tools/make_lists.py'
    )
    return [Finding('annotated', name, message, tuple(shared), 'warning')]
