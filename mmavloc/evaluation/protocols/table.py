"""All protocols, as data.

Scores may be compared only if they are by the same protocol. A protocol is a
frozen dataclass; the code that applies it is common to all.
docs/protocols.md compares the protocols.
"""

from .rules import Boxes, Fusion, Protocol, Resize, Threshold

# There are two defaults. Scores to compare with the paper use the paper's
# rules: ConsensusIoU, and so the configs and tools/test.py.
PAPER_PROTOCOL = 'oya'
# The paper has no rules for negative clips and groups. score_maps and audit,
# which score any maps and data, use this protocol.
OPEN_PROTOCOL = 'mmavloc'
TWENTIETHS = tuple(0.05 * i for i in range(21))
ALIGNED_CORNERS = Resize(mode='bilinear', align_corners=True)
CENTRES = Resize(mode='bilinear', align_corners=False)
CUBIC_CORNERS = Resize(mode='bicubic', align_corners=True)
CUBIC_CENTRES = Resize(mode='bicubic', align_corners=False)
PIXELS = Boxes(frame=256, outside='wrap')
CLIPPED = Boxes(frame=None, outside='clip')
ABOVE_MEDIAN = Threshold(rule='rank', strict=True)
ABOVE_MEDIAN_OR_EQUAL = Threshold(rule='rank', strict=False)
ABOVE_MEDIAN_OR_ONE = Threshold(rule='rank', strict=True, keep_ones=True)
TRUTH_AREA = Threshold(rule='truth', strict=True)
# SLAVC divides cosines by a temperature and scales them back to 0..1.
TAU = 0.03
SLAVC_FUSION = Fusion(fuse_at='scaled', add=0.0, divide=2.5)
ALL_KINDS = ('consensus', 'union', 'negative')

PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        Protocol(
            name='oya',
            source='Oya et al., ACCV 2020, Eq. 7 to 9; grid, resizing and '
            'normalisation, which the paper does not state, as in '
            'docs/metrics.md',
            precision='float64',
            resize=CENTRES,
            normalise='min_max',
            constant='zero',
            threshold=Threshold(rule='level', strict=True),
            curve=TWENTIETHS,
            consensus='annotators',
            boxes=CLIPPED,
            empty_truth='zero',
            reports=('success', 'readings'),
        ),
        Protocol(
            name='mmavloc',
            source='this project; docs/protocols.md explains each choice',
            precision='float64',
            resize=CENTRES,
            normalise='min_max',
            constant='zero',
            threshold=Threshold(rule='level', strict=True),
            extra_thresholds=(('adaptive', TRUTH_AREA),),
            curve=TWENTIETHS,
            consensus='two_annotators',
            boxes=CLIPPED,
            empty_truth='zero',
            kinds=ALL_KINDS,
            reports=('detection', 'success', 'groups', 'readings'),
        ),
        Protocol(
            name='lvs',
            source='hche11/Localizing-Visual-Sounds-the-Hard-Way: test.py',
            resize=CENTRES,
            normalise='min_max',
            constant='one_plus',
            threshold=ABOVE_MEDIAN_OR_ONE,
            boxes=PIXELS,
        ),
        Protocol(
            name='ezvsl',
            source='stoneMo/EZ-VSL: test.py',
            resize=ALIGNED_CORNERS,
            normalise='min_max',
            threshold=ABOVE_MEDIAN_OR_EQUAL,
            boxes=PIXELS,
            fusion=Fusion(),
        ),
        Protocol(
            name='ezvsl_train',
            source='stoneMo/EZ-VSL: train.py, which selects the checkpoint',
            resize=CUBIC_CENTRES,
            normalise='min_max',
            threshold=ABOVE_MEDIAN_OR_EQUAL,
            boxes=PIXELS,
        ),
        Protocol(
            name='slavc_relative',
            source='stoneMo/SLAVC: test.py --relative_prediction',
            gain=1 / TAU,
            resize=CUBIC_CORNERS,
            add=1 / TAU,
            divide=2 / TAU,
            normalise='min_max',
            threshold=ABOVE_MEDIAN_OR_EQUAL,
            boxes=PIXELS,
            fusion=SLAVC_FUSION,
            kinds=ALL_KINDS,
            reports=('detection', 'success'),
        ),
        Protocol(
            name='slavc_absolute',
            source='stoneMo/SLAVC: test.py, as its scripts call it',
            gain=1 / TAU,
            resize=CUBIC_CORNERS,
            add=1 / TAU,
            divide=2 / TAU,
            normalise='none',
            threshold=Threshold(rule='level', strict=False),
            boxes=PIXELS,
            fusion=SLAVC_FUSION,
            kinds=ALL_KINDS,
            reports=('detection', 'success'),
        ),
        Protocol(
            name='slavc_train',
            source='stoneMo/SLAVC: train.py',
            gain=1 / TAU,
            resize=CUBIC_CENTRES,
            add=1 / TAU,
            divide=2 / TAU,
            normalise='min_max',
            threshold=ABOVE_MEDIAN_OR_EQUAL,
            boxes=PIXELS,
            kinds=ALL_KINDS,
            reports=('detection', 'success'),
        ),
        Protocol(
            name='fnac_bilinear',
            source='OpenNLPLab/FNAC_AVL: test.py, validate',
            resize=ALIGNED_CORNERS,
            normalise='min_max',
            threshold=ABOVE_MEDIAN_OR_EQUAL,
            boxes=PIXELS,
            fusion=Fusion(),
        ),
        Protocol(
            name='fnac_bicubic',
            source='OpenNLPLab/FNAC_AVL: test.py, validate2',
            resize=CUBIC_CENTRES,
            normalise='min_max',
            threshold=ABOVE_MEDIAN_OR_EQUAL,
            boxes=PIXELS,
            fusion=Fusion(resize=ALIGNED_CORNERS),
        ),
        Protocol(
            name='sspl',
            source='zjsong/SSPL and zjsong/SACL: test.py',
            resize=CENTRES,
            normalise='min_max',
            constant='nothing',
            threshold=Threshold(rule='level', strict=False),
            boxes=PIXELS,
        ),
        Protocol(
            name='htf',
            source='denfed/heartheflow: train.py',
            resize=CUBIC_CENTRES,
            normalise='min_max',
            threshold=ABOVE_MEDIAN_OR_ONE,
            boxes=PIXELS,
        ),
        Protocol(
            name='ssltie',
            source='jinxiang-liu/SSL-TIE: main.py',
            resize=CENTRES,
            normalise='min_max',
            constant='one_plus',
            threshold=ABOVE_MEDIAN_OR_ONE,
            boxes=PIXELS,
            union_boxes=Boxes(outside='wrap'),
        ),
        Protocol(
            name='sslalign',
            source='kaistmm/SSLalignment: test.py, validate_lvs',
            resize=ALIGNED_CORNERS,
            resize_union=CENTRES,
            normalise='min_max',
            constant='one_plus',
            threshold=ABOVE_MEDIAN,
            extra_thresholds=(('adaptive', TRUTH_AREA),),
            boxes=PIXELS,
            fusion=Fusion(),
            reports=('guided', 'success', 'groups'),
        ),
        Protocol(
            name='sslalign_is3',
            source='kaistmm/SSLalignment: test.py, validate_lvs on IS3',
            resize=ALIGNED_CORNERS,
            normalise='min_max',
            constant='one_plus',
            threshold=ABOVE_MEDIAN,
            extra_thresholds=(('adaptive', TRUTH_AREA),),
            boxes=PIXELS,
            fusion=Fusion(),
            grouped_only=True,
            reports=('guided', 'success', 'groups'),
        ),
        Protocol(
            name='sslalign_validate',
            source='kaistmm/SSLalignment: test.py, validate',
            resize=ALIGNED_CORNERS,
            normalise='min_max',
            threshold=ABOVE_MEDIAN,
            extra_thresholds=(('adaptive', TRUTH_AREA),),
            boxes=PIXELS,
            fusion=Fusion(),
            reports=('guided', 'success', 'groups'),
        ),
        Protocol(
            name='acl',
            source='swimmiing/ACL-SSL: Eval.py, eval_utils.py, mask_utils.py; '
            'gain and offset are of this project, for maps that are not '
            'logits',
            gain=10.0,
            offset=-5.0,
            resize=CUBIC_CENTRES,
            add=1.4,  # the bias 14 over the weight 10 of its constructor
            sigmoid=True,
            normalise='none',
            threshold=Threshold(rule='level', strict=False),
            extra_thresholds=(('median', ABOVE_MEDIAN_OR_EQUAL),),
            curve=TWENTIETHS[1:20],
            boxes=PIXELS,
            reports=('success', 'extra_thresholds', 'threshold_table'),
        ),
        Protocol(
            name='twostage',
            source='shvdiwnkozbw/Multi-Source-Sound-Localization: new/main.py',
            grid=256,
            rectify=True,
            resize=CENTRES,
            normalise='max',
            threshold=Threshold(rule='level', strict=True),
            # Its script cal_metric.py sets this level instead of 0.5.
            extra_thresholds=(
                (
                    'cal_metric',
                    Threshold(rule='level', value=1e-3, strict=True),
                ),
            ),
            boxes=Boxes(frame=256, offset=-1, outside='wrap'),
            kinds=('consensus',),
        ),
        Protocol(
            name='avsbench',
            source='OpenNLPLab/AVSBench: avs_s4/utils/utility.py; gain and '
            'offset are of this project, for maps that are not logits',
            gain=10.0,
            offset=-5.0,
            resize=CENTRES,
            sigmoid=True,
            normalise='none',
            threshold=Threshold(rule='level', strict=True),
            consensus='any',
            boxes=PIXELS,
            empty_truth='silent_share',
            kinds=ALL_KINDS,
            reports=('masks',),
        ),
    )
}


def get_protocol(name: str) -> Protocol:
    """Return a protocol by its name.

    Raises:
        ValueError: there is no protocol of this name.
    """
    if name not in PROTOCOLS:
        raise ValueError(
            f'unknown protocol {name!r}; want one of {", ".join(PROTOCOLS)}'
        )
    return PROTOCOLS[name]
