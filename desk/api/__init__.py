"""The JSON API for the company's other programs, below `/api/v1` (DESIGN 4)."""
