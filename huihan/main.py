"""The console script `huihan`, kept empty: each process that decides a batch of letters imports this module again."""

import gc

_COLLECT_EVERY = 50_000
"""New objects between two collections, in place of 700: what is imported stays, and looking through it takes a sixth of
the start."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_COLLECT_EVERY)
    from huihan.app import run_command  # noqa: PLC0415 - a process that decides needs none of the commands

    run_command()
