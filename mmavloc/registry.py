"""mmavloc's registries: children of MMEngine's, filled on first use.

The first model, hook or data set that is built also makes every checkpoint
safe to load (:mod:`mmavloc.engine.checkpoint`): no Runner of a config of ours
reads one before that, and importing this module stays light.

A class is registered by decorating it, for example
``@MODELS.register_module()``, and built from a config by its name, with
``default_scope = 'mmavloc'`` or the prefix ``mmavloc.``.
"""

from mmengine import registry as mmengine_registry
from mmengine.registry import Registry


def _child(name: str, *locations: str) -> Registry:
    """Make a child of MMEngine's registry of that name."""
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

# Nothing of ours is in these. They exist because MMEngine warns at each build
# in a scope that has no such registry, and so that yours may go here.
LOOPS = _child('LOOPS')
MODEL_WRAPPERS = _child('MODEL_WRAPPERS')
WEIGHT_INITIALIZERS = _child('WEIGHT_INITIALIZERS')
OPTIMIZERS = _child('OPTIMIZERS')
OPTIM_WRAPPERS = _child('OPTIM_WRAPPERS')
OPTIM_WRAPPER_CONSTRUCTORS = _child('OPTIM_WRAPPER_CONSTRUCTORS')
PARAM_SCHEDULERS = _child('PARAM_SCHEDULERS')
EVALUATOR = _child('EVALUATOR')
VISBACKENDS = _child('VISBACKENDS')
LOG_PROCESSORS = _child('LOG_PROCESSORS')
