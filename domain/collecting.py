"""How often a process looks for objects that only hold each other: one constant for every process of the product."""

COLLECT_EVERY = 50_000
"""New objects between two collections, in place of 700: what is imported stays, and looking through it takes a sixth of
the start."""
