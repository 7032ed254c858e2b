"""`huihan decide`: the decision on one letter or on a file of many, nothing stored; the live road's own code."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from domain import labels
from domain.codes import Channel
from domain.decision import Decision
from domain.reading import Document
from huihan.batch import Batch, run_batch
from huihan.commands.read import one_letter, reading_of
from huihan.errors import RefusedError
from huihan.front import Front, front_of
from huihan.live_rules import deciding_folder
from huihan.moments import calculable, names_a_day_only, parse_moment
from huihan.options import Json
from huihan.output import say, say_json, tell
from huihan.rulebooks import load_compiled, load_good
from huihan.screen import progress
from huihan.settings import read_settings
from rules.rulebook import Rulebook
from workers.deciding.decision_input import decide_document
from workers.public.views import decision_view

_MAIL = "message/rfc822"


def decide(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE | IN OUT", help="来件；--batch 时为输入与输出文件")],
    received: Annotated[str | None, typer.Option(metavar="ISO", help="收到的时间，默认为邮件日期，否则为现在")] = None,
    channel: Annotated[Channel | None, typer.Option(help="投诉来源 / channel")] = None,
    index: Annotated[
        int | None, typer.Option(metavar="N", help="文件含多封信时取哪一封，从 0 数起，同 read 的 index")
    ] = None,
    *,
    batch: Annotated[bool, typer.Option("--batch", help="逐行判定 JSONL：IN.jsonl OUT.jsonl")] = False,
    as_json: Json = False,
) -> None:
    """判定：主题、部门、级别、期限及理由。The decision, with its reasons; nothing is stored."""
    front = front_of(context)
    if batch:
        if (received, channel, index) != (None, None, None):
            raise typer.BadParameter("每行自带 received 与 channel，--index 也不适用", param_hint="--batch")
        _decide_batch(front, files)
        return
    if len(files) != 1:
        raise typer.BadParameter("一次判定一个文件；多封信请用 --batch IN OUT", param_hint="FILE")
    _decide_one(front, files[0], received, channel, index, as_json=as_json)


def _decide_one(
    front: Front, path: Path, received: str | None, channel: Channel | None, index: int | None, *, as_json: bool
) -> None:
    document = one_letter(path, index, reading_of(front))
    with deciding_folder(front) as folder:
        compiled = load_compiled(folder)
    zone = zone_of(front, compiled.rulebook)
    _, decision = decide_document(
        compiled,
        document,
        received=received_of(received, document, zone),
        received_date_only=received is not None and names_a_day_only(received),
        channel=channel or channel_of(document),
    )
    if as_json:
        say_json(decision_view(decision))
    else:
        _show(decision, compiled.rulebook)


def _decide_batch(front: Front, files: list[Path]) -> None:
    if len(files) != 2:
        raise typer.BadParameter("--batch 需要两个文件：IN.jsonl OUT.jsonl", param_hint="IN OUT")
    source, target = files
    if not source.is_file():
        raise RefusedError(f"没有文件 {source}")
    if target.exists() and target.samefile(source):
        raise RefusedError("输入与输出不能是同一个文件")
    with deciding_folder(front) as folder:
        good, bad = _run_batch(front, folder, source, target)
    tell(f"已判定 {good} 行，写入 {target}")
    if bad:
        tell(f"有 {bad} 行无法判定，原因见输出中的 error")
        raise typer.Exit(1)


def _run_batch(front: Front, folder: Path, source: Path, target: Path) -> tuple[int, int]:
    """How many lines were decided, and how many could not be."""
    now = datetime.now(UTC).replace(microsecond=0)
    batch = Batch(rulebook=folder, zone=zone_of(front, load_good(folder)).key, now=now)
    try:
        with source.open("rb") as lines:
            total = sum(1 for _ in lines)
        with (
            source.open("rb") as lines,
            target.open("w", encoding="utf-8", errors="backslashreplace") as out,
            progress("判定", total) as advance,
        ):
            return run_batch(batch, advance.over(lines), out.write, total=total)
    except OSError as error:
        raise RefusedError(f"{error.filename or target}：{error.strerror}") from None


def zone_of(front: Front, rulebook: Rulebook) -> ZoneInfo:
    """The instance's zone, else the rulebook's."""
    root = front.instance()
    return ZoneInfo(read_settings(root, secrets=False).zone if root else rulebook.zone)


def received_of(given: str | None, document: Document, zone: ZoneInfo) -> datetime:
    """When a letter counts as received: as given, else the mail's Date, else now."""
    if given is not None:
        try:
            return parse_moment(given, zone)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--received") from None
    date = document.envelope.date
    if date is None or not calculable(date):
        date = datetime.now(UTC).replace(microsecond=0)
    return date.astimezone(zone)


def channel_of(document: Document) -> Channel:
    """A file that holds a mail came by mail, any other on paper: as the scan folder takes it."""
    is_mail = document.envelope.message_id is not None or any(part.media_type == _MAIL for part in document.parts)
    return Channel.EMAIL if is_mail or document.envelope.date else Channel.LETTER


def _show(decision: Decision, rulebook: Rulebook) -> None:
    names = {topic.id: topic.name for topic in rulebook.topics}
    say(f"主题　{names.get(decision.topic or '', '（未识别）')}　{labels.CATEGORY[decision.category]}")
    if decision.also:
        say(f"另涉　{'、'.join(labels.CATEGORY[category] for category in decision.also)}")
    say(f"部门　{'、'.join(labels.DEPARTMENT[department] for department in decision.departments)}")
    say(f"级别　{labels.GRADE[decision.grade]}　{labels.URGENCY[decision.urgency]}　{labels.KIND[decision.kind]}")
    if decision.group:
        say(f"群体　{f'{decision.households} 户' if decision.households else '是'}")
    for doubt in decision.doubts:
        say(f"存疑　{doubt.why}")
    for deadline in decision.deadlines:
        note = "（暂定：该年放假通知未发布）" if deadline.provisional else ""
        say(f"期限　{labels.CLOCK[deadline.clock]}　{deadline.due:%Y-%m-%d %H:%M}{note}")
    for reason in decision.reasons:
        words = "".join(dict.fromkeys(f"“{match.text}”" for match in reason.matched))
        say(f"理由　{reason.slot}　{reason.because}（{reason.rule}，{reason.file}:{reason.line}）{words}")
