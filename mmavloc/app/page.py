"""The layout of the page, and what calls which handler."""

from pathlib import Path

from . import import_gradio
from .compare import CONTOUR, MARKS
from .examples import make_examples
from .handlers import START, Drawn, Handlers
from .limits import Limits
from .models import Models
from .scratch import Scratch
from .sounds import NOISE, SILENCE
from .video_tab import video_tab

TITLE = 'Which pixels are making the sound?'
INTRO = (
    'Give a picture and two sounds: a model that listens moves its map when '
    'the sound changes. It knows only what it was trained on. Files stay on '
    'the machine that runs this page.'
)
NOTE = (
    'Both maps have the same scale of colours. Marked is what lies above the '
    'threshold, a share of the range of each map.'
)
LEVEL = (0.05, 0.95, 0.5)  # of the threshold: least, most, at the start
SWEEP = (600, 3600)  # s: how often old uploads are deleted, and how old
KEPT = 3600  # s that results stay after a session was last active
CSS = """
.gradio-container {max-width: 1240px !important; margin: 0 auto}
#intro h1 {margin-bottom: 0.2em}
#examples .gallery {gap: 8px}
#examples .gallery-item, #examples .gallery-item * {width: 70px; height: 70px}
#video video, #localized video {max-height: 320px}
.small button {min-width: 0 !important}
@media (max-width: 600px) {.gradio-container {padding: 8px !important}}
"""


def build_page(models: Models, limits: Limits, folder: Path):
    """Build the page.

    Args:
        models: to choose from; the first is loaded now.
        limits: of what is taken.
        folder: for examples and the files of sessions.

    Returns:
        ``gradio.Blocks``.

    Raises:
        RuntimeError: Gradio is not installed.
        ValueError: the first model cannot be loaded.
    """
    gr = import_gradio()
    scratch = Scratch(folder)
    examples = make_examples(folder / 'examples')
    handlers = Handlers(models, limits, examples)
    models.get(models.names[0])
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, delete_cache=SWEEP
    ) as page:
        with gr.Row():
            with gr.Column(scale=3, min_width=280):
                gr.Markdown(f'# {TITLE}\n{INTRO}', elem_id='intro')
            with gr.Column(scale=2, min_width=280):
                model = gr.Dropdown(
                    models.names,
                    value=models.names[0],
                    label='Model',
                    visible=len(models.names) > 1,
                )
                choices = handlers.choices(models.names[0])
                wanted = gr.Radio(choices, value=choices[0], label='Map')
        about = gr.Markdown(
            models.about.get(models.names[0], ''), visible=bool(models.about)
        )
        with gr.Tab('Picture'):
            _picture_tab(gr, handlers, scratch, model, wanted)
        with gr.Tab('Video'):
            video_tab(gr, handlers, scratch, model, wanted, folder)

        def on_model(name, now):
            known = handlers.choices(name)
            value = now if now in known else (known or [None])[0]
            return gr.Radio(known, value=value), models.about.get(name, '')

        model.change(
            on_model,
            [model, wanted],
            [wanted, about],
            api_visibility='private',
        )

        def forget(request: gr.Request):
            scratch.forget(request.session_hash)

        page.unload(forget)
    return page


def _picture_tab(gr, handlers: Handlers, scratch: Scratch, model, wanted):
    """Lay out a picture with two sounds."""
    pair = gr.State(time_to_live=KEPT)
    sounds, shown = [], []
    with gr.Row():
        with gr.Column(min_width=280):
            picture = gr.Image(
                type='filepath',
                label='Picture',
                height=320,
                sources=['upload', 'webcam', 'clipboard'],
                elem_id='picture',
            )
            chosen = gr.Dataset(
                components=[gr.Image(visible=False)],
                samples=[[str(item.picture)] for item in handlers.examples],
                type='index',
                label='Examples: drawn scenes with two things that sound',
                elem_id='examples',
            )
        for number in (1, 2):
            with gr.Column(min_width=280):
                sound = gr.Audio(
                    type='filepath',
                    label=f'Sound {number}',
                    editable=False,
                    buttons=['download'],
                    elem_id=f'sound{number}',
                )
                _swap_buttons(gr, handlers, scratch, model, sound, number)
                sounds.append(sound)
                shown.append(
                    gr.Image(
                        label=f'With sound {number}',
                        format='png',
                        interactive=False,
                        buttons=['fullscreen'],
                        elem_id=f'map{number}',
                    )
                )
    answer = gr.Markdown(START, elem_id='answer')
    with gr.Row():
        low, high, start = LEVEL
        level = gr.Slider(low, high, start, step=0.05, label='Threshold')
        mark = gr.Radio(list(MARKS), value=CONTOUR, label='Mark')
        save = gr.DownloadButton('Save the picture', elem_id='save')
    gr.Markdown(NOTE)

    # uploads are read by this project, whose errors say what is wrong
    picture.preprocess = path_of

    def show(drawn: Drawn, message: str = ''):
        saved = drawn.saved and str(drawn.saved)
        return (
            *drawn.pictures,
            message or drawn.text,
            gr.DownloadButton(value=saved, interactive=saved is not None),
        )

    def localize(
        name, image, first, second, maps, share, line, request: gr.Request
    ):
        found, message = handlers.localize(name, image, (first, second))
        place = scratch.of(request.session_hash)
        drawn = handlers.draw(found, maps, share, line, place)
        return (found, *show(drawn, message))

    def redraw(found, maps, share, line, request: gr.Request):
        place = scratch.of(request.session_hash)
        return show(handlers.draw(found or [], maps, share, line, place))

    results = [*shown, answer, save]
    looks = [wanted, level, mark]
    gr.on(
        [part.change for part in (picture, *sounds, model)],
        localize,
        [model, picture, *sounds, *looks],
        [pair, *results],
        trigger_mode='always_last',
        concurrency_id='picture',
        show_progress_on=shown,
        api_name='localize',
    )
    gr.on(
        [wanted.change, level.change, mark.change],
        redraw,
        [pair, *looks],
        results,
        trigger_mode='always_last',
        concurrency_id='picture',
        show_progress='hidden',
        api_name='redraw',
    )

    def example(index: int):
        item = handlers.examples[index]
        return [str(item.picture), *map(str, item.sounds)]

    chosen.click(example, chosen, [picture, *sounds], api_name='example')


def _swap_buttons(gr, handlers: Handlers, scratch: Scratch, model, sound, n):
    """Lay out what fills a sound without a file of the user's own."""
    with gr.Row(elem_classes='small'):
        another = gr.Button('Another clip', size='sm', min_width=60)
        silent = gr.Button('Silence', size='sm', min_width=60)
        noise = gr.Button('Noise', size='sm', min_width=60)

    def swap(now):
        return str(handlers.next_voice(now))

    another.click(swap, sound, sound, api_name=f'another{n}')
    for button, kind in ((silent, SILENCE), (noise, NOISE)):

        def fill(name, request: gr.Request, kind=kind):
            place = scratch.of(request.session_hash)
            return str(handlers.made(kind, name, place))

        button.click(fill, model, sound, api_name=f'{kind}{n}')


def path_of(payload) -> str | None:
    """Return the file of an upload, as it came."""
    return payload and payload.path
