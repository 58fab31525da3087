"""Maps over images, pixel by pixel."""

import matplotlib
import numpy as np
import pytest
import torch

from mmavloc.visualization import overlay, picture_of
from mmavloc.visualization.overlay import honest_limits, share_of_colours


def slow_overlay(image, share):
    """The blend of one pixel after the other."""
    out = np.zeros_like(image)
    for y, x in np.ndindex(share.shape):
        r, g, b = image[y, x].astype(float)
        grey = 0.75 * round(0.299 * r + 0.587 * g + 0.114 * b)
        opacity = 0.15 + 0.7 * share[y, x]
        colour = matplotlib.colormaps['inferno'](share[y, x])[:3]
        for c in range(3):
            value = (1 - opacity) * grey + opacity * 255 * colour[c]
            out[y, x, c] = round(value)
    return out


def test_pixels():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (9, 7, 3), np.uint8)
    heat = rng.normal(size=(9, 7)).astype(np.float32)
    share = (heat - heat.min()) / (heat.max() - heat.min())
    share = np.floor(share * 255 + 0.5) / 255  # 256 shades
    got = overlay(image, heat)
    difference = got.astype(int) - slow_overlay(image, share)
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize('brightness', [0, 255])
def test_the_highest_value_stands_out_on_dark_and_bright(brightness):
    image = np.full((60, 80, 3), brightness, np.uint8)
    heat = np.zeros((3, 4))
    heat[0, 3] = 1  # top right
    got = overlay(image, heat).astype(int)
    peak, rest = got[5, 74], got[50, 10]
    assert np.abs(peak - rest).sum() > 150
    # yellow: blue is the least of its colours
    assert peak[2] < min(peak[:2])


def test_common_limits_make_maps_comparable():
    image = np.zeros((8, 8, 3), np.uint8)
    weak, strong = np.full((2, 2), 0.1), np.full((2, 2), 0.9)
    limits = (0.0, 1.0)
    assert (
        overlay(image, strong, limits=limits).sum()
        > 2 * overlay(image, weak, limits=limits).sum()
    )
    # each on its own scale, both are flat
    assert np.array_equal(overlay(image, strong), overlay(image, weak))


def test_contour_of_what_is_above_a_threshold():
    image = np.full((40, 40, 3), 90, np.uint8)
    heat = np.zeros((40, 40))
    heat[10:30, 10:30] = 1
    plain = overlay(image, heat)
    changed = (overlay(image, heat, threshold=0.5) != plain).any(2)
    rows, columns = np.nonzero(changed)
    assert 8 <= rows.min() <= 10 and 29 <= rows.max() <= 31
    assert 8 <= columns.min() <= 10 and 29 <= columns.max() <= 31
    assert not changed[15:25, 15:25].any() and not changed[:7].any()


def test_bad_input():
    image = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(ValueError, match=r'\(8, 8\).*H x W x 3 uint8'):
        overlay(image[..., 0], np.ones((2, 2)))
    with pytest.raises(ValueError, match='not finite'):
        overlay(image, np.full((2, 2), np.nan))
    with pytest.raises(ValueError, match='low <= high'):
        overlay(image, np.ones((2, 2)), limits=(1, 0))


def test_a_flat_map_is_faint():
    image = np.full((8, 8, 3), 128, np.uint8)
    sharp = np.zeros((8, 8), np.float32)
    sharp[3, 3] = 0.02
    flat = 0.02 - 0.001 * np.eye(8, dtype=np.float32)
    below = -sharp
    for heat, share in ((sharp, 1.0), (flat, 0.05), (below, 1.0)):
        assert share_of_colours(heat) == pytest.approx(share, abs=1e-4)
    assert honest_limits(sharp) == pytest.approx((0.0, 0.02))
    vivid, faint = (
        overlay(image, heat, limits=honest_limits(heat)).astype(int)
        for heat in (sharp, flat)
    )
    assert np.ptp(vivid) > 100 and np.ptp(faint) < 15
    assert share_of_colours(np.zeros((2, 2))) == 0.0


def test_an_image_that_was_resized_as_floats_is_a_picture():
    image = torch.tensor([-16.5, 0.4, 99.6, 254.5, 280.8, 7.0])
    picture = picture_of(image.view(3, 1, 2))
    assert picture.dtype == np.uint8 and picture.shape == (1, 2, 3)
    assert picture.tolist() == [[[0, 100, 255], [0, 254, 7]]]
    same = torch.randint(0, 256, (3, 4, 5), dtype=torch.uint8)
    assert (picture_of(same) == same.permute(1, 2, 0).numpy()).all()
