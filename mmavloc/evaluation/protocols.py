"""Named rules for turning a map into a score: data, not code.

Two numbers may stand in one table only if they were made by the same
protocol. A protocol is a frozen value; everything that reads one is shared.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Protocol:
    """One way of scoring maps.

    Attributes:
        name: as users type it and as results carry it.
        grid: side in pixels of the square that maps are resized to and boxes
            are drawn on.
        resize: mode of the interpolation, in float64.
        align_corners: its corner rule.
        normalise: ``'min_max'``, per map.
        threshold: tau that binarises a map, strictly above.
        consensus: ``'mean'``, over annotators.
        success: level that a clip's consensus IoU must reach, inclusively.
        steps: number of levels under a curve.
        source: where the rules come from.
    """

    name: str
    grid: int
    resize: str
    align_corners: bool
    normalise: str
    threshold: float
    consensus: str
    success: float
    steps: int
    source: str


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        Protocol(
            name='oya',
            grid=224,
            resize='bilinear',
            align_corners=False,
            normalise='min_max',
            threshold=0.5,
            consensus='mean',
            success=0.5,
            steps=21,
            source='Oya et al., ACCV 2020, Eq. 7 to 9; what the paper leaves '
            'open (grid, resizing, normalisation) as docs/metrics.md says',
        ),
    )
}


def get_protocol(name: str) -> Protocol:
    """Look a protocol up.

    Raises:
        ValueError: for an unknown name, with the known ones.
    """
    if name not in PROTOCOLS:
        raise ValueError(
            f'unknown protocol {name!r}; known are {", ".join(PROTOCOLS)}'
        )
    return PROTOCOLS[name]
