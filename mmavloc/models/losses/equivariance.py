"""SSL-TIE's loss: the map of a transformed image is the transformed map.

Liu et al., "Exploiting Transformation Invariance and Equivariance for
Self-supervised Sound Localisation", ACM MM 2022, Eq. 8.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

FRAME = 224  # px, side of the square in which the transforms are applied


@dataclass(frozen=True)
class Move:
    """A rotation of each image, and one scale and flip for the batch.

    Attributes:
        angles: (b) degrees, counter-clockwise.
        scale: factor on the content and again on the frame: 0.5 gives an
            image of half the side whose content is scaled by a quarter.
        flip: whether the result is flipped horizontally.
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
        """Draw a scale, integer angles and a flip, each uniformly."""
        scale = scales[int(torch.randint(len(scales), ()))]
        angles = torch.randint(-max_angle, max_angle + 1, (b,))
        flip = bool(torch.randint(2, ()))
        return cls(angles=angles.to(device), scale=scale, flip=flip)

    def matrices(self) -> Tensor:
        """Return affine matrices (b 2 3) of pixels, x right and y down.

        They rotate around (112, 112), half a pixel from the centre, as in the
        released code.
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
        """Transform images or maps (b c h w) to (b c h*scale w*scale).

        They are first resized to 224 x 224. Pixels from outside are 0.
        ``wanted`` sets another size of the result.
        """
        size = (x.shape[-2], x.shape[-1])
        if size != (FRAME, FRAME):
            x = _resize(x, (FRAME, FRAME))
        bottom = x.new_tensor([[[0, 0, 1]]], dtype=torch.float64)
        square = torch.cat(
            [self.matrices(), bottom.expand(len(x), -1, -1)], dim=1
        )
        # Convert input and output pixels to -1..1 with aligned corners.
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
    """Mean squared difference of transformed maps and maps of transforms.

    Args:
        maps: (b h w), maps of the original images.
        maps_of_moved: (b h' w'), maps of the transformed images. h' may
            differ from h*scale if the stride does not divide the image side.
        move: the transform of the images.
        detach: whether the transformed maps are a fixed target; False in the
            released code.

    Returns:
        Scalar; the mean includes the zeros from outside.
    """
    height, width = maps_of_moved.shape[1:]
    target = move.apply(maps[:, None], (height, width))[:, 0]
    return functional.mse_loss(
        maps_of_moved, target.detach() if detach else target
    )
