"""The console script `huihan`, kept empty: each process that decides a batch of letters imports this module again."""

import gc

from domain.collecting import COLLECT_EVERY


def main() -> None:
    """Run the command line."""
    gc.set_threshold(COLLECT_EVERY)
    from huihan.app import run_command  # noqa: PLC0415 - a process that decides needs none of the commands

    run_command()
