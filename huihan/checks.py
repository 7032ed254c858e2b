"""What `huihan doctor` looks at: each check says what is wrong and what mends it, and none of them changes anything."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from domain.codes import IntakeState, LetterState
from domain.settings import Settings
from huihan import keeping
from huihan.errors import RefusedError
from huihan.front import open_services
from huihan.live_rules import changed_since
from huihan.settings import SettingsError, read_settings
from huihan.settings_file import is_loopback
from huihan.who_wrote import advice
from ingest.ocr.engine import models_at_hand
from letters.render import Templates
from rules.compiled import compile_rulebook
from rules.load import load_rulebook
from store import intake, jobs, letters
from store.archive import Archive
from store.database import open_database
from workers.authserv import learn
from workers.poll import mailbox_of
from workers.smtp import SmtpTransport

_LEAST_DISK = 1_000_000_000
_FACES = ("仿宋", "FangSong", "FangSong_GB2312", "仿宋_GB2312", "STFangsong", "Noto Serif CJK SC")
_NEXT_YEAR_IS_OUT = (12, 1)
"""The State Council's notice for the next year comes in November (TRADE 6); from December it should be there."""
_ACTIVATE = "huihan rules diff 查看改动，huihan rules activate 启用"
_SANE_FROM = 2026


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at. ok False: wrong, and `mend` says what to do; ok True with a `mend`: only worth a look."""

    check: str
    ok: bool
    what: str
    mend: str = ""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What the checks look at. settings: without secrets; now: with an offset."""

    settings: Settings
    now: datetime


