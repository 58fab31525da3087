"""Frozen dataclasses that describe a scoring protocol."""

from dataclasses import dataclass

from mmavloc.structures import Truth


@dataclass(frozen=True, kw_only=True)
class Resize:
    """How a map is resized to the grid.

    Attributes:
        mode: ``'bilinear'`` or ``'bicubic'`` (a = -0.75, edges repeated).
        align_corners: as in ``torch.nn.functional.interpolate``; False
            interpolates between pixel centres, as OpenCV does.
    """

    mode: str
    align_corners: bool


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """How a map is binarised.

    Attributes:
        rule: ``'level'``: a fixed value. ``'rank'``: the value at position
            ``int(n * value)`` of the n sorted values of the map.
            ``'truth'``: the rank at which the map has as many pixels above it
            as the consensus map has positive ones (half of the frame if it
            has none).
        value: parameter of the rule.
        strict: whether a predicted pixel must exceed the threshold, or may
            equal it.
        keep_ones: whether pixels of normalised value 1 are predicted even if
            the threshold is 1.
    """

    rule: str
    value: float = 0.5
    strict: bool
    keep_ones: bool = False


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """How a box is converted to pixels, from int(low) up to int(high) - 1.

    Attributes:
        frame: side of the annotation frame, to whose pixels coordinates are
            truncated first; None for fractions of the image.
        offset: added to the grid's coordinates; -1 if they count from 1.
        outside: coordinates outside the frame: ``'clip'`` clips them,
            ``'wrap'`` counts negative ones from the other end, as Python
            indices do.
    """

    frame: int | None = None
    offset: int = 0
    outside: str = 'clip'


@dataclass(frozen=True, kw_only=True)
class Fusion:
    """How a map is fused with an object map (object-guided localization).

    Attributes:
        map_share, object_share: weights.
        fuse_at: ``'normalised'``: fuse normalised maps; ``'scaled'``: fuse
            scaled maps and normalise the result.
        resize: how the object map is resized; None for the protocol's rule.
        add, divide: fixed scale of the object map.
    """

    map_share: float = 0.4
    object_share: float = 0.6
    fuse_at: str = 'normalised'
    resize: Resize | None = None
    add: float = 0.0
    divide: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """The rules of one way to score maps.

    The steps are, in this order: gain and offset, rectify, resize, add and
    divide, sigmoid, normalise, threshold. Masks, unlike boxes, are rasterised
    in the same way by all protocols: see ``resize_masks``.

    Attributes:
        name: name in options and results.
        source: publication or code of the rules.
        grid: side in pixels of the square grid of maps and consensus maps.
        precision: precision of the arithmetic on maps.
        gain, offset: linear function from a map of this project (a cosine or
            0..1) to the output of the source's network.
        rectify: whether negative values are set to 0 before resizing.
        resize: how maps of ``consensus`` clips are resized.
        resize_union: how maps of ``union`` clips are resized, if differently.
        add, divide: fixed scale after resizing, (x + add) / divide.
        sigmoid: whether the logistic function is applied then.
        normalise: ``'min_max'`` per map, ``'max'`` (division by the maximum)
            or ``'none'``.
        constant: the value of a normalised map of a single value c:
            ``'keep'``: c; ``'one_plus'``: 1 + c; ``'zero'``: 0;
            ``'nothing'``: NaN, which is never predicted.
        threshold: the binarisation of the main score.
        extra_thresholds: additional binarisations, by name.
        curve: levels at which the consensus IoU is computed too, binarised
            as in ``threshold``, whose value is one of them.
        consensus: for ``consensus`` clips, the number of votes at which G is
            1: ``'two_boxes'``: two boxes, also of one annotator;
            ``'two_annotators'``: two annotators (one if there is only one);
            ``'annotators'``: all annotators; ``'any'``: one box. In
            ``union`` clips one box or mask is always enough.
        boxes, union_boxes: how boxes of ``consensus`` and ``union`` clips are
            converted to pixels.
        empty_truth: score of a clip with an empty consensus map. ``'zero'``:
            0; ``'null'``: 0, reported as null if the prediction is empty too;
            ``'silent_share'``: the share of pixels that are not predicted.
        fusion: how maps are fused with object maps, if the source does so.
        kinds: the kinds of clips that it scores: ``consensus`` (several
            annotators), ``union`` (one truth), ``negative`` (nothing sounds).
        grouped_only: whether only clips with a group are scored.
        reports: names of the reports of ``mmavloc.evaluation.released`` that
            its source prints in addition to the main score.
    """

    name: str
    source: str
    grid: int = 224
    precision: str = 'float32'
    gain: float = 1.0
    offset: float = 0.0
    rectify: bool = False
    resize: Resize
    resize_union: Resize | None = None
    add: float = 0.0
    divide: float = 1.0
    sigmoid: bool = False
    normalise: str
    constant: str = 'keep'
    threshold: Threshold
    extra_thresholds: tuple[tuple[str, Threshold], ...] = ()
    curve: tuple[float, ...] = ()
    consensus: str = 'two_boxes'
    boxes: Boxes
    union_boxes: Boxes = Boxes()
    empty_truth: str = 'null'
    fusion: Fusion | None = None
    kinds: tuple[str, ...] = ('consensus', 'union')
    grouped_only: bool = False
    reports: tuple[str, ...] = ('guided', 'success', 'extra_thresholds')

    def scores(self, truth: Truth) -> bool:
        """Return whether the source scores a clip with this annotation."""
        grouped = truth.group is not None or not self.grouped_only
        return truth.kind in self.kinds and grouped

    @property
    def scored_clips(self) -> str:
        """The clips that it scores, besides negative ones, in words."""
        kinds = ', '.join(kind for kind in self.kinds if kind != 'negative')
        groups = ' in groups' if self.grouped_only else ''
        return f'clips of the kinds {kinds}{groups} only'
