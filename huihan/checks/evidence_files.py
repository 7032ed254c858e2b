"""Whether the photos and files of cases still lie in the archive as they were handed over."""

from collections.abc import Iterator

from huihan.checks.finding import Finding, Patient
from huihan.checks.stored import answer
from store import evidence
from store.archive import Archive, DamagedError
from store.evidence import Filed

_NAMED = 5
_READ = 200_000_000
"""So many bytes are read, the newest first; of older files the size is compared, and the audit reads all."""


def evidence_files(patient: Patient) -> Iterator[Finding]:
    """Those that are missing or damaged, by the number of their case."""
    filed = answer(patient.settings, evidence.filed)
    if filed is None:
        return
    archive, left, wrong = Archive(patient.settings.archive), _READ, []
    for one in filed:
        left -= one.size
        if what := _wrong(archive, one, read=left >= 0):
            wrong.append(f"{one.number} 的“{one.name}”{what}")
    if wrong:
        more = f"等 {len(wrong)} 件" if len(wrong) > _NAMED else ""
        mend = "从备份恢复存档；huihan audit verify 列出全部"
        yield Finding(check="evidence", ok=False, what=f"证据文件有误：{'；'.join(wrong[:_NAMED])}{more}", mend=mend)
    else:
        yield Finding(check="evidence", ok=True, what=f"证据文件 {len(filed)} 件，都在存档中")


def _wrong(archive: Archive, one: Filed, *, read: bool) -> str:
    try:
        if read:
            archive.get(one.sha256)
            return ""
        return "" if archive.path(one.sha256).stat().st_size == one.size else "已损坏"
    except DamagedError:
        return "已损坏" if archive.exists(one.sha256) else "不见了"
    except (OSError, ValueError):
        return "不见了"
