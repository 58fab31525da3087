"""Data structures of one clip: its annotation and its predictions.

Letters, here and in every other module: ``b`` clips, ``c`` channels, ``k``
embedding, ``h w`` map, ``f`` frequency bins, ``t`` frames or samples, ``m``
annotators, ``n`` boxes or masks.
"""

from dataclasses import dataclass, field

import numpy as np
from mmengine.structures import BaseDataElement

KINDS = ('consensus', 'union', 'negative')


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The annotation of one clip, as boxes or as segmentation masks.

    A clip with masks is scored by its masks; its boxes, if any, are not used.
    A mask is resized to the protocol's grid by nearest-neighbour sampling at
    pixel centres. It counts as a vote, like a box of the same annotator.

    Attributes:
        boxes: n x 4 float, x1 y1 x2 y2 as fractions of the image.
        masks: n x h x w bool over the whole image, or None.
        annotators: n, who drew each box or mask, 0..m-1.
        num_annotators: m, including annotators who drew nothing.
        kind: ``'consensus'``: several annotators marked one source;
            ``'union'``: all boxes or masks together are the truth;
            ``'negative'``: nothing in the image sounds.
        group: name shared by clips of one image in which different objects
            sound.
        half: ``'left'`` or ``'right'``: the half that sounds, in an image of
            two clips side by side.
        confidence: the model's confidence that something sounds, if it
            returns one.
    """

    boxes: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))
    masks: np.ndarray | None = None
    annotators: np.ndarray = field(default_factory=lambda: np.empty(0, int))
    num_annotators: int = 1
    kind: str = 'consensus'
    group: str | None = None
    half: str | None = None
    confidence: float | None = None

    @classmethod
    def of(cls, clip) -> 'Truth':
        """Read the annotation of a data set's record or an ``AVDataSample``.

        Raises:
            ValueError: the clip is not negative and has neither boxes nor
                masks; the message names it.
        """
        boxes, masks = clip.get('boxes'), clip.get('masks')
        annotated = any(v is not None and len(v) for v in (boxes, masks))
        if not annotated and clip.get('kind') != 'negative':
            raise ValueError(
                f'clip {clip.get("sample_id")} has no boxes or masks to '
                'score against; want an annotated clip (set annotated=True)'
            )
        return cls(
            boxes=np.empty((0, 4)) if boxes is None else boxes,
            masks=masks,
            annotators=clip.get('annotators'),
            num_annotators=clip.get('num_annotators'),
            kind=clip.get('kind', 'consensus'),
            group=clip.get('group'),
            half=clip.get('sounding_half'),
        )


class AVDataSample(BaseDataElement):
    """One clip: its id, its annotation and the maps predicted for it.

    Meta information:
        sample_id (str): the clip's id, unique in its split.
        split (str): name under which the clip is scored, e.g. ``'type_b'``.
        img_path, audio_path (str): the files of the image and the audio.
        sample_rate (int): sample rate of the loaded audio in Hz. In a batch,
            audio is (b t), int16 with full scale 32768 or float32 in [-1, 1].
        num_annotators (int): number of annotators of the clip, including
            annotators who drew nothing.
        kind (str): ``'consensus'``, the default: every annotator marks the
            same source; ``'union'``: all boxes or masks together are the
            truth; ``'negative'``: nothing in the image sounds.
        group (str): name of the image, if different objects of it sound in
            several clips.
        right_img_path, sounding_half (str): for two clips side by side, the
            file of the right image, and the half that sounds.
        img_shape (tuple[int, int]): height and width of the model's input.

    Data:
        boxes (np.ndarray): n x 4 float64, ``x1 y1 x2 y2`` as fractions of the
            model's input image; resizing does not change them. Coordinates
            in a 256-pixel annotation frame are represented exactly.
        masks (np.ndarray): n x h x w bool, segmentation masks in the frame of
            the model's input image, instead of boxes or in addition to them;
            a clip with masks is scored by its masks.
        annotators (np.ndarray): n int64, who drew each box (or each mask, if
            there are masks), 0..m-1.
        objects (list[dict]): if every object in the image is known
            (SoundingShapes), the ``class`` and ``box`` (x1 y1 x2 y2 in
            fractions) of each, whether it is ``able`` to sound and whether it
            ``sounds``.
        consensus (torch.Tensor): (h w) float32 in [0, 1], G of Eq. 7, if the
            pipeline draws it for a supervised model.
        label (int): class index, only for classification images.
        pred_maps (dict[str, torch.Tensor]): name -> (h w) float map. The
            two-step system sets ``potential`` (P), ``attention`` (A) and
            ``localization`` (alpha); every localizer sets ``localization``.
        pred_label (int): index of the most probable class, from localizers
            that visualize a classifier (Grad-CAM).
        pred_scores (torch.Tensor): class scores, only from classifiers.
    """
