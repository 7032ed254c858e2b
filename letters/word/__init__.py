"""A Word letter as a file: its parts, its text as blocks, and back without losing its form."""
