"""Whether the archive holds files that no row names: of a process that died between a file and its row."""

from collections.abc import Iterator

from huihan.checks.finding import Finding, Patient
from huihan.checks.stored import answer
from store.archive import Archive
from store.archive_orphans import KEPT_ASIDE, unnamed


def archive_files(patient: Patient) -> Iterator[Finding]:
    """How many there are, and what becomes of them."""
    archive = Archive(patient.settings.archive)
    try:
        found = answer(patient.settings, lambda session: unnamed(session, archive))
    except OSError as error:
        yield Finding(check="archive", ok=False, what=f"存档无法读取（{error.strerror}）", mend="检查目录及其权限")
        return
    if found is None:
        return
    if not found.files and not found.aside:
        yield Finding(check="archive", ok=True, what="存档中没有无人登记的文件")
        return
    what = f"存档中有 {found.files} 个文件没有登记（写入时中断所致），已移开 {found.aside} 个"
    what += f"，共 {found.size / 1e6:.1f} MB"
    mend = f"服务运行时自动移到 data/orphans，{KEPT_ASIDE.days} 天后删除；恢复了旧备份时先恢复完整再启动"
    yield Finding(check="archive", ok=True, what=what, mend=mend)
