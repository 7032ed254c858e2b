"""The way out of the house: by mail once, on paper once, and what came of it."""
