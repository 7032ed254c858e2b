"""What the machine holds apart: files from other users, and the programs that read letters from everything else."""

import shutil
from collections.abc import Iterator

from huihan.checks.finding import Finding, Patient
from huihan.modes import too_wide
from huihan.settings import SettingsError, secret_files
from workers.instance import sandbox

_NAMED = 3
_MEND_MODES = "运行 huihan doctor --mend 收紧（inbox 由您自己设定，不受影响）"
_MEND_WALLS = "apt-get install bubblewrap，然后重启服务"
_MEND_NAMESPACES = "允许非特权用户命名空间（容器中见 docs/admin.zh.md）；否则请让服务用自己的系统用户运行"


def permissions(patient: Patient) -> Iterator[Finding]:
    """Whether other users of the machine can read what residents wrote, or change what decides."""
    root = patient.settings.root
    try:
        secrets = tuple(path for _, path in secret_files(root))
    except SettingsError:  # the check of secrets says what is wrong
        secrets = ()
    wide = list(too_wide(root, secrets))
    if not wide:
        yield Finding(check="permissions", ok=True, what="文件与目录只有服务自己的用户能打开")
        return
    named = "、".join(f"{one.path}（{one.mode:04o}）" for one in wide[:_NAMED])
    more = f" 等 {len(wide)} 项" if len(wide) > _NAMED else ""
    yield Finding(check="permissions", ok=False, what=f"对本机其他用户开放：{named}{more}", mend=_MEND_MODES)


def walls(patient: Patient) -> Iterator[Finding]:
    """Whether what reads letters is cut off from network and data."""
    del patient
    if sandbox.bubblewrap() is not None:
        yield Finding(
            check="walls", ok=True, what="读信程序与 LibreOffice 在隔离环境中运行（bubblewrap：无网络，看不到数据）"
        )
    elif shutil.which("bwrap") is None:
        what = "没有安装 bubblewrap：读信程序与 LibreOffice 只受限额约束，没有与网络和数据隔离"
        yield Finding(check="walls", ok=True, what=what, mend=_MEND_WALLS)
    else:
        what = "bubblewrap 已安装，但本机不允许建立命名空间：读信程序与 LibreOffice 没有与网络和数据隔离"
        yield Finding(check="walls", ok=True, what=what, mend=_MEND_NAMESPACES)
