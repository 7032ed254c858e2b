"""What a rulebook may not say, although each piece of it is well written."""
