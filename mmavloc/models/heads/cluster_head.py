"""Soft k-means of image cells and of sound cells: the maps of DMC."""

from typing import NamedTuple

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmavloc.registry import MODELS

FLOOR = 1e-10  # of a squared distance, whose root has no slope at 0


class Clusters(NamedTuple):
    """Centres (b n k), and how far each of m cells belongs to them (b n m)."""

    centres: Tensor
    assignment: Tensor


def distances(x: Tensor, y: Tensor) -> Tensor:
    """Euclidean distances (b n m) of vectors x (b n k) and y (b m k)."""
    squared = (x[:, :, None] - y[:, None]).square().sum(dim=-1)
    return squared.clamp_min(FLOOR).sqrt()


def soft_kmeans(
    x: Tensor, n: int, *, iterations: int = 4, sharpness: float = 30.0
) -> Clusters:
    """Cluster vectors; gradients flow through all iterations.

    The first centres are the vectors 0, I, 2I, ... with I = m // n, so that
    the result depends on the order of cells.

    Args:
        x: (b m k).
        n: number of centres.
        iterations: of assigning and averaging.
        sharpness: of the softmax over centres of the negative distance.

    Raises:
        ValueError: fewer vectors than centres.
    """
    if x.shape[1] < n:
        raise ValueError(
            f'{x.shape[1]} cells for {n} clusters; expected at least one '
            'each: use a larger image, longer audio or fewer clusters'
        )
    centres = x[:, :: x.shape[1] // n][:, :n]
    for _ in range(iterations):
        near = -sharpness * distances(centres, x)
        assignment = near.softmax(dim=1)
        total = assignment.sum(dim=2, keepdim=True)
        centres = (assignment @ x) / total
    return Clusters(centres, assignment)


@MODELS.register_module()
class ClusterHead(BaseModule):
    """Project cells and cluster them, in each modality (Hu et al. 2019).

    Args:
        in_channels, channels: of the features and of the projected vectors.
        image_clusters: kinds of objects and one for the background.
        audio_clusters: kinds of sounds.
        iterations, sharpness: see :func:`soft_kmeans`.
    """

    def __init__(
        self,
        *,
        in_channels: int = 512,
        channels: int = 512,
        image_clusters: int = 2,
        audio_clusters: int = 1,
        iterations: int = 4,
        sharpness: float = 30.0,
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        self.image_fc = nn.Linear(in_channels, channels)
        self.sound_fc = nn.Linear(in_channels, channels)
        self.counts = image_clusters, audio_clusters
        self.settings = dict(iterations=iterations, sharpness=sharpness)

    def image(self, features: Tensor, n: int | None = None) -> Clusters:
        """Cluster image cells (b c h w), in n clusters if given."""
        cells = self.image_fc(features.flatten(2).mT)
        return soft_kmeans(cells.float(), n or self.counts[0], **self.settings)

    def sound(self, features: Tensor, n: int | None = None) -> Clusters:
        """Cluster sound cells (b c f t), in n clusters if given."""
        cells = self.sound_fc(features.flatten(2).mT)
        return soft_kmeans(cells.float(), n or self.counts[1], **self.settings)


def nearest_maps(image: Clusters, sound: Clusters) -> Tensor:
    """Assignment (b m) of the cells to what is nearest to the sound.

    Of each sound centre the nearest image centre is taken; several are joined
    by their maximum. The release keeps all clusters and never chooses.
    """
    nearest = distances(image.centres, sound.centres).argmin(dim=1)  # b a
    cells = image.assignment.shape[2]
    chosen = nearest[:, :, None].expand(-1, -1, cells)
    return image.assignment.gather(1, chosen).amax(dim=1)
