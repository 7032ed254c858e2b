"""Lists the codes that stand in a folder of domain/, a module each, without importing them."""

from collections.abc import Container
from pathlib import Path


def added(folder: str, besides: Container[str]) -> dict[str, str]:
    """NAME → code for each module of domain/<folder> whose NAME is not among `besides`, in alphabetical order."""
    codes = sorted(file.stem for file in (Path(__file__).parent / folder).glob("*.py") if file.stem != "__init__")
    return {code.upper(): code for code in codes if code.upper() not in besides}
