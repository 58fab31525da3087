"""Drawing of clips, maps and annotations."""

from .av_visualizer import AVVisualizer
from .overlay import overlay, picture_of
from .panels import draw_row, draw_sheet

__all__ = ['AVVisualizer', 'draw_row', 'draw_sheet', 'overlay', 'picture_of']
