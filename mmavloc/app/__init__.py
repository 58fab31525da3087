"""A web page that localizes the sound in one's own pictures and videos.

Everything but ``page`` works without Gradio, which is imported on demand.
"""

import os
from types import ModuleType


def import_gradio() -> ModuleType:
    """Import Gradio in a way that it asks nobody for anything.

    Raises:
        RuntimeError: it is not installed.
    """
    # it reads these when it is imported
    os.environ['GRADIO_ANALYTICS_ENABLED'] = 'False'
    os.environ.setdefault('HF_HUB_DISABLE_TELEMETRY', '1')
    try:
        import gradio
    except ImportError:
        raise RuntimeError(
            "the page needs gradio; want `pip install 'mmavloc[app]'`"
        ) from None
    return gradio
