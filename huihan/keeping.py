"""What `huihan doctor` says of personal data: how long they are kept, and an erasure that is not finished."""

from collections.abc import Iterator

from domain.settings import RetentionSettings, Settings
from store import erasing, form_drafts, retention
from store.database import open_database

_NAMES = {"cases": "案件", "originals": "原件", "ignored": "未立案来件", "logs": "日志"}


def said(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is to be said, each with its mend."""
    database = open_database(settings.database_url)
    try:
        with database.reading() as session:
            left = len(erasing.open_tasks(session))
            last = retention.last_finished(session)
            typed = form_drafts.kept(session)
    finally:
        database.dispose()
    if left:
        yield f"有 {left} 项个人信息尚未删完", "启动服务即继续删除，或再次运行 huihan privacy erase"
    if typed.drafts:
        size = f"未提交的表单草稿 {typed.drafts} 份，涉及 {typed.cases} 个案件，共 {typed.characters} 字"
        yield size, f"提交或丢弃后即删除，最多保存 {settings.desk.drafts.days} 天；随案件一并依法删除"
    if settings.retention.off:
        yield "个人信息没有设定保存期限，一直保存", "需要时填写 huihan.toml 的 [retention]，再重启服务"
    else:
        swept = f"；{last[0]} 删除 {last[1]} 件" if last else "；尚未执行过"
        yield f"保存期限：{_spans(settings.retention)}{swept}", "huihan privacy retention 可查看到期的"


def _spans(keep: RetentionSettings) -> str:
    given = {name: getattr(keep, key) for key, name in _NAMES.items()}
    return "，".join(f"{name} {span.days} 天" for name, span in given.items() if span is not None)
