"""Report section on the lift of maps, from a results file."""

from collections.abc import Mapping

COLUMNS = {
    'lift_able': 'lift on objects that can sound',
    'lift_silent': 'on silent objects',
    'lift_background': 'on background',
    'peak_able': 'peak on an object that can sound, %',
    'peak_sounding': 'peak on a sounding object, %',
    'cells': 'cells',
}
FLAT = 1.2  # below this lift on able objects, a map is flat or inverted
NOTE = (
    "Lift: the share of the map's mass in the region over the share of the "
    'area; 1 if the map ignores the region. `cells`: the number of cells that '
    'the map is spread over, exp of its entropy.'
)

Results = dict[str, dict[str, dict]]


def lift_rows(results: Results) -> list[tuple[str, str, dict[str, dict]]]:
    """List split, map and cells by column, for results with a lift.

    Args:
        results: split -> ``<map>/<metric>`` -> cell, with the cells of
            ``PotentialLift``.
    """
    return [
        (split, name, {c: cells[f'{name}/{c}'] for c in COLUMNS})
        for split, cells in results.items()
        for name in dict.fromkeys(key.split('/')[0] for key in cells)
        if f'{name}/lift_able' in cells
    ]


def is_flat(cells: Mapping[str, dict]) -> bool:
    """Whether it is known that P does not lie on what could sound."""
    lift = cells.get('potential/lift_able')
    return lift is not None and lift['value'] < 100 * FLAT


def flat_warning(results: Results) -> str:
    """Name the splits on which P is flat in one sentence; '' if none."""
    flat = [
        f'`{split}` ({cells["potential/lift_able"]["value"] / 100:.2f})'
        for split, cells in results.items()
        if is_flat(cells)
    ]
    if not flat:
        return ''
    return (
        f'P is flat or inverted on {", ".join(flat)}: its lift on objects '
        f'that can sound is in brackets; want {FLAT} or more (see '
        'docs/metrics.md, lift_able). Its score and the gap do not show what '
        'can sound.'
    )


def lift_section(results: Results) -> list[str]:
    """Make the lines of a report's section; none without such numbers."""
    rows = lift_rows(results)
    if not rows:
        return []
    lines = ['## Where the maps lie', '']
    lines += [
        '| split | map | ' + ' | '.join(COLUMNS.values()) + ' |',
        '|---|---|' + '---|' * len(COLUMNS),
    ]
    for split, name, cells in rows:
        texts = []
        for metric, cell in cells.items():
            lift = metric.startswith('lift')
            value = cell['value']
            texts.append(f'{value / 100:.2f}' if lift else f'{value:.0f}')
        lines.append(f'| {split} | {name} | ' + ' | '.join(texts) + ' |')
    return [*lines, '', NOTE, '']
