"""Losses: a pure function and its thin registered module."""

from .similarity_loss import SimilarityLoss, draw_pairs, similarity_loss

__all__ = ['SimilarityLoss', 'draw_pairs', 'similarity_loss']
