"""What the tests of preparing data share."""

import hashlib
import os
import time

from mmavloc.prepare import (
    Settings,
    check_folders,
    prepare,
    prepare_clip,
)

FOLDER = Settings('folder', seconds=10.0)
STILL_AT = 5  # pictures


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


def stand_still(clip, source, out, settings):
    """Prepare a clip, unless some are there: then wait to be killed."""
    if len(os.listdir(out / 'image')) >= STILL_AT:
        time.sleep(600)
    return prepare_clip(clip, source, out, settings)


def in_process(jobs_to_do):
    """Stand in for the processes of a run."""

    def do(work, jobs, workers, died, remark):
        for job in jobs:
            jobs_to_do.append(job.id)
            yield work(job)

    return do
