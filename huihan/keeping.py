"""What `huihan doctor` says of personal data: how long they are kept, and an erasure that is not finished."""

from collections.abc import Iterator

from domain.settings import RetentionSettings, Settings
from store import erasing, retention
from store.database import open_database

_NAMES = {"cases": "案件", "originals": "原件", "ignored": "未立案来件", "logs": "日志"}


def said(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is to be said, each with its mend."""
    database = open_database(settings.database_url)
    try:
        with database.reading() as session:
            left = len(erasing.open_tasks(session))
            last = retention.last_finished(session)
    finally:
        database.dispose()
    if left:
        yield f"有 {left} 项个人信息尚未删完", "启动服务即继续删除，或再次运行 huihan privacy erase"
    if settings.retention.off:
        yield "个人信息没有设定保存期限，一直保存", "需要时填写 huihan.toml 的 [retention]"
    else:
        swept = f"；{last[0]} 删除 {last[1]} 件" if last else "；尚未执行过"
        yield f"保存期限：{_spans(settings.retention)}{swept}", "huihan privacy retention 可查看到期的"


def _spans(keep: RetentionSettings) -> str:
    given = {name: getattr(keep, key) for key, name in _NAMES.items()}
    return "，".join(f"{name} {span.days} 天" for name, span in given.items() if span is not None)
