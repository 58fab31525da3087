"""Report section on the lift of maps, from a results file."""

COLUMNS = {
    'lift_able': 'lift on objects that can sound',
    'lift_silent': 'on silent objects',
    'lift_background': 'on background',
    'peak_able': 'peak on an object that can sound, %',
    'peak_sounding': 'peak on a sounding object, %',
    'cells': 'cells',
}
FLAT = 1.2  # below this lift on able objects, a map is flat or inverted


def lift_section(results: dict[str, dict[str, dict]]) -> list[str]:
    """Return the lines of the section; [] for results without a lift.

    Args:
        results: split -> ``<map>/<metric>`` -> cell, with the cells of
            ``PotentialLift``.
    """
    rows = [
        (split, name, cells)
        for split, cells in results.items()
        for name in dict.fromkeys(key.split('/')[0] for key in cells)
        if f'{name}/lift_able' in cells
    ]
    if not rows:
        return []
    lines = ['## Where the maps lie', '']
    for split, name, cells in rows:
        lift = cells[f'{name}/lift_able']['value'] / 100
        if name == 'potential' and lift < FLAT:
            lines += [
                f'**P is flat or inverted on {split}**: its lift on objects '
                f'that can sound is {lift:.2f}, below {FLAT}. Its score does '
                'not show that it finds such objects.',
                '',
            ]
    lines += [
        '| split | map | ' + ' | '.join(COLUMNS.values()) + ' |',
        '|---|---|' + '---|' * len(COLUMNS),
    ]
    for split, name, cells in rows:
        texts = []
        for metric in COLUMNS:
            value = cells[f'{name}/{metric}']['value']
            lift = metric.startswith('lift')
            texts.append(f'{value / 100:.2f}' if lift else f'{value:.0f}')
        lines.append(f'| {split} | {name} | ' + ' | '.join(texts) + ' |')
    return [
        *lines,
        '',
        "Lift: the share of the map's mass in the region over the share of "
        'the area; 1 if the map ignores the region. `cells`: the number of '
        'cells that the map is spread over, exp of its entropy.',
        '',
    ]
