"""Chores that belong to no layer."""
