"""Plots of scores with intervals, readable on a phone."""

import io
from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

WIDTH = 4.4  # inches; at this width text of 8 pt is readable on a phone
INK = '#30343b'
Row = tuple[str, float, float, float, str]  # label, value, low, high, colour


def draw_scores(rows: Sequence[Row], axis: str) -> Figure:
    """Draw a dot and a 95 % interval per row, on an axis from 0 to 100."""
    figure = Figure(figsize=(WIDTH, 0.27 * len(rows) + 0.75))
    ax = figure.subplots()
    for place, (_, value, low, high, colour) in enumerate(rows):
        ax.plot([low, high], [place, place], color=colour, lw=3, alpha=0.45)
        ax.plot([value], [place], 'o', color=colour, ms=5)
        beside = value < 70
        ax.annotate(
            f'{value:.1f}',
            (high if beside else low, place),
            xytext=(5 if beside else -5, 0),
            textcoords='offset points',
            ha='left' if beside else 'right',
            va='center',
            fontsize=7.5,
            color=INK,
        )
    ax.set_yticks(range(len(rows)), [row[0] for row in rows], fontsize=8)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-2, 102)
    _tidy(ax, axis)
    ax.tick_params(axis='y', length=0)
    figure.set_layout_engine('constrained')
    return figure


def draw_gaps(
    rows: Sequence[tuple[str, Sequence[tuple[float, float, float, str]]]],
    axis: str,
) -> Figure:
    """Draw the scores of several maps in a row a split, 0 to 100.

    Args:
        rows: label, and value, low, high and colour of each map; the
            difference of the last two is printed beside them.
        axis: its label.
    """
    figure = Figure(figsize=(WIDTH, 0.46 * len(rows) + 0.7))
    ax = figure.subplots()
    for place, (_, scores) in enumerate(rows):
        for lane, (value, low, high, colour) in enumerate(scores):
            y = place + 0.17 * (lane - (len(scores) - 1) / 2)
            ax.plot([low, high], [y, y], color=colour, lw=3, alpha=0.4)
            ax.plot([value], [y], 'o', color=colour, ms=5)
        before, after = (score[0] for score in scores[-2:])
        ax.annotate(
            f'{after - before:+.0f}'.replace('-', '\N{MINUS SIGN}'),
            (max(s[2] for s in scores), place),
            xytext=(7, 0),
            textcoords='offset points',
            va='center',
            fontsize=8,
            color=INK,
        )
    ax.set_yticks(range(len(rows)), [row[0] for row in rows], fontsize=8.5)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-2, 108)
    ax.set_xticks(range(0, 101, 20))
    _tidy(ax, axis)
    ax.tick_params(axis='y', length=0)
    figure.set_layout_engine('constrained')
    return figure


def draw_reliability(
    parts: Sequence[tuple[float, float, int]], x: str, y: str
) -> Figure:
    """Draw mean score over mean confidence of each bin, 0 to 100."""
    figure = Figure(figsize=(WIDTH, 3.4), layout='constrained')
    ax = figure.subplots()
    ax.plot([0, 100], [0, 100], ls=':', color='#9aa0a8', lw=1)
    most = max(n for *_, n in parts)
    ax.plot(
        [100 * c for c, *_ in parts],
        [100 * s for _, s, _ in parts],
        color='#1f6fb2',
        lw=1,
    )
    for confidence, score, n in parts:
        ax.plot(
            [100 * confidence],
            [100 * score],
            'o',
            color='#1f6fb2',
            ms=3 + 4 * n / most,
        )
    ax.set_xlim(0, 100)
    ax.set_ylim(0, 100)
    ax.set_ylabel(y, fontsize=8, color=INK)
    _tidy(ax, x)
    ax.grid(axis='y', color='#e7e9ec', lw=0.8)
    return figure


def as_svg(figure: Figure) -> str:
    """Render a figure as an ``<svg>`` element that fits its container.

    Text is kept as text, so that it can be searched and read by screen
    readers. The same figure always returns the same string.
    """
    out = io.StringIO()
    with rc_context({'svg.fonttype': 'none', 'svg.hashsalt': 'mmavloc'}):
        FigureCanvasSVG(figure).print_svg(out, metadata={'Date': None})
    text = out.getvalue()
    return text[text.index('<svg') :]


def _tidy(ax, axis: str) -> None:
    ax.set_xlabel(axis, fontsize=8, color=INK)
    ax.tick_params(labelsize=8, colors=INK)
    ax.grid(axis='x', color='#e7e9ec', lw=0.8)
    ax.set_axisbelow(True)
    for side in ('top', 'right', 'left'):
        ax.spines[side].set_visible(False)
    ax.spines['bottom'].set_color('#9aa0a8')
