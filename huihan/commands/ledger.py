"""`huihan ledger`: every message and file that a source shows, counted against the rows."""

from typing import Annotated

import typer
from rich.table import Table

from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say_json, tell
from huihan.screen import console
from workers.intake.ledger import Count, count
from workers.public.views import ledger_view

_COLUMNS = ("来源", "出现", "立案", "后续", "不处理", "隔离", "待人工", "待处理", "缺失")


Only = Annotated[str | None, typer.Option("--only", help="只核对这个邮箱，或 inbox。One mailbox, or inbox, alone.")]


def ledger(context: typer.Context, *, only: Only = None, as_json: Json = False) -> None:
    """台账：来源里的每一封与库里逐一核对；有缺失则退出码 1。Intake counted against the sources."""
    with services_of(context, secrets=only is None) as services:
        counts = count(services, only)
    views = [ledger_view(one.row, missing=None if one.unreachable else one.missing) for one in counts]
    if as_json:
        say_json(views)
    else:
        table = Table(*_COLUMNS, header_style="bold")
        for view in views:
            table.add_row(*("?" if value is None else str(value) for value in view.values()))
        console().print(table)
    wrong = [said for one in counts if (said := _wrong(one))]
    for said in wrong:
        tell(said)
    if wrong:
        raise typer.Exit(1)


def _wrong(one: Count) -> str | None:
    if one.unreachable:
        return f"{one.row.source}：无法核对（{one.unreachable}）"
    if one.missing:
        mend = "请运行 huihan poll --once，仍缺失则看 huihan doctor"
        return f"{one.row.source}：有 {one.missing} 封在来源中但未登记；{mend}"
    return None
