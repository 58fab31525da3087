"""Two pictures of one clip, as methods that compare views take them."""

from mmcv.transforms import BaseTransform, Compose

from mmavloc.registry import TRANSFORMS


@TRANSFORMS.register_module()
class MakeViews(BaseTransform):
    """Change ``img`` twice, each time at random, into ``img`` and ``view``.

    Arrays that move with the picture, such as ``segments``, are changed along
    with it; those of the second picture are called ``view_segments``.

    Args:
        transforms: of the picture, such as a random crop and ``FlipImage``.
        second: of the second picture, if others.
        along: names of arrays that the transforms change too.
    """

    def __init__(
        self,
        *,
        transforms: list[dict],
        second: list[dict] | None = None,
        along: tuple[str, ...] = (),
    ):
        self.first = Compose([TRANSFORMS.build(t) for t in transforms])
        self.second = (
            Compose([TRANSFORMS.build(t) for t in second])
            if second
            else self.first
        )
        self.along = tuple(along)

    def transform(self, results: dict) -> dict:
        """Change ``img`` and ``img_shape``; add ``view``."""
        other = self.second(dict(results))
        results = self.first(results)
        results['view'] = other['img']
        for name in self.along:
            results[f'view_{name}'] = other[name]
        return results
