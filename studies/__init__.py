"""The paper's experiments: run the missing ones, then write the tables."""

from . import paper
from .datasets import STUDY_DATASETS, flickr_soundnet, sounding_shapes
from .plan import (
    TABLES,
    Run,
    StudyDataset,
    check_results,
    needed,
    plan,
    unfinished,
)
from .writer import render, write_tables

__all__ = [
    'STUDY_DATASETS',
    'TABLES',
    'StudyDataset',
    'Run',
    'check_results',
    'flickr_soundnet',
    'needed',
    'paper',
    'plan',
    'render',
    'sounding_shapes',
    'unfinished',
    'write_tables',
]
