"""`huihan rules explain`: why a case, or a letter in a file, was decided as it was."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from domain import labels
from domain.decision import Decision, DecisionInput, Step
from huihan.commands.decide import channel_of, received_of, zone_of
from huihan.commands.read import one_letter, reading_of
from huihan.commands.rules.live import store_of
from huihan.errors import RefusedError
from huihan.front import Front, front_of
from huihan.options import Json
from huihan.output import say, say_json
from huihan.rulebooks import load_compiled, rulebook_folder
from rules.compiled import Compiled
from rules.explain import Explanation, Ground, Quoted, Slot, explain
from store import cases
from store.rulebooks import Version, version_of
from workers.deciding.decision_input import decide_document
from workers.public.views import View, decision_view
from workers.rulebooks.live import KeptRulebookError, load_kept
from workers.rulebooks.versions import SHORT

_SHOWN_TOPICS = 5


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What is to be explained, and by which rulebook. version: when that went live, None for a file."""

    name: str
    compiled: Compiled
    given: DecisionInput
    made: Decision | None = None
    version: Version | None = None


def explain_case(
    context: typer.Context,
    wanted: Annotated[str, typer.Argument(metavar="CASE | FILE", help="案件编号，或来件文件（按规则目录现在的内容）")],
    index: Annotated[int | None, typer.Option(metavar="N", help="文件含多封信时，第几封")] = None,
    *,
    as_json: Json = False,
) -> None:
    """解释：每项结论由哪条规则得出、胜过哪些、依据哪些原话、期限如何逐日计算。Why it was decided so."""
    front = front_of(context)
    path = Path(wanted)
    asked = _of_file(front, path, index) if path.is_file() else _of_case(front, wanted)
    found = explain(asked.compiled, asked.given, asked.made)
    if as_json:
        say_json(_view(asked, found))
    else:
        _show(asked, found)


def _of_file(front: Front, path: Path, index: int | None) -> _Asked:
    document = one_letter(path, index, reading_of(front))
    compiled = load_compiled(rulebook_folder(front, None))
    received = received_of(None, document, zone_of(front, compiled.rulebook))
    given, _ = decide_document(compiled, document, received=received, channel=channel_of(document))
    return _Asked(name=str(path), compiled=compiled, given=given)


def _of_case(front: Front, number: str) -> _Asked:
    with store_of(front) as database:
        with database.reading() as session:
            case = cases.get_case(session, number.strip().upper())
            if case is None:
                raise RefusedError(f"没有文件，也没有案件 {number}；huihan cases list 可列出全部")
            decided = cases.decisions_of_case(session, case.id)
            held = [one for one in decided if one.id == case.decision_id] or decided[-1:]
            if not held:
                raise RefusedError(f"{case.number} 没有规则作出的判定，由人工立案")
            version = version_of(session, held[0].rulebook, held[0].made_at)
        try:
            compiled = load_kept(database, held[0].rulebook)
        except KeptRulebookError as error:
            raise RefusedError(f"{error}\n这个版本的规则，本程序已不能重新载入") from None
    return _Asked(name=case.number, compiled=compiled, given=held[0].input, made=held[0].decision, version=version)


def _view(asked: _Asked, found: Explanation) -> View:
    return {
        "name": asked.name,
        "rulebook": asked.compiled.sha256,
        "activated": asked.version and asked.version.at.isoformat(),
        "by": asked.version and asked.version.who,
        "note": asked.version and asked.version.note,
        "again": found.again,
        "slots": [asdict(slot) for slot in found.slots],
        "topics": [asdict(topic) for topic in found.topics],
        "decision": decision_view(found.decision),
    }


