"""Pack the results of a pipeline as inputs of the model."""

import numpy as np
import torch
from mmcv.transforms import BaseTransform

from mmavloc.registry import TRANSFORMS
from mmavloc.structures import AVDataSample

META = (
    'sample_id',
    'split',
    'img_path',
    'audio_path',
    'sample_rate',
    'img_shape',
    'ori_shape',
    'num_annotators',
    'kind',
    'group',
    'right_img_path',
    'sounding_half',
)
DATA = ('boxes', 'masks', 'annotators', 'label', 'objects')


@TRANSFORMS.register_module()
class PackAVInputs(BaseTransform):
    """Pack ``img`` and ``audio`` as tensors and the rest as a data sample.

    Returns ``dict(inputs=dict(image, audio), data_samples)``: image uint8
    (3 H W), audio int16 or float32 (t). Audio, annotation and the
    ``consensus`` map (h w) of ``DrawConsensus`` are packed if present. The
    image is a view of (H W 3), not a copy: all arithmetic is done on the
    device. The ``view`` of ``MakeViews`` is packed like the image.

    Args:
        meta_keys: further keys to keep as meta information.
        input_keys: further arrays to pack as inputs; those of a picture's
            shape (H W c) become (c H W).
    """

    def __init__(
        self,
        *,
        meta_keys: tuple[str, ...] = (),
        input_keys: tuple[str, ...] = (),
    ):
        self.meta_keys = (*META, *meta_keys)
        self.input_keys = tuple(input_keys)

    def transform(self, results: dict) -> dict:
        """Return the packed clip."""
        image = torch.from_numpy(results['img'])
        inputs = {'image': image.permute(2, 0, 1)}
        if 'audio' in results:
            inputs['audio'] = torch.from_numpy(results['audio'])
        if 'view' in results:
            view = torch.from_numpy(results['view'])
            inputs['view'] = view.permute(2, 0, 1)
        for key in self.input_keys:
            array = torch.from_numpy(np.ascontiguousarray(results[key]))
            inputs[key] = (
                array.permute(2, 0, 1).contiguous()
                if array.ndim == 3
                else array
            )
        sample = AVDataSample()
        for key in self.meta_keys:
            if key in results:  # one at a time: MMEngine deep-copies a dict
                sample.set_field(results[key], key, field_type='metainfo')
        for key in DATA:
            if key in results:
                setattr(sample, key, results[key])
        if 'consensus' in results:
            sample.consensus = torch.from_numpy(results['consensus'])
        return {'inputs': inputs, 'data_samples': sample}
