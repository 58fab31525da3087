"""What the tests of preparing data share."""

import hashlib

from mmavloc.apis.prepare import (
    Settings,
    check_folders,
    prepare,
)

FOLDER = Settings('folder', seconds=10.0)


def sums(out) -> dict[str, str]:
    """Digest every file of a data set, but not what is kept of its making."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(out.rglob('*'))
        if path.is_file() and '.work' not in path.parts
    }


def run(source, out, settings=FOLDER, **options):
    """Prepare in a folder that is checked as the tool does."""
    check_folders(source, out)
    return prepare(settings, source, out, **options)


def in_process(jobs_to_do):
    """Stand in for the processes of a run."""

    def do(work, jobs, workers, died, remark):
        for job in jobs:
            jobs_to_do.append(job.id)
            yield work(job)

    return do
