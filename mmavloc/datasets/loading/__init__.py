"""From single clips to batches."""
