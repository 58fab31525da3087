"""AVSBench: frames of videos, S4 with one source and MS3 with several."""

from .clip_source import Benchmark
from .gt_box import find

BENCHMARK = Benchmark(find, ('s4_box.json', 'ms3_box.json'))
