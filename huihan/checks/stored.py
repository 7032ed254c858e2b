"""The database, what the clock says beside it, and personal data past their time."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from domain.codes import IntakeState, LetterState
from domain.settings import Settings
from huihan import keeping
from huihan.checks.finding import Finding, Patient
from store import clocks, intake, jobs, letters
from store.database import open_database

_T = TypeVar("_T")

_SANE_FROM = 2026
_NAMED = 5


def database(patient: Patient) -> Iterator[Finding]:
    """Whether the database works, and what waits in it."""
    database = open_database(patient.settings.database_url)
    try:
        if no_database_yet(patient.settings):
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


def clock(patient: Patient) -> Iterator[Finding]:
    """Whether the machine's clock can be believed."""
    shown = f"{patient.now:%Y-%m-%d %H:%M %Z}"
    if patient.now.year < _SANE_FROM:
        yield Finding(check="clock", ok=False, what=f"系统时间是 {shown}，不可信", mend="请校时（NTP）")
        return
    newest = answer(patient.settings, intake.newest_first_seen)
    if newest is not None and newest > patient.now:
        what = f"系统时间 {shown} 早于最近一次收件 {newest.astimezone(patient.now.tzinfo):%Y-%m-%d %H:%M}"
        yield Finding(check="clock", ok=False, what=what, mend="请校时（NTP）；期限按系统时间计算")
    else:
        yield Finding(check="clock", ok=True, what=f"系统时间 {shown}")


def course(patient: Patient) -> Iterator[Finding]:
    """Whether a clock runs on a filed case: that cannot be, for nothing could stop it."""
    found = answer(patient.settings, clocks.open_in_the_file)
    if found is None:
        return
    if found:
        what = f"有 {len(found)} 件已归档案件的期限没有停止：{'、'.join(found[:_NAMED])}"
        mend = "请主任重新打开这些案件，补齐后再归档；并运行 huihan audit verify 查明原因"
        yield Finding(check="course", ok=False, what=what, mend=mend)
    else:
        yield Finding(check="course", ok=True, what="已归档案件的期限都已停止")


def no_database_yet(settings: Settings) -> bool:
    """Whether the first use, which makes it, is still to come."""
    return settings.database_url.startswith("sqlite") and not (settings.root / "data" / "huihan.db").exists()


def answer(settings: Settings, question: Callable[[Session], _T]) -> _T | None:
    """What the stored rows say; None while there is no database, or where it cannot be read: its own check says why."""
    if no_database_yet(settings):
        return None
    database = open_database(settings.database_url)
    try:
        with database.reading() as session:
            return question(session)
    except SQLAlchemyError:
        return None
    finally:
        database.dispose()


def privacy(patient: Patient) -> Iterator[Finding]:
    """What of personal data has had its time."""
    if no_database_yet(patient.settings):
        return
    try:
        for what, mend in keeping.said(patient.settings):
            yield Finding(check="privacy", ok=True, what=what, mend=mend)
    except SQLAlchemyError:  # the database check says what is wrong with it
        return
