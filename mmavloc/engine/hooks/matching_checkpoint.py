"""Refuse a checkpoint of another model."""

import re

from mmengine.hooks import Hook

from mmavloc.registry import HOOKS


@HOOKS.register_module()
class MatchingCheckpointHook(Hook):
    """Refuse a checkpoint whose parameters are not the model's.

    MMEngine loads the parameters that match and only warns of the others, so
    that a wrong file gives the scores of random weights.

    Args:
        allow_missing: regular expressions; parameters with a matching name
            may be absent, such as ``['selection_head']`` if ``load_from`` is
            used with a new head.

    Raises:
        ValueError: parameters differ; the message names the file and the
            first differences.
    """

    def __init__(self, *, allow_missing: list[str] | tuple[str, ...] = ()):
        self.allow_missing = [re.compile(p) for p in allow_missing]

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        """Compare names and shapes with the model's."""
        model = getattr(runner.model, 'module', runner.model)
        wanted = model.state_dict()
        found = checkpoint.get('state_dict', checkpoint)
        found = {re.sub(r'^module\.', '', n): t for n, t in found.items()}
        missing = [
            name
            for name in wanted
            if name not in found
            and not any(p.search(name) for p in self.allow_missing)
        ]
        unknown = [name for name in found if name not in wanted]
        reshaped = [
            f'{name} is {tuple(found[name].shape)}, want {tuple(want.shape)}'
            for name, want in wanted.items()
            if name in found
            and getattr(found[name], 'shape', None) != want.shape
        ]
        problems = [
            f'{len(names)} {what}, first {names[0]}'
            for what, names in (
                ('parameters are missing', missing),
                ('are not of this model', unknown),
                ('have another shape', reshaped),
            )
            if names
        ]
        if problems:
            raise ValueError(
                f'{runner._load_from or "the checkpoint to resume"}: not a '
                f'checkpoint of this {type(model).__name__}: '
                f'{"; ".join(problems)}; want the config of its training, '
                'which is in the folder of the checkpoint'
            )
