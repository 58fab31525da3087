"""mmavloc's registries: children of MMEngine's, filled on first use.

Building the first model, hook or data set also imports
:mod:`mmavloc.engine.checkpoint`, which makes every checkpoint safe to load.
The Runner of a config builds one of these before it reads a checkpoint, and
importing this module stays fast.

A class is registered by decorating it, for example
``@MODELS.register_module()``, and built from a config by its name, with
``default_scope = 'mmavloc'`` or the prefix ``mmavloc.``.
"""

from mmengine import registry as mmengine_registry
from mmengine.registry import Registry


def _child(name: str, *locations: str) -> Registry:
    """Make a child of MMEngine's registry with this name."""
    parent = getattr(mmengine_registry, name)
    return Registry(parent.name, parent=parent, locations=list(locations))


SAFE = 'mmavloc.engine.checkpoint'
MODELS = _child('MODELS', SAFE, 'mmavloc.models')
DATASETS = _child('DATASETS', SAFE, 'mmavloc.datasets')
TRANSFORMS = _child('TRANSFORMS', 'mmavloc.datasets.transforms')
FUNCTIONS = _child('FUNCTIONS', 'mmavloc.datasets')
METRICS = _child('METRICS', 'mmavloc.evaluation.metrics')
DATA_SAMPLERS = _child('DATA_SAMPLERS', 'mmavloc.datasets')
HOOKS = _child('HOOKS', SAFE, 'mmavloc.engine.hooks')
VISUALIZERS = _child('VISUALIZERS', 'mmavloc.visualization')

RUNNERS = _child('RUNNERS', SAFE, 'mmavloc.engine.runner')
OPTIM_WRAPPERS = _child('OPTIM_WRAPPERS', SAFE, 'mmavloc.engine.precision')

# This project registers nothing in these. Without them MMEngine would warn at
# each build in this scope; users may register classes of their own here.
LOOPS = _child('LOOPS')
MODEL_WRAPPERS = _child('MODEL_WRAPPERS')
WEIGHT_INITIALIZERS = _child('WEIGHT_INITIALIZERS')
OPTIMIZERS = _child('OPTIMIZERS')
OPTIM_WRAPPER_CONSTRUCTORS = _child('OPTIM_WRAPPER_CONSTRUCTORS')
PARAM_SCHEDULERS = _child('PARAM_SCHEDULERS')
EVALUATOR = _child('EVALUATOR')
VISBACKENDS = _child('VISBACKENDS')
LOG_PROCESSORS = _child('LOG_PROCESSORS')
