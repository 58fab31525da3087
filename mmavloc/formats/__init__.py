"""File formats: annotations, lists, audio and maps, read and written."""
