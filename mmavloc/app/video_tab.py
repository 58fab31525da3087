"""The part of the page for videos."""

from pathlib import Path

from .clips import OTHER, OWN, SOUNDS
from .examples import make_video
from .handlers import Handlers
from .scratch import Scratch


def video_tab(
    gr, handlers: Handlers, scratch: Scratch, model, wanted, folder: Path
):
    """Lay out a video."""
    with gr.Row():
        with gr.Column(min_width=280):
            video = gr.Video(
                label='Video',
                include_audio=True,
                elem_id='video',
            )
            example = make_video(folder / 'examples', handlers.examples[0])
            chosen = gr.Dataset(
                components=[gr.Image(visible=False)],
                samples=[[str(handlers.examples[0].picture)]],
                type='index',
                label='Example: two things sound in turn',
                elem_id='video_example',
            )
            kind = gr.Radio(list(SOUNDS), value=OWN, label='Sound')
            other = gr.Audio(
                type='filepath',
                label='Another sound',
                editable=False,
                buttons=['download'],
                visible=False,
            )
            start = gr.Button('Localize', variant='primary', elem_id='start')
        with gr.Column(min_width=280):
            out = gr.Video(
                label='Localized',
                interactive=False,
                buttons=['download'],
                elem_id='localized',
            )
            said = gr.Markdown(elem_id='said')
            track = gr.DownloadButton(
                'Save the track (JSON lines)', interactive=False
            )

    def localize(
        name,
        path,
        sound,
        another,
        maps,
        request: gr.Request,
        progress=gr.Progress(),  # noqa: B008
    ):
        place = scratch.of(request.session_hash)
        found, lines, text = handlers.video(
            name,
            path,
            sound,
            another,
            maps,
            place,
            lambda now, whole: progress((min(now, whole), whole), unit='s'),
        )
        return (
            found and str(found),
            text,
            gr.DownloadButton(
                value=lines and str(lines), interactive=lines is not None
            ),
        )

    start.click(
        localize,
        [model, video, kind, other, wanted],
        [out, said, track],
        concurrency_id='video',
        show_progress_on=out,
        api_name='video',
    )
    kind.change(
        lambda choice: gr.Audio(visible=choice == OTHER),
        kind,
        other,
        api_visibility='private',
    )
    chosen.click(
        lambda _: str(example), chosen, video, api_visibility='private'
    )
