"""Pictures show what they say."""

import numpy as np
import torch
from matplotlib.figure import Figure
from PIL import Image

from mmavloc.structures import AVDataSample
from mmavloc.visualization import AVVisualizer, draw_row, draw_sheet


def clip(annotated=True):
    sample = AVDataSample(
        metainfo=dict(sample_id='a', split='test', num_annotators=1)
    )
    if annotated:
        sample.boxes = np.array([[0.25, 0.25, 0.75, 0.75]])
        sample.annotators = np.array([0])
    heat = torch.zeros(4, 4)
    heat[0, 3] = 1  # top right
    sample.pred_maps = {'potential': torch.ones(4, 4), 'localization': heat}
    return sample


def test_a_row_shows_heat_where_it_is():
    image = np.full((64, 64, 3), 128, np.uint8)
    picture = AVVisualizer().add_datasample('a', image, clip())
    assert picture.dtype == np.uint8 and picture.shape[1] > 3.5 * 200
    last = picture[:, -200:].astype(int)
    warmth = last[..., 0] - last[..., 2]
    top_right = warmth[40:90, 130:190].mean()
    bottom_left = warmth[150:200, 20:80].mean()
    assert top_right > bottom_left + 20


def test_a_clip_without_boxes_is_drawn_too(tmp_path):
    image = np.zeros((32, 48, 3), np.uint8)
    out = tmp_path / 'a.png'
    AVVisualizer().add_datasample('a', image, clip(False), out_file=str(out))
    assert Image.open(out).size[0] > 600


def test_sheet(tmp_path):
    image = np.zeros((32, 32, 3), np.uint8)
    rows = [('best', image, clip()), ('worst', image, clip())]
    draw_sheet(rows, ['localization'], 'two', tmp_path / 'sub/sheet.png')
    width, height = Image.open(tmp_path / 'sub/sheet.png').size
    assert width > 600 and height > 400


def test_only_the_two_step_system_is_said_to_hear():
    image = np.zeros((32, 32, 3), np.uint8)
    both = clip()
    alone = clip()
    del alone.pred_maps['potential']
    for sample, heard in ((both, True), (alone, False)):
        axes = Figure().subplots(1, 3)
        draw_row(axes, image, sample, ['localization'])
        assert ('sound' in axes[2].get_title()) == heard
