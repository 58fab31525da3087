"""Two augmented views of one image, for methods that compare views."""

from mmcv.transforms import BaseTransform, Compose

from mmavloc.registry import TRANSFORMS


@TRANSFORMS.register_module()
class MakeViews(BaseTransform):
    """Augment ``img`` twice at random, into ``img`` and ``view``.

    Arrays such as ``segments`` can be transformed in the same way as the
    image; those of the second view are called ``view_segments``.

    Args:
        transforms: transforms of the image, such as a random crop and
            ``FlipImage``.
        second: transforms of the second view, if they differ.
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
