"""Classifiers: what the pretrained image network was pretrained with."""

from .image_classifier import ImageClassifier

__all__ = ['ImageClassifier']
