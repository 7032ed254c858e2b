"""The console script `huihan`, kept empty: each process that reads letters imports this module again."""


def main() -> None:
    """Run the command line."""
    from huihan.app import run_command  # noqa: PLC0415 - a reader process needs none of the commands

    run_command()
