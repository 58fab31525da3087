"""The clip table, and everything that is made of it."""
