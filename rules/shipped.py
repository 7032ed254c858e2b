"""Where the rulebook lies that comes with the product."""

from importlib.resources import files
from pathlib import Path


def shipped_rulebook() -> Path:
    """The folder of the default rulebook; `init` copies it into an instance."""
    return Path(str(files("rulebook").joinpath("rulebook.yaml"))).parent
