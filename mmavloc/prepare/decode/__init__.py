"""Pictures, sounds and videos as arrays."""
