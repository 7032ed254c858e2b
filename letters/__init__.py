"""Letters: Word templates, what goes into them, checks on the text."""
