"""Where maps lie, as a table of a report, from a results file."""

COLUMNS = {
    'lift_able': 'able things',
    'lift_silent': 'silent things',
    'lift_background': 'background',
    'peak_able': 'peak on an able thing, %',
    'peak_sounding': 'peak on a sounding one, %',
    'cells': 'cells',
}
FLAT = 1.2  # a lift on able things below this is flat, or inverted


def lift_section(results: dict[str, dict[str, dict]]) -> list[str]:
    """Make the lines of a report's section; none without such numbers.

    Args:
        results: split -> ``<map>/<metric>`` -> cell, as ``PotentialLift``
            adds them to a results file.
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
                f'**P is flat or inverted on {split}**: things that could '
                f'sound hold {lift:.2f} times the mass of their area; its '
                'score says nothing about what could sound.',
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
        "The first three columns: the share of the map's mass there over the "
        'share of the area, 1 where the map ignores such places. `cells` is '
        'the number of cells it spreads over, exp of its entropy.',
        '',
    ]
