"""The outside in: sources, MIME, formats, quoted text; bytes become a Document."""
