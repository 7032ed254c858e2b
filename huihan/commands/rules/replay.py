"""`huihan rules replay`: what a changed rulebook would have decided otherwise, before it goes live."""

from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from domain import labels
from huihan.commands.rules.live import store_of
from huihan.errors import RefusedError
from huihan.front import front_of
from huihan.options import Json
from huihan.output import say, say_json, tell
from huihan.replay_sheet import write_sheet
from huihan.rulebooks import load_good, rulebook_folder
from huihan.screen import console, progress
from workers.public.views import View
from workers.rulebooks.replay import ChangedCase, Replay, Why, replay

_MOVED = {"earlier": "提前", "later": "推后", "added": "新增", "removed": "取消"}
_LABELS = {
    "category": labels.CATEGORY,
    "department": labels.DEPARTMENT,
    "grade": labels.GRADE,
    "urgency": labels.URGENCY,
    "needs_person": {"true": "待人工", "false": "自动"},
}


def run_replay(
    context: typer.Context,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="最近多少次判定")],
    against: Annotated[Path | None, typer.Option(metavar="DIR", help="规则目录；默认为实例的，按现在的内容")] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="另存为 Excel")] = None,
    *,
    as_json: Json = False,
) -> None:
    """用改过的规则重判最近的来信，与当时的结论比较；什么也不保存。Replay stored letters through another rulebook."""
    front = front_of(context)
    rulebook = load_good(rulebook_folder(front, against))
    with store_of(front) as database, progress("重判", last) as advance:
        result = replay(database, rulebook, last, report=advance)
    if xlsx is not None:
        _save(result, xlsx)
    if as_json:
        say_json(_view(result))
    else:
        _show(result)
    told = f"重判 {result.replayed} 次，结论不同 {len(result.changed)} 次"
    tell(told + (f"，无法重判 {len(result.failed)} 次" if result.failed else ""))
    if xlsx is not None:
        tell(f"已写入 {xlsx}")


def counted(result: Replay) -> list[tuple[str, str, str, int]]:
    """The table old → new in the words of staff: what, old, new, how many; most first within each."""
    rows = sorted(result.counts.items(), key=lambda one: (one[0][0], -one[1], one[0]))
    return [(_what(slot), _said(slot, old), _said(slot, new), count) for (slot, old, new), count in rows]


def _what(slot: str) -> str:
    return f"期限 {labels.CLOCK[slot.removeprefix('clock:')]}" if slot.startswith("clock:") else labels.SLOT[slot]


def _said(slot: str, value: str) -> str:
    return _MOVED.get(value, value) if slot.startswith("clock:") else _LABELS[slot].get(value, value)


def _show(result: Replay) -> None:
    if not result.changed:
        return
    table = Table(header_style="bold")
    for name in ("项目", "原结论", "新结论", "件数"):
        table.add_column(name, justify="right" if name == "件数" else "left")
    for what, old, new, count in counted(result):
        table.add_row(what, old, new, str(count))
    console().print(table)
    for case in result.changed:
        say(f"{case.number or '（无案件）'}　判定 {case.decision}")
        for slot in case.slots:
            say(f"  {_what(slot.slot)}　{slot.old} → {slot.new}")
            for mark, reasons in (("原", slot.old_why), ("新", slot.new_why)):
                for why in reasons:
                    say(f"      {mark}：{_why_line(why)}")


def _why_line(why: Why) -> str:
    """One reason with its words."""
    return f"{why.because}（{why.rule}）{''.join(f'“{word}”' for word in why.words)}"


def _view(result: Replay) -> View:
    by_slot = groupby(sorted(result.counts.items()), key=lambda one: one[0][0])
    return {
        "replayed": result.replayed,
        "changed": [_case(case) for case in result.changed],
        "counts": {
            slot: [{"old": old or None, "new": new, "count": count} for (_, old, new), count in rows]
            for slot, rows in by_slot
        },
        "failed": [{"decision": decision, "why": why} for decision, why in result.failed],
    }


def _case(case: ChangedCase) -> View:
    return {"decision": case.decision, "case": case.number, "slots": [asdict(slot) for slot in case.slots]}


def _save(result: Replay, path: Path) -> None:
    try:
        write_sheet(path, counted(result), result.changed)
    except OSError as error:
        raise RefusedError(f"无法写入 {path}：{error.strerror}") from None
