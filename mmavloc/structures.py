"""What is known and what is predicted about one clip.

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
    """The annotation of one clip, in boxes or in segmentation masks.

    A clip with masks is scored by them; its boxes, if it has some, are not
    used. A mask is brought to a protocol's grid by the nearest pixel, between
    pixel centres, and is a vote like a box of the same annotator.

    Attributes:
        boxes: n x 4 float, x1 y1 x2 y2 as fractions of the picture.
        masks: n x h x w bool over the whole picture, or None.
        annotators: n, who drew each box or mask, 0..m-1.
        num_annotators: m, including annotators who drew none.
        kind: ``'consensus'``, several annotators of one source; ``'union'``,
            one truth of any number of objects; ``'negative'``, nothing
            sounds.
        group: name shared by clips of one picture whose objects sound in
            turn.
        half: ``'left'`` or ``'right'``, the half that sounds, of two clips
            side by side.
        confidence: of the model that something sounds, if it gives one.
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
        """Read the truth of a data set's record or of an ``AVDataSample``.

        Raises:
            ValueError: something sounds in the clip and it has neither boxes
                nor masks; names it.
        """
        boxes, masks = clip.get('boxes'), clip.get('masks')
        annotated = any(v is not None and len(v) for v in (boxes, masks))
        if not annotated and clip.get('kind') != 'negative':
            raise ValueError(
                f'clip {clip.get("sample_id")} has no boxes or masks to be '
                'scored against; want an annotated clip (set annotated=True)'
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
    """One clip: its identity, its annotation and the maps predicted for it.

    Meta information:
        sample_id (str): the clip's id, unique in its split.
        split (str): name under which the clip is scored, e.g. ``'type_b'``.
        img_path, audio_path (str): where the media came from.
        sample_rate (int): of the loaded audio in Hz; in a batch, audio is
            (b t), int16 of full scale 32768 or float32 in [-1, 1].
        num_annotators (int): how many annotated the clip, including
            annotators who drew nothing.
        kind (str): ``'consensus'``, the default: every annotator marks the
            same source; ``'union'``: all boxes or masks are one truth.
        group (str): the picture, where its objects sound in turn in several
            clips.
        right_img_path, sounding_half (str): of two clips side by side, the
            right picture, and which half the sound is of.
        img_shape (tuple[int, int]): height and width of the model's input.

    Data:
        boxes (np.ndarray): n x 4 float64, ``x1 y1 x2 y2`` as fractions of the
            model's input image, so that resizing leaves them alone. A box of
            a 256-pixel annotation frame keeps its pixels exactly.
        masks (np.ndarray): n x h x w bool, segmentation masks in the frame of
            the model's input image, instead of boxes or beside them; a clip
            with masks is scored by its masks.
        annotators (np.ndarray): n int64, who drew each box (each mask, where
            there are masks), 0..m-1.
        objects (list[dict]): where all that stands in the picture is known,
            each thing's ``class``, ``box`` (x1 y1 x2 y2 in fractions), whether
            it is ``able`` to sound and whether it ``sounds``.
        consensus (torch.Tensor): (h w) float32 in [0, 1], G of Eq. 7, where
            the pipeline draws it for a supervised model.
        label (int): class index, only for classification images.
        pred_maps (dict[str, torch.Tensor]): name -> (h w) float map. The
            two-step system sets ``potential`` (P), ``attention`` (A) and
            ``localization`` (alpha); every localizer's answer is named
            ``localization``.
        pred_label (int): index of the likeliest class, from localizers that
            look at what a classifier looks at.
        pred_scores (torch.Tensor): class scores, only from classifiers.
    """
