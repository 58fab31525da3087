"""Why a clip is left out, and why a whole run stops."""


class RejectedError(ValueError):
    """A source cannot become a clip; the message is the cause."""


class OutputError(RuntimeError):
    """The output folder cannot be written, whatever the clip."""
