"""What lies on disk: annotations, lists, sounds and maps, read and written."""
