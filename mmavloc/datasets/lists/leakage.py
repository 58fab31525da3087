"""Find test clips in training lists; used by data sets and the linter."""

from collections.abc import Collection

from mmavloc.formats.findings import Finding, first_few


def find_leak(
    ids: Collection[str], name: str, kept_out: Collection[str], other: str
) -> list[Finding]:
    """Find ids of a training list that are also in a test list.

    Args:
        ids: training ids.
        name: name of their list.
        kept_out: ids that must not be among them.
        other: the name of that list.
    """
    shared = sorted(set(ids) & set(kept_out))
    if not shared:
        return []
    message = (
        f'{name} and {other} share {len(shared)} ids: {first_few(shared)}; a '
        'test clip must not be trained on: remove them from one list'
    )
    return [Finding('leak', name, message, tuple(shared))]


def find_annotated(
    ids: Collection[str], name: str, annotated: Collection[str]
) -> list[Finding]:
    """Find ids of an unsupervised training list that have an annotation.

    This is allowed, since the annotation is not read; but annotated clips may
    belong to a test set.

    Args:
        ids: training ids.
        name: name of their list.
        annotated: every id that has an annotation.
    """
    shared = sorted(set(ids) & set(annotated))
    if not shared:
        return []
    message = (
        f'{name}: {len(shared)} of {len(ids)} ids of this unsupervised '
        f'training list have an annotation, {first_few(shared)}; they may be '
        'in a test set: draw clips without annotation with '
        'tools/make_lists.py'
    )
    return [Finding('annotated', name, message, tuple(shared), 'warning')]
