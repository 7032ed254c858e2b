"""The instance's settings, disk and way in."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from huihan.checks.finding import Finding, Patient
from huihan.settings import SettingsError, read_settings
from huihan.settings_types import is_loopback

_LEAST_DISK = 1_000_000_000


def secrets(patient: Patient) -> Iterator[Finding]:
    """Whether the settings hold together and every password is at hand."""
    try:
        read_settings(patient.settings.root)
    except SettingsError as error:
        for problem in error.problems:
            yield Finding(check="secrets", ok=False, what=f"{problem.where}：{problem.what}", mend=problem.mend)
    else:
        yield Finding(check="secrets", ok=True, what="设置与密码齐全")


def disk(patient: Patient) -> Iterator[Finding]:
    """Whether there is room, and the folders can be written."""
    root = patient.settings.root
    free = shutil.disk_usage(root).free
    said = f"磁盘剩余 {free / 1e9:.1f} GB"
    if free < _LEAST_DISK:
        yield Finding(check="disk", ok=False, what=said, mend="腾出至少 1 GB，否则来信无法存档")
    else:
        yield Finding(check="disk", ok=True, what=said)
    for name in ("data", "inbox"):
        if not _writable(root / name):
            yield Finding(check="disk", ok=False, what=f"{root / name} 不可写", mend="检查目录是否存在及其权限")


def desk(patient: Patient) -> Iterator[Finding]:
    """Whether browsers can reach it as it is set up, and whether it can tell who asks."""
    desk = patient.settings.desk
    if desk.base_url is None:
        seen = is_loopback(desk.host)
        mend = "" if seen else "在 [desk] 写明 base_url：浏览器所用的网址"
        yield Finding(check="desk", ok=True, what=f"办公台在 {desk.host}:{desk.port}，只有本机打得开", mend=mend)
        return
    yield Finding(check="desk", ok=True, what=f"办公台的网址是 {desk.base_url}")
    if desk.base_url.startswith("http://") and not is_loopback(urlsplit(desk.base_url).hostname or ""):
        mend = "请经反向代理以 https 提供，见 docs/admin.zh.md"
        yield Finding(check="desk", ok=False, what="密码与案件以明文在网上传送", mend=mend)
    if desk.base_url.startswith("https://") and not desk.trusted_proxies:
        what = "没有可信的反向代理：登录失败都算在代理的地址上"
        yield Finding(check="desk", ok=True, what=what, mend='在 [desk] 写 trusted_proxies，例如 ["127.0.0.1"]')


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
