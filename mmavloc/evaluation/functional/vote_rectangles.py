"""Consensus maps of boxes, as rectangles on which they are constant.

The edges of n boxes divide the image into at most (2n + 1) x (2n + 1)
rectangles, and all pixels of a rectangle have the same votes. Sums over
predicted pixels are therefore two small matrix products, without a consensus
map. For masks see ``vote_masks``.
"""

import numpy as np
import torch
from torch import Tensor

FEW = 8  # up to this number of thresholds, one product for each is faster


def vote_rectangles(
    corners: np.ndarray,
    clips: np.ndarray,
    voters: np.ndarray,
    *,
    num_clips: int,
    most: np.ndarray,
    size: tuple[int, int],
) -> tuple[Tensor, Tensor, Tensor]:
    """Count the votes of each rectangle, for many clips at once.

    The consensus map G is this count divided by the number of votes at which
    G is 1. Votes are integers, so that sums are exact.

    Args:
        corners: n x 4 int64, see ``box_corners``.
        clips: n, the clip of each box, ascending, 0..b-1.
        voters: n, the voter of each box; overlapping boxes of one voter in a
            clip count once.
        num_clips: b.
        most: b, the maximum of the count.
        size: height and width of the grid.

    Returns:
        Rows (b k h) and columns (b k w) of each rectangle, float32, 0 or 1;
        votes (b k k) float64. Some rectangles may be empty.
    """
    per_clip = np.bincount(clips, minlength=num_clips)
    seats: int = int(per_clip.max()) if num_clips else 0
    # One row of boxes per clip, padded with empty boxes.
    seat = np.arange(len(clips)) - np.repeat(
        np.cumsum(per_clip) - per_clip, per_clip
    )
    boxes: np.ndarray = np.zeros((num_clips, seats, 4), dtype=np.int64)
    boxes[clips, seat] = corners
    who: np.ndarray = np.full((num_clips, seats), -1, dtype=np.int64)
    who[clips, seat] = voters
    # A box without height or width has no pixels.
    boxes[(boxes[..., 2:] <= boxes[..., :2]).any(axis=2)] = 0
    sides, inside = [], []
    for axis, length in ((1, size[0]), (0, size[1])):
        low, high = boxes[..., axis], boxes[..., axis + 2]
        ends: np.ndarray = np.zeros((num_clips, 2 * seats + 2), dtype=np.int64)
        ends[:, 1] = length
        ends[:, 2 : seats + 2], ends[:, seats + 2 :] = low, high
        ends.sort(axis=1)
        start, stop = ends[:, :-1, None], ends[:, 1:, None]
        pixels = np.arange(length)
        sides.append(((pixels >= start) & (pixels < stop)).astype(np.float32))
        inside.append(
            (low[:, :, None] <= ends[:, None, :-1])
            & (high[:, :, None] >= ends[:, None, 1:])
        )
    marked = inside[0][:, :, :, None] & inside[1][:, :, None, :]
    same = (who[:, :, None] == who[:, None, :]) & (who[:, None, :] >= 0)
    if (same.sum(axis=2) > 1).any():
        # Remove the votes that an earlier box of the same voter already has.
        for j in range(1, seats):
            for i in range(j):
                again = same[:, j, i, None, None] & marked[:, i]
                marked[:, j] &= ~again
    votes = marked.sum(axis=1, dtype=np.float64)
    votes = np.minimum(votes, np.asarray(most)[:, None, None])
    rows, columns = (torch.from_numpy(side) for side in sides)
    return rows, columns, torch.from_numpy(votes)


def draw_rectangles(rows: Tensor, columns: Tensor, values: Tensor) -> Tensor:
    """Draw the values of rectangles (b k k) as maps (b h w) float32."""
    return rows.transpose(1, 2) @ (values.float() @ columns)


def count_in_rectangles(
    maps: Tensor,
    thresholds: Tensor,
    rows: Tensor,
    columns: Tensor,
    votes: Tensor,
    buffer: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Sum votes, and count pixels without votes, above thresholds.

    Args:
        maps: (b n) float.
        thresholds: (b q) of the same dtype, ascending along q; a pixel is
            predicted if it is strictly above.
        rows, columns, votes: see :func:`vote_rectangles`.
        buffer: (b n) of the maps' dtype, overwritten; avoids an allocation.

    Returns:
        Both (b q) float64 and exact: the sum of the votes of predicted
        pixels, and the number of false positives.
    """
    if buffer is None:
        buffer = torch.empty_like(maps)
    few = thresholds.shape[1] <= FEW
    inside = (_products if few else _histogram)(
        maps, thresholds, rows, columns, buffer
    )
    overlap = (inside * votes[:, None]).sum((2, 3))
    false_positives = (inside * (votes == 0)[:, None]).sum((2, 3))
    return overlap, false_positives


def _products(
    maps: Tensor,
    thresholds: Tensor,
    rows: Tensor,
    columns: Tensor,
    buffer: Tensor,
) -> Tensor:
    """Count pixels above thresholds by matrix products: (b q k k)."""
    plane = buffer.view(len(maps), rows.shape[2], columns.shape[2])
    rows, across = rows.to(maps.dtype), columns.to(maps.dtype).transpose(1, 2)
    inside = []
    for threshold in thresholds.T:
        torch.gt(maps, threshold[:, None], out=buffer)
        inside.append(((rows @ plane) @ across).double())
    return torch.stack(inside, dim=1)


def _histogram(
    maps: Tensor,
    thresholds: Tensor,
    rows: Tensor,
    columns: Tensor,
    buffer: Tensor,
) -> Tensor:
    """Count pixels above thresholds in one pass: (b q k k)."""
    (b, q), k = thresholds.shape, rows.shape[1]
    whole = torch.int32 if maps.dtype == torch.float32 else torch.int64
    # An index of each pixel: number of thresholds below it, rectangle, clip.
    place = torch.searchsorted(
        thresholds.contiguous(),
        maps,
        out_int32=whole == torch.int32,
        out=buffer.view(whole),
    ).view(b, rows.shape[2], columns.shape[2])
    of_row = rows.argmax(1) + k * torch.arange(b, device=maps.device)[:, None]
    place += ((q + 1) * k * of_row)[:, :, None].to(whole)
    place += ((q + 1) * columns.argmax(1))[:, None].to(whole)
    counts = torch.bincount(place.flatten(), minlength=b * k * k * (q + 1))
    above = counts.view(b, k, k, q + 1).flip(3).cumsum(3).flip(3)[..., 1:]
    return above.permute(0, 3, 1, 2).double()
