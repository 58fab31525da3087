"""mmavloc's registries: children of MMEngine's, filled on first use.

A class is registered by decorating it, for example
``@MODELS.register_module()``, and built from a config by its name, with
``default_scope = 'mmavloc'`` or the prefix ``mmavloc.``.
"""

from mmengine.registry import DATASETS as MMENGINE_DATASETS
from mmengine.registry import FUNCTIONS as MMENGINE_FUNCTIONS
from mmengine.registry import HOOKS as MMENGINE_HOOKS
from mmengine.registry import METRICS as MMENGINE_METRICS
from mmengine.registry import MODELS as MMENGINE_MODELS
from mmengine.registry import TRANSFORMS as MMENGINE_TRANSFORMS
from mmengine.registry import VISUALIZERS as MMENGINE_VISUALIZERS
from mmengine.registry import Registry

MODELS = Registry(
    'model', parent=MMENGINE_MODELS, locations=['mmavloc.models']
)
DATASETS = Registry(
    'dataset', parent=MMENGINE_DATASETS, locations=['mmavloc.datasets']
)
TRANSFORMS = Registry(
    'transform',
    parent=MMENGINE_TRANSFORMS,
    locations=['mmavloc.datasets.transforms'],
)
FUNCTIONS = Registry(
    'function', parent=MMENGINE_FUNCTIONS, locations=['mmavloc.datasets']
)
METRICS = Registry(
    'metric',
    parent=MMENGINE_METRICS,
    locations=['mmavloc.evaluation.metrics'],
)
HOOKS = Registry(
    'hook', parent=MMENGINE_HOOKS, locations=['mmavloc.engine.hooks']
)
VISUALIZERS = Registry(
    'visualizer',
    parent=MMENGINE_VISUALIZERS,
    locations=['mmavloc.visualization'],
)
