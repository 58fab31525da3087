"""From the scores of single clips to reported numbers."""
