"""What every command starts from: the folder of the instance that was meant."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import typer

from huihan.errors import RefusedError

FILE_NAME = "huihan.toml"
ENVIRONMENT = "HUIHAN_INSTANCE"


@dataclass(frozen=True, kw_only=True)
class Front:
    """given: the folder named with --instance, or None."""

    given: Path | None = None

    def instance(self) -> Path | None:
        """The instance's folder, or None if there is none about; RefusedError if the named folder is no instance."""
        root = find_instance(self.given, os.environ, Path.cwd())
        if root is not None and not (root / FILE_NAME).is_file():
            raise RefusedError(f"{root} 不是回函实例（没有 huihan.toml）；可运行 huihan init {root}")
        return root

    def rulebook(self) -> Path:
        """The instance's rulebook folder, else the shipped one."""
        root = self.instance()
        return root / "rulebook" if root else shipped("rulebook")


def find_instance(given: Path | None, environment: Mapping[str, str], start: Path) -> Path | None:
    """The instance's folder: the given one, else HUIHAN_INSTANCE, else the nearest parent of `start` that is one.

    None when nothing was named and no parent has one. A named folder is returned as it is, for the reader to judge.
    """
    if given is not None:
        return given.resolve()
    if environment.get(ENVIRONMENT):
        return Path(environment[ENVIRONMENT]).resolve()
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()), None)


def shipped(package: str) -> Path:
    """The folder of data installed with Huihan: `rulebook` (a package without a module), `letters.templates`."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(next(iter(spec.submodule_search_locations)))


def front_of(context: typer.Context) -> Front:
    """The Front that the main callback made."""
    front = context.obj
    if not isinstance(front, Front):
        raise TypeError(front)
    return front
