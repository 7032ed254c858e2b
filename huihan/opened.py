"""Opens the instance for the commands that look into its database or change it; what is wrong with it is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import typer
from sqlalchemy.exc import DBAPIError

from domain.settings import Settings
from huihan.errors import RefusedError
from huihan.front import front_of
from huihan.log import log_to
from huihan.mailbox_file import MailboxFile
from huihan.settings import settings_of
from store.archive import DamagedError
from store.database import NewerSchemaError
from workers.instance.keys import KeyFileError
from workers.instance.services import RulebookError, Services


@contextmanager
def services_of(context: typer.Context, *, secrets: bool = False) -> Iterator[Services]:
    """The opened instance of a command, closed at the end. secrets: whether mail passwords must be there."""
    with open_services(settings_of(front_of(context), secrets=secrets)) as services:
        yield services


@contextmanager
def open_services(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Iterator[Services]:
    """Services of these settings. now: None: the real.

    Raises RefusedError for an unreachable database, and where a rulebook or an archived file is asked for that is
    broken.
    """
    log_to(settings.root)
    try:
        with database_refusals():
            services = Services.open(settings, now=now, form=MailboxFile(settings.root))
        try:
            yield services
        finally:
            services.close()
    except RulebookError as error:
        raise RefusedError(f"{error}\n改好后可用 huihan rules check 复查") from None
    except (KeyFileError, DamagedError) as error:
        raise RefusedError(str(error)) from None


@contextmanager
def database_refusals() -> Iterator[None]:
    """What goes wrong where a database is opened, as a sentence."""
    try:
        yield
    except NewerSchemaError:
        raise RefusedError("数据库由更新版本的 huihan 建立，本版本读不了；请升级 huihan") from None
    except DBAPIError as error:
        raise RefusedError(f"数据库无法打开：{str(error.orig).strip().splitlines()[0]}；请运行 huihan doctor") from None
