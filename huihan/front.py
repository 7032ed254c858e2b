"""What every command starts from: the instance that was meant, its settings and, where needed, its opened services."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import typer
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from domain.settings import Settings
from huihan.errors import RefusedError
from huihan.log import log_to
from huihan.settings import find_instance, read_settings
from workers.instance.keys import KeyFileError
from workers.instance.services import RulebookError, Services


@dataclass(frozen=True, kw_only=True)
class Front:
    """given: the folder named with --instance, or None."""

    given: Path | None = None

    def instance(self) -> Path | None:
        """The instance's folder, or None if there is none about; RefusedError if the named folder is no instance."""
        root = find_instance(self.given, os.environ, Path.cwd())
        if root is not None and not (root / "huihan.toml").is_file():
            raise RefusedError(f"{root} 不是回函实例（没有 huihan.toml）；可运行 huihan init {root}")
        return root

    def settings(self, *, secrets: bool = False) -> Settings:
        """The instance's settings. secrets: whether mailbox and mail passwords must be there."""
        root = self.instance()
        if root is None:
            raise RefusedError("这里没有回函实例；请用 huihan --instance 目录，或先运行 huihan init 目录")
        return read_settings(root, secrets=secrets)

    @contextmanager
    def services(self, *, secrets: bool = False) -> Iterator[Services]:
        """The opened instance, closed at the end."""
        with open_services(self.settings(secrets=secrets)) as services:
            yield services

    def rulebook(self) -> Path:
        """The instance's rulebook folder, else the shipped one."""
        root = self.instance()
        return root / "rulebook" if root else shipped("rulebook")


@contextmanager
def open_services(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Iterator[Services]:
    """Services of these settings; a broken rulebook or an unreachable database is refused. now: None: the real."""
    log_to(settings.root)
    try:
        with database_refusals():
            services = Services.open(settings, now=now)
    except RulebookError as error:
        raise RefusedError(f"{error}\n改好后可用 huihan rules check 复查") from None
    except KeyFileError as error:
        raise RefusedError(str(error)) from None
    try:
        yield services
    finally:
        services.close()


@contextmanager
def database_refusals() -> Iterator[None]:
    """What goes wrong where a database is opened, as a sentence."""
    try:
        yield
    except CommandError:
        raise RefusedError("数据库由更新版本的 huihan 建立，本版本读不了；请升级 huihan") from None
    except DBAPIError as error:
        raise RefusedError(f"数据库无法打开：{str(error.orig).strip().splitlines()[0]}；请运行 huihan doctor") from None


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
