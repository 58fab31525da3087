"""IS3: generated pictures of two objects that sound in turn."""

from .clip_source import Benchmark
from .gt_box import find

BENCHMARK = Benchmark(find, ('synthetic3240_bbox.json',))