def _show(asked: _Asked, found: Explanation) -> None:
    say(f"{asked.name}　规则版本 {asked.compiled.sha256[:SHORT]}{version_said(asked.version, asked.compiled)}")
    if not found.again:
        say("（按存档的判定解释；本程序用同样的输入和规则重判，结果与当时不同）")
    for doubt in found.decision.doubts:
        ranked = "、".join(f"{one.value} {one.score:g}" for one in doubt.candidates)
        say(f"存疑　{doubt.why}{f'（{ranked}）' if ranked else ''}")
    names = {topic.id: topic.name for topic in asked.compiled.rulebook.topics}
    for slot in found.slots:
        if not slot.slot.startswith("clock:") and slot.slot != "department":  # it is the first of `departments`
            _show_slot(slot, names)
            if slot.slot == "topic":
                _show_runners(found)
    for slot in found.slots:
        if slot.slot.startswith("clock:"):
            _show_clock(slot, found)


def version_said(version: Version | None, compiled: Compiled) -> str:
    """When, by whom and why a version was made live, in brackets."""
    if version is None:
        return ""
    when = f"{version.at.astimezone(compiled.calendar.zone):%Y-%m-%d %H:%M}"
    return f"（{'，'.join(filter(None, (when, version.who, version.note)))}）"


def _show_slot(slot: Slot, names: dict[str, str]) -> None:
    value = "、".join(_label(slot.slot, one, names) for one in slot.value.split(", "))
    say(f"\n{labels.SLOT.get(slot.slot, slot.slot)}　{value}")
    _show_grounds(slot)


def _label(slot: str, value: str, names: dict[str, str]) -> str:
    tables = {
        "category": labels.CATEGORY,
        "also": labels.CATEGORY,
        "department": labels.DEPARTMENT,
        "departments": labels.DEPARTMENT,
        "grade": labels.GRADE,
        "urgency": labels.URGENCY,
        "kind": labels.KIND,
        "cause": labels.CAUSE,
        "letters": labels.LETTER,
        "topic": names,
        "topics": names,
    }
    said = tables.get(slot, {}).get(value)
    if said is None:
        return {"true": "是", "false": "否", "null": "无"}.get(value, value)
    return f"{said}（{value}）" if said != value else said


def _show_grounds(slot: Slot) -> None:
    for ground in slot.won:
        _show_ground("依据", ground)
    for ground in slot.over:
        _show_ground("未采用", ground)


def _show_ground(mark: str, ground: Ground) -> None:
    priority = "" if ground.priority is None else f"，优先级 {ground.priority}"
    value = "" if mark == "依据" or ground.value is None else f"{ground.value}　"
    say(f"  {mark}　{value}{ground.because}（{ground.rule}{priority}，{ground.file}:{ground.line}）")
    for words in ground.words:
        say(f"      {_place(words)}　{words.before}【{words.said}】{words.after}")


def _place(words: Quoted) -> str:
    where = "标题" if words.match.source == "subject" else f"正文第 {words.line} 行"
    return f"{where}第 {words.column} 字（{words.match.start}–{words.match.end}）"


def _show_runners(found: Explanation) -> None:
    for rank, topic in enumerate(found.topics[:_SHOWN_TOPICS], start=1):
        said = "".join(f"“{text}”" for text in dict.fromkeys(words.said for words in topic.words))
        say(f"  第 {rank}　{topic.name}（{topic.topic}）{topic.score:g} 分　{said}".rstrip())
    if len(found.topics) > _SHOWN_TOPICS:
        say(f"  另有 {len(found.topics) - _SHOWN_TOPICS} 个主题得分更低")


def _show_clock(slot: Slot, found: Explanation) -> None:
    clock = slot.slot.removeprefix("clock:")
    for deadline in found.decision.deadlines:
        if deadline.clock == clock:
            note = "（暂定：该年放假通知未发布）" if deadline.provisional else ""
            say(f"\n期限　{labels.CLOCK[clock]}　{deadline.due:%Y-%m-%d %H:%M}{note}")
            _show_grounds(slot)
            for step in deadline.steps:
                say(f"      {_step(step)}")


def _step(step: Step) -> str:
    return f"{step.date}　{'计' if step.counts else '不计'}　{step.why}"
