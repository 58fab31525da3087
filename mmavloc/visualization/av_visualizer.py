"""MMEngine's visualizer for clips."""

from collections.abc import Sequence

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from mmengine.visualization import LocalVisBackend, Visualizer

from mmavloc.registry import VISUALIZERS
from mmavloc.structures import AVDataSample

from .panels import PANEL, draw_row


@VISUALIZERS.register_module()
class AVVisualizer(Visualizer):
    """Draw a clip as a row: image with boxes, consensus map, predicted maps.

    Args:
        maps: names of the maps to draw; maps that a model does not predict
            are left out.
        name, vis_backends, save_dir: as in MMEngine's ``Visualizer``.
    """

    def __init__(
        self,
        name: str = 'visualizer',
        vis_backends: list[dict] | None = None,
        save_dir: str | None = None,
        maps: Sequence[str] = ('potential', 'attention', 'localization'),
    ):
        super().__init__(
            name=name, vis_backends=vis_backends, save_dir=save_dir
        )
        self.maps = tuple(maps)

    def add_datasample(
        self,
        name: str,
        image: np.ndarray,
        data_sample: AVDataSample,
        *,
        out_file: str | None = None,
        step: int = 0,
    ) -> np.ndarray:
        """Draw one clip.

        Args:
            name: name of the picture in the visualizer's backends.
            image: H x W x 3 uint8.
            data_sample: see :func:`mmavloc.visualization.draw_row`.
            out_file: a PNG or JPEG file to write the picture to.
            step: global step for the backends.

        Returns:
            The picture, uint8 RGB.
        """
        maps = data_sample.get('pred_maps') or {}
        names = [m for m in self.maps if m in maps]
        columns = 2 + len(names)
        figure = Figure(
            figsize=(PANEL * columns, PANEL + 0.47), layout='constrained'
        )
        canvas = FigureCanvasAgg(figure)
        axes = figure.subplots(1, columns)
        draw_row(axes, image, data_sample, names)
        if out_file:
            figure.savefig(out_file)
        canvas.draw()
        picture = np.asarray(canvas.buffer_rgba())[..., :3].copy()
        self.set_image(picture)
        for backend in self._vis_backends.values():
            # do not store a second copy of a picture that is in a file
            if not (out_file and isinstance(backend, LocalVisBackend)):
                backend.add_image(name, picture, step)
        return picture
