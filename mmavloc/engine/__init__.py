"""What happens around the loops that MMEngine runs."""
