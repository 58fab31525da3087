"""Serve the page."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import import_gradio
from .limits import MEGA, Limits
from .models import Models
from .page import CSS, build_page

CACHE = 'GRADIO_TEMP_DIR'  # where Gradio keeps uploads
WAITING = 32  # requests in the queue; more are refused


@contextmanager
def serve(
    models: Models,
    limits: Limits,
    folder: Path,
    host: str = '127.0.0.1',
    port: int | None = None,
) -> Iterator[str]:
    """Serve the page, and yield its address.

    Args:
        models: to choose from.
        limits: of what is taken.
        folder: for all files of the page.
        host: address to listen at.
        port: by default the first free one from 7860.

    Raises:
        RuntimeError: Gradio is not installed.
        ValueError: the first model cannot be loaded, or the port is taken.
    """
    gr = import_gradio()
    before = os.environ.get(CACHE)
    os.environ[CACHE] = str(folder / 'uploads')
    page = None
    try:
        page = build_page(models, limits, folder)
        page.queue(max_size=WAITING)
        try:
            _, url, _ = page.launch(
                server_name=host,
                server_port=port,
                share=False,
                quiet=True,
                inbrowser=False,
                prevent_thread_lock=True,
                show_error=False,
                max_file_size=round(limits.megabytes * MEGA),
                ssr_mode=False,
                pwa=False,
                enable_monitoring=False,
                footer_links=[],
                theme=gr.themes.Default(font=_fonts()),
                css=CSS,
            )
        except OSError as error:
            raise ValueError(
                f'{host}:{port or "7860 and up"}: cannot listen there '
                f'({str(error).splitlines()[0]}); want another --host or '
                '--port'
            ) from None
        yield url
    finally:
        if page is not None:
            page.close(verbose=False)
        if before is None:
            os.environ.pop(CACHE, None)
        else:
            os.environ[CACHE] = before


def _fonts() -> list:
    """Return fonts that come with Gradio or with the reader's machine."""
    from gradio.themes.utils.fonts import Font, LocalFont

    # bold, since Gradio's file of its usual weight, 600, lacks letters
    own = LocalFont('Source Sans Pro', weights=(400, 700))
    return [own, Font('system-ui'), Font('sans-serif')]
