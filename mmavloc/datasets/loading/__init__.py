"""Batching: collate function, unreadable clips, packed clips, samplers."""
