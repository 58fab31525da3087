"""Thresholds without sorting, and counts without drawing."""

import numpy as np
import pytest
import torch

from mmavloc.evaluation.functional import (
    box_corners,
    count_above,
    count_in_rectangles,
    just_below,
    kth_smallest,
    level_thresholds,
    mean_of_highest,
    rank_thresholds,
    resize_maps,
    vote_rectangles,
)


def awkward_maps(rng, n=5000):
    rows = [
        rng.normal(size=n),
        rng.integers(0, 3, n).astype(float),
        np.full(n, 0.25),
        np.sort(rng.random(n)),  # a strided sample is as even as it gets
        np.where(np.arange(n) % 4 == 0, 5.0, rng.random(n)),  # or misleads
        (rng.random(n) < 0.01).astype(float),
    ]
    return np.stack(rows)


@pytest.mark.parametrize('dtype', [np.float32, np.float64])
def test_kth_smallest_is_that_of_the_sorted_map(dtype):
    maps = awkward_maps(np.random.default_rng(0)).astype(dtype)
    ranks = torch.tensor([[0, 1, 17, 2500, 3749, 4990, 4999]]).expand(6, -1)
    got = kth_smallest(torch.from_numpy(maps), ranks)
    for row, values in zip(maps, got.numpy(), strict=True):
        assert values.tolist() == [sorted(row)[r] for r in ranks[0].tolist()]


def test_kth_smallest_of_tiny_maps():
    maps = torch.tensor([[3.0, 1.0, 2.0]])
    assert kth_smallest(maps, torch.tensor([[0, 2]])).tolist() == [[1, 3]]


def test_rank_cuts():
    values, highest = torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0]] * 2)
    assert rank_thresholds(values, highest, strict=True).tolist() == [[1], [2]]
    loose = rank_thresholds(values, highest, strict=False)
    assert (loose < values).all() and (loose == just_below(values)).all()
    kept = rank_thresholds(values, highest, strict=True, keep_highest=True)
    assert kept[0] == 1 and kept[1] < 2


@pytest.mark.parametrize('dtype', [np.float32, np.float64])
@pytest.mark.parametrize('strict', [True, False])
def test_level_cuts_keep_what_the_normalised_map_keeps(dtype, strict):
    rng = np.random.default_rng(1)
    maps = np.concatenate([rng.normal(size=(6, 400)), rng.random((2, 400))])
    maps[1] *= 1e-30
    maps[2] = rng.integers(-2, 3, 400) / 4
    maps[3] += 1e4
    maps[4, :200] = np.linspace(-1e-7, 1e-7, 200)
    maps = maps.astype(dtype)
    low, high = maps.min(1, keepdims=True), maps.max(1, keepdims=True)

    def scale(x):
        return (x - low) / (high - low)

    levels = np.array([0, 0.05, 0.25, 0.5, 0.95, 1], dtype=dtype)
    thresholds = level_thresholds(scale, low, high, levels, strict=strict)
    assert thresholds.dtype == dtype
    for q, level in enumerate(levels):
        slow = scale(maps) > level if strict else scale(maps) >= level
        assert ((maps > thresholds[:, q, None]) == slow).all()


def slow_votes(corners, voters, most, size):
    total = np.zeros(size)
    for who in set(voters.tolist()):
        mine = np.zeros(size, bool)
        for x1, y1, x2, y2 in corners[voters == who]:
            mine[y1:y2, x1:x2] = True
        total += mine
    return np.minimum(total, most)