def examine(patient: Patient, only: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Every check, or those named; a later one is made even if an earlier one found something wrong."""
    for name, check in CHECKS.items():
        if not only or name in only:
            yield from check(patient)


def _secrets(patient: Patient) -> Iterator[Finding]:
    try:
        read_settings(patient.settings.root)
    except SettingsError as error:
        for problem in error.problems:
            yield Finding(check="secrets", ok=False, what=f"{problem.where}：{problem.what}", mend=problem.mend)
    else:
        yield Finding(check="secrets", ok=True, what="设置与密码齐全")


def _database(patient: Patient) -> Iterator[Finding]:
    database = open_database(patient.settings.database_url)
    try:
        if database.dialect == "sqlite" and not (patient.settings.root / "data" / "huihan.db").exists():
            yield Finding(check="database", ok=True, what="SQLite 数据库尚未建立，第一次使用时自动建立")
            return
        with database.reading() as session:
            if database.dialect == "sqlite":
                said = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
                if said != "ok":
                    yield Finding(check="database", ok=False, what=f"数据库文件损坏：{said}", mend="从备份恢复")
                    return
            waiting = jobs.waiting(session)
            doubt = len(letters.in_state(session, LetterState.IN_DOUBT))
            people = len(intake.list_by_state(session, (IntakeState.AWAITING_PERSON, IntakeState.QUARANTINED)))
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        mend = "检查 [database] 与数据库服务；表缺失时运行一次 huihan cases list 即建立"
        yield Finding(check="database", ok=False, what=f"数据库无法使用：{said}", mend=mend)
        return
    finally:
        database.dispose()
    yield Finding(check="database", ok=True, what=f"数据库正常（{database.dialect}），待处理工作 {waiting} 件")
    if doubt:
        mend = "查看已发送文件夹，然后 huihan letters settle 函号 --sent 或 --not-sent"
        yield Finding(check="database", ok=True, what=f"有 {doubt} 封信不确定是否发出", mend=mend)
    if people:
        yield Finding(check="database", ok=True, what=f"有 {people} 件来件等人查看（待人工或隔离）", mend="请人工登记")


def _disk(patient: Patient) -> Iterator[Finding]:
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


def _desk(patient: Patient) -> Iterator[Finding]:
    """Whether browsers can reach it as it is set up, and whether it can tell who asks."""
    desk = patient.settings.desk
    if desk.base_url is None:
        seen = is_loopback(desk.host)
        mend = "" if seen else "在 [desk] 写明 base_url：浏览器所用的网址"
        yield Finding(check="desk", ok=True, what=f"办公台在 {desk.host}:{desk.port}，只有本机打得开", mend=mend)
        return
    yield Finding(check="desk", ok=True, what=f"办公台的网址是 {desk.base_url}")
    if desk.base_url.startswith("http://") and not is_loopback(urlsplit(desk.base_url).hostname or ""):
        mend = "请经反向代理以 https 提供，见 docs/admin.md"
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


def _clock(patient: Patient) -> Iterator[Finding]:
    shown = f"{patient.now:%Y-%m-%d %H:%M %Z}"
    if patient.now.year < _SANE_FROM:
        yield Finding(check="clock", ok=False, what=f"系统时间是 {shown}，不可信", mend="请校时（NTP）")
        return
    try:
        newest = _newest_receipt(patient.settings)
    except SQLAlchemyError:  # the database check says what is wrong with it
        newest = None
    if newest is not None and newest > patient.now:
        what = f"系统时间 {shown} 早于最近一次收件 {newest.astimezone(patient.now.tzinfo):%Y-%m-%d %H:%M}"
        yield Finding(check="clock", ok=False, what=what, mend="请校时（NTP）；期限按系统时间计算")
    else:
        yield Finding(check="clock", ok=True, what=f"系统时间 {shown}")


def _no_database_yet(settings: Settings) -> bool:
    return settings.database_url.startswith("sqlite") and not (settings.root / "data" / "huihan.db").exists()


def _newest_receipt(settings: Settings) -> datetime | None:
    if _no_database_yet(settings):
        return None
    database = open_database(settings.database_url)
    try:
        with database.reading() as session:
            return intake.newest_first_seen(session)
    finally:
        database.dispose()


def _rulebook(patient: Patient) -> Iterator[Finding]:
    loaded = load_rulebook(patient.settings.rulebook)
    if loaded.rulebook is None:
        what = f"规则手册有 {len(loaded.findings)} 处问题，第一处：{loaded.findings[0]}"
        yield Finding(check="rulebook", ok=False, what=what, mend="huihan rules check 列出全部")
        return
    compiled = compile_rulebook(loaded.rulebook)
    topics = f"主题 {len(loaded.rulebook.topics)}，规则 {len(loaded.rulebook.rules)}"
    notice = changed_since(patient.settings)
    yield Finding(
        check="rulebook", ok=True, what=notice or f"规则手册正常（{topics}）", mend=_ACTIVATE if notice else ""
    )
    year = patient.now.year
    missing = [one for one in (year, year + 1) if not compiled.calendar.published(one)]
    if year in missing or (missing and (patient.now.month, patient.now.day) >= _NEXT_YEAR_IS_OUT):
        what = f"{'、'.join(map(str, missing))} 年的放假调休通知未录入，跨到该年的期限均为暂定"
        mend = "升级 holidays 包，或把国务院通知写进 rulebook/calendar.yaml 的 published"
        yield Finding(check="calendar", ok=False, what=what, mend=mend)
    else:
        later = f"；{year + 1} 年通知发布前，跨年期限为暂定" if missing else ""
        yield Finding(check="calendar", ok=True, what=f"{year} 年放假调休通知已录入{later}")


def _templates(patient: Patient) -> Iterator[Finding]:
    folder = patient.settings.templates
    problems = Templates(folder if folder.is_dir() else None).check()
    for problem in problems:
        yield Finding(check="templates", ok=False, what=str(problem), mend="改正后再运行 huihan doctor")
    if not problems:
        yield Finding(check="templates", ok=True, what="信件模板正常")


def _fonts(patient: Patient) -> Iterator[Finding]:
    del patient
    try:
        listed = subprocess.run(
            ["fc-list", ":lang=zh", "family"],  # noqa: S607 - fontconfig from wherever it is installed
            capture_output=True,
            timeout=20,
            check=True,
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        listed = ""
    families = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    found = [face for face in _FACES if face in families]
    if found:
        yield Finding(check="fonts", ok=True, what=f"信件字体可用：{found[0]}")
    else:
        what = "没有可用的中文衬线字体，本机生成的 PDF 会缺字（Word 文件不受影响）"
        yield Finding(check="fonts", ok=True, what=what, mend="apt-get install fontconfig fonts-noto-cjk，或安装仿宋")


def _ocr(patient: Patient) -> Iterator[Finding]:
    del patient
    if not models_at_hand():
        what = "没有文字识别引擎，扫描件和照片只能人工登记"
        yield Finding(check="ocr", ok=False, what=what, mend="重新安装 huihan（需要 rapidocr 与 onnxruntime）")
        return
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"],  # noqa: S607 - from wherever it is installed
            capture_output=True,
            timeout=20,
            check=True,
        ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        listed = []
    if b"osd" in listed:
        yield Finding(check="ocr", ok=True, what="文字识别与方向判断可用")
    else:
        what = "没有页面方向判断（tesseract-ocr-osd），横放、倒放的扫描件可能读错"
        yield Finding(check="ocr", ok=False, what=what, mend="apt-get install tesseract-ocr tesseract-ocr-osd")


def _mailboxes(patient: Patient) -> Iterator[Finding]:
    settings = patient.settings
    if not settings.mailboxes:
        yield Finding(check="mailboxes", ok=True, what="没有设置邮箱，只收 inbox/ 目录")
    for mailbox in settings.mailboxes:
        if mailbox.password is None and mailbox.oauth_token is None:
            yield Finding(check="mailboxes", ok=False, what=f"{mailbox.name}：没有密码，未连接", mend="见 secrets")
            continue
        try:
            with open_services(settings) as services:
                report = mailbox_of(services, mailbox).check()
        except RefusedError as error:
            yield Finding(
                check="mailboxes", ok=False, what=f"{mailbox.name}：未连接", mend=str(error).partition("\n")[0]
            )
            continue
        if report.problem is not None:
            problem = report.problem
            yield Finding(check="mailboxes", ok=False, what=f"{problem.where}：{problem.what}", mend=problem.mend)
            continue
        before = f"，其中 {report.before_start} 封早于启用时间（只登记，不处理）" if report.before_start else ""
        what = f"{mailbox.name}：可以连接，共 {report.messages} 封{before}，尚未登记 {report.new} 封"
        yield Finding(check="mailboxes", ok=True, what=what)
        for note in report.notes:
            yield Finding(check="mailboxes", ok=True, what=f"{note.where}：{note.what}", mend=note.mend)


def _authentication(patient: Patient) -> Iterator[Finding]:
    settings = patient.settings
    if not settings.mailboxes or _no_database_yet(settings):
        yield Finding(check="authentication", ok=True, what="还没有从邮箱收到邮件")
        return
    database = open_database(settings.database_url)
    try:
        with database.reading() as session:
            learnt = [(box, learn(session, Archive(settings.archive), box)) for box in settings.mailboxes]
    except SQLAlchemyError:  # the database check says what is wrong with it
        return
    finally:
        database.dispose()
    for box, found in learnt:
        said = advice(box, found)
        yield Finding(check="authentication", ok=said.ok, what=said.what, mend=said.mend)


def _smtp(patient: Patient) -> Iterator[Finding]:
    smtp = patient.settings.smtp
    if smtp is None:
        what = "没有设置发信服务器，信件只生成、不发送"
        yield Finding(check="smtp", ok=True, what=what, mend="需要自动发送收悉告知时填写 [smtp]")
        return
    wrong = SmtpTransport(smtp, lambda _: None).check()
    if wrong is None:
        yield Finding(check="smtp", ok=True, what=f"发信服务器 {smtp.host}:{smtp.port} 可以连接")
    else:
        what = f"发信服务器 {smtp.host}:{smtp.port} 不可用：{wrong}"
        yield Finding(check="smtp", ok=False, what=what, mend="检查 [smtp] 的地址、端口、security 与密码")


def _privacy(patient: Patient) -> Iterator[Finding]:
    if patient.settings.database_url.startswith("sqlite") and not (patient.settings.root / "data/huihan.db").exists():
        return
    try:
        for what, mend in keeping.said(patient.settings):
            yield Finding(check="privacy", ok=True, what=what, mend=mend)
    except SQLAlchemyError:  # the database check says what is wrong with it
        return


CHECKS: Mapping[str, Callable[[Patient], Iterator[Finding]]] = {
    "secrets": _secrets,
    "database": _database,
    "disk": _disk,
    "clock": _clock,
    "rulebook": _rulebook,
    "templates": _templates,
    "fonts": _fonts,
    "ocr": _ocr,
    "mailboxes": _mailboxes,
    "authentication": _authentication,
    "smtp": _smtp,
    "desk": _desk,
    "privacy": _privacy,
}
