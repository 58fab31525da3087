"""What Pillow does with files that are no pictures."""

from PIL import Image

# What it raises of a picture that is broken, or of a size that is none.
BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