@pytest.mark.parametrize('seed', range(8))
def test_cells_are_the_drawn_map(seed):
    rng = np.random.default_rng(seed)
    size, b = (13, 17), 5
    number = rng.integers(0, 7, b) if seed else np.zeros(b, int)
    clips = np.repeat(np.arange(b), number)
    boxes = rng.uniform(-0.3, 1.3, (len(clips), 4))
    corners = box_corners(boxes, size)
    voters = rng.integers(0, 3, len(clips))
    most = rng.integers(1, 4, b)
    rows, columns, votes = vote_rectangles(
        corners, clips, voters, num_clips=b, most=most, size=size
    )
    drawn = rows.transpose(1, 2) @ votes.float() @ columns
    for i in range(b):
        mine = clips == i
        slow = slow_votes(corners[mine], voters[mine], most[i], size)
        assert np.array_equal(drawn[i].numpy(), slow)
    maps = torch.from_numpy(rng.random((b, 13 * 17)))
    for q in (1, 3, 21):
        thresholds = torch.from_numpy(np.sort(rng.random((b, q)), axis=1))
        overlap, false_positives = count_in_rectangles(
            maps, thresholds, rows, columns, votes
        )
        truth = drawn.flatten(1)
        slow = count_above(maps, thresholds, truth, (truth == 0).float())
        assert torch.equal(overlap, slow[0]) and torch.equal(
            false_positives, slow[1]
        )
        for i in range(b):
            above = maps[i] > thresholds[i, -1]
            assert overlap[i, -1] == truth[i][above].sum()
            assert false_positives[i, -1] == (above & (truth[i] == 0)).sum()


def test_corners_are_those_of_python_slices():
    rng = np.random.default_rng(3)
    for outside in ('clip', 'wrap'):
        for offset in (0, -1):
            boxes = rng.uniform(-1.5, 2.5, (200, 4))
            got = box_corners(boxes, (9, 9), offset=offset, outside=outside)
            for box, (x1, y1, x2, y2) in zip(boxes, got, strict=True):
                a, b = np.zeros((9, 9)), np.zeros((9, 9))
                c = [int(v * 9) + offset for v in box]
                if outside == 'clip':
                    c = [min(max(v, 0), 9) for v in c]
                a[c[1] : c[3], c[0] : c[2]] = 1
                b[y1:y2, x1:x2] = 1
                assert np.array_equal(a, b)
    far = box_corners(np.array([[0, 0, -2.88e16, 1]]), (9, 9), outside='wrap')
    assert far[0, 2] == 0


def test_mean_of_highest():
    maps = awkward_maps(np.random.default_rng(2))
    got = mean_of_highest(torch.from_numpy(maps), 0.25)
    for row, value in zip(maps, got.tolist(), strict=True):
        assert value == pytest.approx(np.sort(row)[-1250:].mean())


@pytest.mark.parametrize('mode', ['bilinear', 'bicubic', 'nearest'])
@pytest.mark.parametrize('corners', [True, False])
@pytest.mark.parametrize('side', [1, 7, 14, 80, 224])
def test_resizing_by_products_is_torchs(mode, corners, side):
    maps = torch.rand(2, side, side + 1, dtype=torch.float64)
    wanted = torch.nn.functional.interpolate(
        maps[:, None],
        (224, 224),
        mode=mode,
        align_corners=None if mode == 'nearest' else corners,
    )[:, 0]
    got = resize_maps(maps, (224, 224), mode=mode, align_corners=corners)
    assert torch.allclose(got, wanted, atol=1e-12)
    single = resize_maps(
        maps.float(), (224, 224), mode=mode, align_corners=corners
    )
    # torch's own kernel, for large maps, rounds where it samples
    close = 2e-6 if side < 64 else 1e-4
    assert torch.allclose(single.double(), wanted, atol=close)


@pytest.mark.parametrize('mode', ['linear', 'cubic'])
def test_resizing_is_opencvs(mode):
    cv2 = pytest.importorskip('cv2')
    heat = np.random.default_rng(0).random((14, 14))
    wanted = cv2.resize(
        heat, (224, 224), interpolation=getattr(cv2, f'INTER_{mode.upper()}')
    )
    got = resize_maps(
        torch.from_numpy(heat)[None], (224, 224), mode=f'bi{mode}'
    )[0]
    assert np.allclose(got.numpy(), wanted, atol=1e-6)
