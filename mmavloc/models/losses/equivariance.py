"""SSL-TIE's loss: where the picture moves, the map moves with it.

Liu et al., "Exploiting Transformation Invariance and Equivariance for
Self-supervised Sound Localisation", ACM MM 2022, Eq. 8.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

FRAME = 224  # px, the square in which everything is moved


@dataclass(frozen=True)
class Move:
    """A rotation of each picture, and one scale and mirror for a batch.

    Attributes:
        angles: (b) degrees, counter-clockwise.
        scale: of the content; the frame is then scaled as well, so that 0.5
            leaves a picture of half the side with its content at a quarter.
        flip: whether the result is mirrored left to right.
    """

    angles: Tensor
    scale: float = 1.0
    flip: bool = False

    @classmethod
    def draw(
        cls,
        b: int,
        *,
        max_angle: int = 30,
        scales: tuple[float, ...] = (1.0, 0.5),
        device: torch.device | str = 'cpu',
    ) -> 'Move':
        """Draw a scale, whole angles and a mirror, each uniformly."""
        scale = scales[int(torch.randint(len(scales), ()))]
        angles = torch.randint(-max_angle, max_angle + 1, (b,))
        flip = bool(torch.randint(2, ()))
        return cls(angles=angles.to(device), scale=scale, flip=flip)

    def matrices(self) -> Tensor:
        """Affine maps (b 2 3) of pixels, x right and y down.

        They turn around (112, 112), half a pixel off the centre, as released.
        """
        radians = self.angles.double() * (math.pi / 180)
        a, b = self.scale * radians.cos(), self.scale * radians.sin()
        centre = FRAME / 2
        return torch.stack(
            [
                torch.stack([a, b, (1 - a) * centre - b * centre], dim=1),
                torch.stack([-b, a, b * centre + (1 - a) * centre], dim=1),
            ],
            dim=1,
        )

    def apply(
        self, x: Tensor, wanted: tuple[int, int] | None = None
    ) -> Tensor:
        """Move pictures or maps (b c h w) to (b c h*scale w*scale).

        They are brought to 224 x 224 first; what comes from outside is 0.
        ``wanted`` is another size of the result.
        """
        size = (x.shape[-2], x.shape[-1])
        if size != (FRAME, FRAME):
            x = _resize(x, (FRAME, FRAME))
        bottom = x.new_tensor([[[0, 0, 1]]], dtype=torch.float64)
        square = torch.cat(
            [self.matrices(), bottom.expand(len(x), -1, -1)], dim=1
        )
        # Pixels to -1..1 with corners aligned, on both sides.
        unit = x.new_tensor(
            [
                [2 / (FRAME - 1), 0, -1],
                [0, 2 / (FRAME - 1), -1],
                [0, 0, 1],
            ],
            dtype=torch.float64,
        )
        back = unit @ square.inverse() @ unit.inverse()
        grid = functional.affine_grid(
            back[:, :2].to(x.dtype), list(x.shape), align_corners=True
        )
        moved = functional.grid_sample(
            x, grid, padding_mode='zeros', align_corners=True
        )
        scaled = (int(size[0] * self.scale), int(size[1] * self.scale))
        wanted = wanted or scaled
        if wanted != (FRAME, FRAME):
            moved = _resize(moved, wanted)
        return moved.flip(-1) if self.flip else moved


def _resize(x: Tensor, size: tuple[int, int]) -> Tensor:
    return functional.interpolate(
        x, size, mode='bilinear', align_corners=False
    )


def equivariance(
    maps: Tensor, maps_of_moved: Tensor, move: Move, *, detach: bool = False
) -> Tensor:
    """Mean square between moved maps and the maps of moved pictures.

    Args:
        maps: (b h w), of the pictures as they are.
        maps_of_moved: (b h' w'), h*scale but for the rounding of a network
            that does not divide the picture evenly.
        move: what moved the pictures.
        detach: whether the moved maps are a fixed target; as released they
            are not.

    Returns:
        Scalar; the zeros that came in from outside count.
    """
    height, width = maps_of_moved.shape[1:]
    target = move.apply(maps[:, None], (height, width))[:, 0]
    return functional.mse_loss(
        maps_of_moved, target.detach() if detach else target
    )
