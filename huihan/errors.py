"""The one exception that a command may end with: its text is what the user is told."""


class RefusedError(Exception):
    """The input was refused: one clear sentence saying what is wrong and what to do; the command exits 1."""
