"""Write a model as ONNX or as a ``torch.export`` program.

The file takes pixels and waveforms: normalising and the audio front end are
inside. It needs neither mmavloc nor MMEngine nor mmcv.
"""

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.export import Dim

from mmavloc.formats.atomic import unfinished_file
from mmavloc.models.localizers.base import Localizer

from .inferencer import SoundLocalizationInferencer
from .real_frontends import RealAmplitudePhase, real_frontend

TOLERANCE = 1e-4
SUFFIXES = ('.onnx', '.pt2')
SECONDS = 3.0  # of the example's sound, where the pipeline states none


class ExportedLocalizer(nn.Module):
    """A localizer that takes pixels and waveforms.

    Args:
        model: in evaluation mode.
        listens: whether it takes sound.
        scaled: rule of ``ScaleAudio``, where the pipeline has it.
    """

    def __init__(
        self, model: Localizer, listens: bool = True, scaled: str | None = None
    ):
        super().__init__()
        self.scaled = scaled
        self.model = model
        prepare = model.data_preprocessor
        self.register_buffer('mean', prepare.mean.clone())
        self.register_buffer('std', prepare.std.clone())
        self.frontend = real_frontend(prepare.frontend) if listens else None

    def forward(
        self, image: Tensor, waveform: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Return maps (b h w) by name.

        Args:
            image: (b 3 H W) uint8, RGB.
            waveform: (b t) float32 in [-1, 1].
        """
        inputs = {'image': (image.float() - self.mean) / self.std}
        if self.frontend is not None:
            inputs['audio'] = self.frontend(scale_audio(waveform, self.scaled))
        return self.model.maps(inputs)


def scale_audio(wave: Tensor, rule: str | None) -> Tensor:
    """Scale waveforms (b t), as ``ScaleAudio`` does one clip."""
    if rule == 'peak':
        peak = wave.abs().amax(dim=1, keepdim=True)
        return wave / torch.where(peak > 0, peak, 1.0)
    if rule == 'min_max':
        wave = wave - wave.amin(dim=1, keepdim=True)
        peak = wave.amax(dim=1, keepdim=True)
        return (wave / (peak + 1e-3) - 0.5) * 2
    return wave


def export_model(
    inferencer: SoundLocalizationInferencer, out: str | Path
) -> dict:
    """Export a model, and compare the file with it.

    Batch, image size and length of the sound are free.

    Args:
        inferencer: the model.
        out: ``.onnx`` or ``.pt2`` (``torch.export``).

    Returns:
        What is in the file: ``maps`` (their names), ``size`` (width and
        height that the model is tested at), ``sample_rate``, ``seconds``;
        and ``difference``, the largest from the model on a random clip, None
        if onnxruntime is absent.

    Raises:
        ValueError: another suffix, or a model that cannot be exported.
        RuntimeError: the file does not give the model's maps.
    """
    out = Path(out)
    if out.suffix not in SUFFIXES:
        raise ValueError(
            f'{out}: want a name that ends in {" or ".join(SUFFIXES)}'
        )
    model = inferencer.model.cpu().eval()
    loader = inferencer.pipeline.loader
    rules = [s.rule for s in inferencer.pipeline.steps if hasattr(s, 'rule')]
    scaled = rules[0] if rules else None
    exported = ExportedLocalizer(model, loader is not None, scaled).eval()
    facts = describe(inferencer)
    example = example_of(facts, batch=2)
    with torch.no_grad():
        facts['maps'] = list(exported(*example))
    batch = Dim('batch')  # the same of both
    shapes: list[dict] = [{0: batch, 2: Dim.DYNAMIC, 3: Dim.DYNAMIC}]
    if loader is not None:
        shapes.append({0: batch, 1: Dim.DYNAMIC})
    with _quiet(), torch.no_grad():
        try:
            program = torch.export.export(
                exported, example, dynamic_shapes=tuple(shapes)
            )
        except Exception as error:
            text = str(error).strip().splitlines() or ['no cause was given']
            raise ValueError(
                f'{type(model).__name__} cannot be exported ({text[0][:200]})'
            ) from None
        with unfinished_file(out) as unfinished:
            if out.suffix == '.pt2':
                torch.export.save(
                    program,
                    str(unfinished),
                    extra_files={'mmavloc.json': json.dumps(facts)},
                )
            else:
                _save_onnx(program, facts, unfinished)
            difference = _compare(exported, facts, unfinished, out.suffix)
            if difference is not None and not difference <= TOLERANCE:
                raise RuntimeError(
                    f'{out}: its maps differ from the model by '
                    f'{difference:.1e}; want {TOLERANCE:g} at most; nothing '
                    'was written'
                )
    return {**facts, 'difference': difference}


def describe(inferencer: SoundLocalizationInferencer) -> dict:
    """Return what a program has to know that feeds the file."""
    pipeline = inferencer.pipeline
    blank = np.zeros((480, 640, 3), np.uint8)
    still = np.zeros(1, np.float32)
    results = {'img': blank, 'img_shape': blank.shape[:2], 'audio': still}
    for step in pipeline.steps:
        results = step(results)
    height, width = results['img'].shape[:2]
    loader = pipeline.loader
    return {
        'size': [width, height],
        'sample_rate': loader.sample_rate if loader else None,
        'seconds': loader.duration if loader else None,
    }


def example_of(facts: dict, batch: int, seed: int = 0) -> tuple[Tensor, ...]:
    """Make a random clip in the size that a model is tested at."""
    draw = torch.Generator().manual_seed(seed)
    width, height = facts['size']
    image = torch.randint(
        0, 256, (batch, 3, height, width), dtype=torch.uint8, generator=draw
    )
    if facts['sample_rate'] is None:
        return (image,)
    samples = round((facts['seconds'] or SECONDS) * facts['sample_rate'])
    wave = 0.1 * torch.randn(batch, samples, generator=draw)
    return image, wave.clamp(-1, 1)


def _save_onnx(
    program: torch.export.ExportedProgram, facts: dict, path: Path
) -> None:
    try:
        import onnx
        import onnxscript  # noqa: F401
    except ImportError:
        raise ValueError(
            'ONNX needs onnx and onnxscript; want `pip install '
            "'mmavloc[export]'`, or a name that ends in .pt2"
        ) from None
    names = ['image', 'waveform'][: 1 + (facts['sample_rate'] is not None)]
    made = torch.onnx.export(
        program,
        dynamo=True,
        input_names=names,
        output_names=facts['maps'],
        verbose=False,
    )
    proto = made.model_proto
    for key, value in facts.items():
        proto.metadata_props.add(key=key, value=json.dumps(value))
    onnx.save(proto, str(path))


def _compare(
    exported: ExportedLocalizer, facts: dict, path: Path, suffix: str
) -> float | None:
    """Return the largest difference on a clip of another length.

    A model that hears phases is compared behind the real front end: rounding
    turns a phase of pi into -pi, which the model need not ignore. Maps that
    reach beyond 1 are compared relative to their largest value.
    """
    image, *wave = example_of(facts, batch=1, seed=1)
    wave = [w.repeat(1, 2)[:, : round(1.1 * w.shape[1])] for w in wave]
    if isinstance(exported.frontend, RealAmplitudePhase):
        wanted = exported(image, *wave)
    else:
        model = exported.model
        heard = [scale_audio(w, exported.scaled) for w in wave]
        inputs = dict(zip(('image', 'audio'), (image, *heard), strict=False))
        prepared = model.data_preprocessor({'inputs': inputs})
        wanted = model.maps(prepared['inputs'])
    if suffix == '.pt2':
        found = torch.export.load(str(path)).module()(image, *wave)
        arrays = [found[name].numpy() for name in facts['maps']]
    else:
        try:
            import onnxruntime
        except ImportError:
            return None
        session = onnxruntime.InferenceSession(
            str(path), providers=['CPUExecutionProvider']
        )
        names = [i.name for i in session.get_inputs()]
        feed = zip(names, (image, *wave), strict=True)
        arrays = session.run(None, {n: x.numpy() for n, x in feed})
    largest = 0.0
    for name, array in zip(facts['maps'], arrays, strict=True):
        mine = wanted[name].numpy()
        scale = max(1.0, float(np.abs(mine).max()))
        largest = max(largest, float(np.abs(mine - array).max()) / scale)
    return largest


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's progress and advice to itself."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            yield
    finally:
        logging.disable(before)
