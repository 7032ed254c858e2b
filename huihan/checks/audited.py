"""What `doctor` says of the audit: whether the days are signed, and whether what changed since yesterday is as it was
written."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from domain.settings import Settings
from huihan.checks.finding import Finding, Patient
from store.archive import Archive
from store.database import open_database
from workers.audit import keys
from workers.audit.days import names
from workers.audit.found import Found
from workers.audit.keys import AuditKeyError
from workers.audit.verify import Place, Wanted, verify

_FOLLOWS = timedelta(days=2)
"""A service that runs signs every day."""
_MOST = 5
_VERIFY = "huihan audit verify 列出全部；从备份核对，并查明谁动过数据库或文件"


def audit(patient: Patient) -> Iterator[Finding]:
    """The days signed, and the cases that have changed lately."""
    for ok, what, mend in _told(patient.settings, patient.now):
        yield Finding(check="audit", ok=ok, what=what, mend=mend)


def _told(settings: Settings, now: datetime) -> Iterator[tuple[bool, str, str]]:
    """(as it should be, what was found, the mend) for each thing found."""
    if settings.database_url.startswith("sqlite") and not (settings.root / "data" / "huihan.db").exists():
        return
    if not names(settings.audit):
        yield True, "还没有签署过审计文件", "运行中的服务每天签署一次；也可用 huihan audit sign"
        return
    if not settings.audit_key.exists():
        yield False, f"审计密钥 {settings.audit_key} 不在，无法签署与核对", "接上存放密钥的卷，或改正 [audit] key_file"
        return
    try:
        found = _found(settings)
    except AuditKeyError as error:
        yield False, str(error), "从保管处恢复密钥文件"
        return
    except DBAPIError:
        return  # the check of the database says what is wrong with it
    for one in found.differences[:_MOST]:
        case = f"（{one.case}）" if one.case else ""
        yield False, f"审计不符：{one.table} {one.id}{case}：{one.what}", _VERIFY
    if len(found.differences) > _MOST:
        yield False, f"审计另有 {len(found.differences) - _MOST} 处不符", _VERIFY
    last = names(settings.audit)[-1].name[:10]
    if datetime.fromisoformat(last).date() < (now - _FOLLOWS).date():
        yield False, f"审计文件最近一次签署在 {last}", "检查 huihan run 是否在运行、日志中有无 audit_not_signed"
    elif not found.differences:
        yield True, f"审计：最近签署于 {last}，其后的变动相符（案件 {found.checked['cases']}）", ""


def _found(settings: Settings) -> Found:
    key = keys.signing_key(settings.audit_key).public_key()
    place = Place(archive=Archive(settings.archive), folder=settings.audit, keys=(key,))
    database = open_database(settings.database_url)
    try:
        with database.snapshot() as session:
            return verify(session, place, Wanted(recent=True), Found())
    finally:
        database.dispose()
