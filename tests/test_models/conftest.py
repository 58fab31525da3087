"""Models of released methods with the weights of the reference numbers."""

from functools import cache

import pytest
import torch
from mmengine.config import Config

from mmavloc.models.converters import RELEASED, convert_released
from mmavloc.registry import MODELS
from tests.golden_methods import fill, read
from tests.paths import REPO
from tests.released_methods import CONFIGS


@pytest.fixture(scope='module')
def models(golden_methods, tmp_path_factory):
    """Build models from the methods' configs, with deterministic weights.

    The weights are written to a file in the released layout and converted;
    those of the object map are written in torchvision's layout.
    """
    folder = tmp_path_factory.mktemp('weights')

    @cache
    def weights(method):
        known = read(golden_methods, method)
        path = folder / f'{method}.pth'
        named = {f'module.{k}': v for k, v in known.released_weights().items()}
        torch.save({RELEASED[method].container: named, 'epoch': 1}, path)
        return convert_released(method, str(path))

    def build(method):
        known = read(golden_methods, method)
        cfg = Config.fromfile(REPO / 'configs' / CONFIGS[method])
        cfg.model.image_backbone.pop('init_cfg', None)
        if 'object_guidance' in cfg.model:
            # shapes of the image network, with torchvision's names
            shapes = {
                key.removeprefix('imgnet.'): shape
                for key, shape, _ in known.info['state_dict']
                if key.startswith('imgnet.')
            }
            path = folder / f'object_{known.seed}.pth'
            torch.save(fill(shapes, known.seed), path)
            network = cfg.model.object_guidance.network
            network.init_cfg.checkpoint = str(path)
        model = MODELS.build(cfg.model)
        model.load_state_dict(weights(method))
        return model.eval(), cfg

    return build
