"""From the source to the case: poll, take in, read, decide, open, and what waits for a person."""
