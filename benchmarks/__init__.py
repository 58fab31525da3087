"""Speed of each part, as a ratio to a limit measured in the same run.

A part is a function that takes a :class:`Bench` and returns results. To add a
part, write the function and add it to :data:`PARTS`.
"""

from .bench import Bench, open_bench
from .evaluate import evaluate_part
from .loader import loader_part
from .measure import Result, describe_machine
from .plain import epoch_part
from .prepare import prepare_part
from .scoring import scoring_part
from .step import step_part
from .train import train_part
from .video import video_part

PARTS = {
    'loader': loader_part,
    'step': step_part,
    'train': train_part,
    'epoch': epoch_part,
    'eval': evaluate_part,
    'prepare': prepare_part,
    'scoring': scoring_part,
    'video': video_part,
}

__all__ = ['PARTS', 'Bench', 'Result', 'describe_machine', 'open_bench']
