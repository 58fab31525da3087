"""Evaluation: from maps to scores.

* ``functional``: the arithmetic, as pure functions;
* ``protocols``: named scoring rules, and the pipeline that applies them;
* ``results``: the clip table, and the results that are computed from it;
* ``released``: additional scores of released evaluators;
* ``metrics``: metrics for MMEngine.

Nothing is imported here, so that each part can be used alone.
"""
