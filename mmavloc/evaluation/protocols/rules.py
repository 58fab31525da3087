"""Frozen dataclasses that describe a scoring protocol."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Resize:
    """How a map is brought to the grid.

    Attributes:
        mode: ``'bilinear'`` or ``'bicubic'`` (a = -0.75, edges repeated).
        align_corners: whether the outermost samples lie on the frame's
            corners; otherwise between pixel centres, as OpenCV does.
    """

    mode: str
    align_corners: bool


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """How a map is binarised.

    Attributes:
        rule: ``'level'``, a fixed value; ``'rank'``, the value at position
            ``int(n * value)`` of the n sorted ones; ``'truth'``, so that as
            many pixels lie above as the consensus map has positive ones
            (half of the frame if it has none).
        value: of the rule.
        strict: whether a pixel must exceed the threshold or may equal it.
        keep_ones: whether a normalised value of 1 is kept even where the
            threshold is 1.
    """

    rule: str
    value: float = 0.5
    strict: bool
    keep_ones: bool = False


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """How a box becomes pixels: from int(low) up to int(high), half-open.

    Attributes:
        frame: side of an annotation frame whose whole pixels are taken
            first, or None for fractions of the picture.
        offset: added to the grid's coordinates; -1 where they count from 1.
        outside: what lies beyond the frame is clipped (``'clip'``), or a
            negative coordinate counts from the far end (``'wrap'``).
    """

    frame: int | None = None
    offset: int = 0
    outside: str = 'clip'


@dataclass(frozen=True, kw_only=True)
class Fusion:
    """How an object map is mixed in (object-guided localization).

    Attributes:
        map_share, object_share: weights.
        fuse_at: ``'normalised'`` maps, or ``'scaled'`` ones, before
            normalising.
        resize: of the object map, if not the map's own.
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
    """One way of scoring maps.

    A map goes through these steps, in this order: gain and offset, rectify,
    resize, add and divide, sigmoid, normalise, threshold. Masks, unlike
    boxes, are the same for all protocols: see ``resize_masks``.

    Attributes:
        name: as users type it and as results carry it.
        source: where the rules come from.
        grid: side in pixels of the square that maps are resized to and boxes
            are drawn on.
        precision: of the arithmetic on maps.
        gain, offset: what turns a map of ours, a cosine or 0..1, into the
            number that the source's network puts out.
        rectify: whether negative values become 0 before resizing.
        resize: for clips of several annotators.
        resize_union: for clips of one truth, if another.
        add, divide: fixed scale after resizing, (x + add) / divide.
        sigmoid: whether a logistic function follows.
        normalise: ``'min_max'`` per map, ``'max'`` (division by the maximum)
            or ``'none'``.
        constant: what normalising makes of a map of one value c: ``'keep'``
            c, ``'one_plus'`` 1 + c, ``'zero'``, or ``'nothing'``, which no
            threshold keeps.
        threshold: the binarisation of the headline score.
        extra_thresholds: further ones, by name, reported beside it.
        curve: levels whose consensus IoU is kept one by one, binarised as
            ``threshold`` says; its own value is among them.
        consensus: for clips of several annotators, which votes a pixel
            needs to be certain: ``'two_boxes'`` counts boxes, also two of
            one annotator, ``'two_annotators'`` counts annotators (one is
            enough where one annotated), ``'annotators'`` requires all of
            them, and ``'any'`` a single box. Clips of one truth take any box
            or mask.
        boxes, union_boxes: for clips of several annotators, and of one.
        empty_truth: score of a clip without truth. ``'zero'``: 0;
            ``'null'``: 0, reported as null where nothing is predicted either;
            ``'silent_share'``: the share of pixels that are not predicted.
        fusion: how an object map is mixed in, where the source does.
        kinds: which clips it scores: ``consensus`` (several annotators),
            ``union`` (one truth), ``negative`` (nothing sounds).
        grouped_only: whether only clips of a group are scored.
        reports: names of the reports of ``mmavloc.evaluation.released`` that
            its source prints beside the headline.
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
