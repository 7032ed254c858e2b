"""`huihan init`: a new instance, or what is missing in one, and the first admin's link; nothing is overwritten."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from huihan.errors import RefusedError
from huihan.front import shipped
from huihan.opened import database_refusals
from huihan.output import say
from huihan.sample_letters import sample
from huihan.settings import read_settings
from store.database import migrate, open_database
from store.private import private_file, private_folder
from workers.instance.services import utc_now
from workers.staff.sign_in_links import first_admin_link

_DATA_ONLY = ("__pycache__", "*.py", "*.pyc")


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新实例的目录 / the new instance's folder")],
) -> None:
    """建立实例：设置、规则、模板、收件目录。Make an instance; what is there stays as it is."""
    made = make_instance(folder)
    say(f"{'已建立' if made else '已是完整的'}实例 {folder}")
    for name in made:
        say(f"  + {name}")
    here = f"huihan --instance {folder}"
    say(f"下一步：编辑 {folder / 'huihan.toml'}，用 {here} doctor 检查，再用 {here} run 运行")
    try:
        link = first_admin(folder)
    except RefusedError as error:
        raise RefusedError(f"还没有第一位管理员的链接；改好后再运行 huihan init {folder}：{error}") from None
    if link:
        say("第一位管理员用这个链接设定密码（7 天内有效，只能用一次；再次 init 可换新的）：")
        say(f"  {link}")


def first_admin(folder: Path) -> str | None:
    """The one-time address at which the first admin sets a password; None once an admin has one.

    Raises:
        RefusedError: the settings or the database cannot be used; the instance is complete all the same.
    """
    settings = read_settings(folder.resolve(), secrets=False)
    with database_refusals():
        migrate(settings.database_url)
        database = open_database(settings.database_url)
        try:
            token = first_admin_link(database, now=utc_now())
        finally:
            database.dispose()
    return settings.desk.link(f"/welcome/{token}") if token else None


def make_instance(folder: Path) -> list[str]:
    """Make what is missing of an instance in `folder`; the names of what was made.

    Raises:
        RefusedError: the folder holds other things and no huihan.toml, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise RefusedError(f"{folder} 是一个文件；请换一个目录")
    if folder.is_dir() and not (folder / "huihan.toml").exists() and any(folder.iterdir()):
        raise RefusedError(f"{folder} 不是空目录，也不是回函实例；请换一个新目录，以免与其他文件混在一起")
    try:
        return _make(folder)
    except OSError as error:
        raise RefusedError(f"无法在 {folder} 中建立实例：{error.strerror}；请检查权限与磁盘空间") from None


def _make(folder: Path) -> list[str]:
    """The settings first: they make the folder an instance, which a second init may complete."""
    private_folder(folder)
    made = []
    settings = folder / "huihan.toml"
    if not settings.exists():
        private_file(settings)
        settings.write_bytes(sample("huihan.toml"))
        made.append(settings.name)
    for name, package in (("rulebook", "rulebook"), ("templates", "letters.templates")):
        if not (folder / name).exists():
            _copy_whole(shipped(package), folder / name)
            made.append(name)
    return [*made, *(name for name in ("data", "inbox") if _new_folder(folder / name))]


def _copy_whole(source: Path, target: Path) -> None:
    """All of it or nothing under the target's name."""
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(source, part, ignore=shutil.ignore_patterns(*_DATA_ONLY), copy_function=shutil.copyfile)
    for copied in (part, *part.rglob("*")):
        copied.chmod(0o700 if copied.is_dir() else 0o600)
    part.rename(target)


def _new_folder(path: Path) -> bool:
    if path.is_dir():
        return False
    path.mkdir(mode=0o700)
    return True
